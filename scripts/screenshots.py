"""Take a picture of every page: narrow and wide, light and dark, Japanese and English.

`screenshots.py [WORD…]` takes only the pages whose name contains one of the words. The pages are
those of tests/browser/places.py; the pictures of README are two of them.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from scripts.launch import ADDRESS  # noqa: E402
from scripts.running import Problem, stop_like_ctrl_c  # noqa: E402
from scripts.serving import own_environment, python, serving  # noqa: E402
from scripts.try_it import free_port  # noqa: E402

if TYPE_CHECKING:
    from tests.browser.guests import Guest
    from tests.browser.places import Place

    Guests = dict[Callable[[], Guest], Guest]

Scheme = Literal["light", "dark"]
Sizes = tuple[tuple[int, int], ...]
PHONE: Sizes = ((360, 740),)
WIDE: Sizes = ((768, 1024), (1280, 900))
LANGUAGES = ("ja", "en")
FOLDER = TOP / "var" / "screenshots"
# Which pictures README shows, and under which name.
OF_README = {"today-1280-light-ja": "today", "review-typed-wrong-1280-light-ja": "review"}
LARGEST_BYTES = 150_000
HOSTED_COOKIE = "lpi304"


def main(words: list[str]) -> None:
    """Prepare a deck and its learners, serve them, and go through the pages."""
    stop_like_ctrl_c()
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        from tests.browser.places import PLACES

        places = [place for place in PLACES if not words or any(w in place.name for w in words)]
        guests = {make: make() for make in dict.fromkeys(place.guest for place in places)}
        FOLDER.mkdir(parents=True, exist_ok=True)
        taken = 0
        for hosted in (False, True):
            chosen = [place for place in places if place.hosted is hosted]
            if chosen:
                taken += take(chosen, guests, hosted=hosted)
    copy_for_readme()
    print(f"{taken} pictures in {FOLDER.relative_to(TOP)}/")


def start_django(data: Path) -> None:
    """Make a database with all cards, and let this process use it as the server does."""
    environment = own_environment(data, free_port())
    python(environment, "manage.py", "prepare")
    os.environ.update(environment | {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"})
    import django

    django.setup()


def take(places: "list[Place]", guests: "Guests", *, hosted: bool) -> int:
    """Take all pictures of these pages from one server; return how many."""
    url = f"http://{ADDRESS}:{os.environ['PORT']}"
    taken = 0
    with serving(environment_of(hosted=hosted)), chromium() as browser:
        for place in places:
            guest = guests[place.guest]
            for sizes in (PHONE, WIDE):
                context = open_context(browser, url, guest, sizes, hosted=hosted)
                taken += photograph(place, context, url, guest, sizes)
                context.close()
            print(place.name, flush=True)
    return taken


def environment_of(*, hosted: bool) -> dict[str, str]:
    """Return the server's environment: the local one, or the same data hosted with accounts."""
    if not hosted:
        return dict(os.environ)
    from django.conf import settings

    return os.environ | {
        "LPI304_MODE": "hosted",
        "LPI304_SIGN_UP": "on",
        "LPI304_HOSTS": ADDRESS,
        "LPI304_SECRET_KEY": settings.SECRET_KEY,
    }


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser for the length of the block."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def open_context(
    browser: Browser, url: str, guest: "Guest", sizes: Sizes, *, hosted: bool
) -> BrowserContext:
    """Return a browser of its own, in which the guest is signed in: a phone, or a wide one."""
    from tests.browser.signing import sign_in

    # A hosted server wants to hear that its proxy was asked by TLS.
    headers = {"X-Forwarded-Proto": "https"} if hosted else {}
    context = browser.new_context(
        base_url=url,
        extra_http_headers=headers,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
        is_mobile=sizes is PHONE,
        has_touch=sizes is PHONE,
        viewport={"width": sizes[0][0], "height": sizes[0][1]},
    )
    if guest.learner:
        sign_in(context, guest.learner, url, HOSTED_COOKIE if hosted else None)
    return context


def photograph(
    place: "Place", context: BrowserContext, url: str, guest: "Guest", sizes: Sizes
) -> int:
    """Take a page in every language, size and scheme; return how many pictures that were."""
    from tests.browser.signing import choose_language

    page = context.new_page()
    taken = 0
    for language in LANGUAGES:
        choose_language(context, language, url)
        place.visit(page, guest)
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in get_args(Scheme):
                page.emulate_media(color_scheme=scheme)
                shoot(page, f"{place.name}-{width}-{scheme}-{language}")
                taken += 1
    return taken


def shoot(page: Page, name: str) -> None:
    """Take one picture: of a card, and for README, what a window shows; of other pages all."""
    is_window = name in OF_README or page.locator("#card-form").count() > 0
    # Playwright's own ways to hide the caret and to stop motion add a style, which we refuse.
    page.screenshot(path=FOLDER / f"{name}.png", full_page=not is_window, caret="initial")


def copy_for_readme() -> None:
    """Put README's pictures beside it. Raises Problem when one is too large to be fetched often."""
    for source, name in OF_README.items():
        picture = FOLDER / f"{source}.png"
        if not picture.exists():
            continue
        if picture.stat().st_size > LARGEST_BYTES:
            raise Problem(f"{picture.name} is larger than {LARGEST_BYTES} bytes.")
        (TOP / "docs").mkdir(exist_ok=True)
        shutil.copyfile(picture, TOP / "docs" / f"{name}.png")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
