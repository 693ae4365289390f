"""Every text of the app is said in both languages, on every page."""

import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from cards.models import CardState, Heading, Learner, Review
from scripts.untranslated import TOP, compiled, gather, problems, translation_files
from tests.factories import NOON, answer, make_card, make_choice, make_learner, make_typed
from tests.pages import Node, Reviewer, read

pytestmark = pytest.mark.time_machine(NOON, tick=False)

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+")
# Commands to type, and what makers call their things.
SAME_IN_BOTH = {"make run", "make link", "py import"}
PASSWORD = "paper and ink 304"


def test_no_text_is_untranslated_doubtful_or_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "lpi304.settings")
    files = translation_files(TOP)
    assert files
    with tempfile.TemporaryDirectory() as folder:
        gather(Path(folder))
        assert [problem for file in files for problem in problems(file, Path(folder))] == []


def test_what_is_compiled_is_what_was_translated() -> None:
    for file in translation_files(TOP):
        source, binary = (
            polib.pofile(str(TOP / file)),
            polib.mofile(str((TOP / file).with_suffix(".mo"))),
        )
        assert compiled(source) == compiled(binary)
        assert len(compiled(source)) > 100


@pytest.mark.parametrize("file", translation_files(TOP), ids=str)
def test_a_translation_keeps_what_is_filled_in_and_its_white_space(file: Path) -> None:
    for entry in polib.pofile(str(TOP / file)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                ids = {*blanks(entry.msgid), *blanks(entry.msgid_plural)}
                assert set(blanks(text)) == ids, entry.msgid
                assert text.strip() == text, entry.msgid


def blanks(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)s|%[sd]", text)


@pytest.mark.django_db
def test_a_japanese_page_holds_no_english_sentence(
    client: Client, learner: Learner, settings: Settings
) -> None:
    Learner.objects.filter(pk=learner.pk).update(language="ja")
    found = {
        name: leftovers
        for name, page in every_page(client, learner, settings, "ja")
        if (leftovers := set(ENGLISH.findall(interface(page, "en"))) - SAME_IN_BOTH)
    }
    assert found == {}


@pytest.mark.django_db
def test_an_english_page_holds_no_japanese(
    client: Client, learner: Learner, settings: Settings
) -> None:
    Learner.objects.filter(pk=learner.pk).update(language="en")
    found = {
        name: leftovers
        for name, page in every_page(client, learner, settings, "en")
        if (leftovers := JAPANESE.findall(interface(page, "ja")))
    }
    assert found == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_mail_is_in_one_language(settings: Settings, language: str) -> None:
    settings.HOSTED = True
    user = make_learner(name="anna").user
    user.email = "anna@example.org"
    user.set_password(PASSWORD)
    user.save()
    client = Client(headers={"accept-language": language})
    client.post("/password/forgotten/", {"email": user.email})
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert bool(JAPANESE.search(text)) == (language == "ja")
    assert bool(ENGLISH.search(re.sub(r"http\S+", "", text))) == (language == "en")


def interface(page: Node, foreign: str) -> str:
    """Return what a page says itself: no commands, zones, or words marked as foreign."""
    if page.get("lang") == foreign or page.tag in ("code", "select", "script"):
        return " · "
    texts = [page.get(name) for name in ("title", "aria-label", "placeholder")]
    texts += [part if isinstance(part, str) else interface(part, foreign) for part in page.children]
    return f" · {' '.join(texts)} · " if page.tag not in ("b", "em", "strong") else " ".join(texts)


def every_page(
    client: Client, learner: Learner, settings: Settings, language: str
) -> Iterator[tuple[str, Node]]:
    yield from empty_pages(client)
    yield from reviews(client, learner)
    yield from shelf_pages(client)
    yield from today_pages(client, learner)
    yield from settings_pages(client)
    yield from pages_of_strangers(settings, language)


def empty_pages(client: Client) -> Iterator[tuple[str, Node]]:
    for address in ("/", "/review/", "/review/?section=1-1", "/review/last/", "/library/"):
        yield f"empty {address}", read(client.get(address).content)
    yield "nothing here", read(client.get("/nothing/").content)
    yield "old form", read(client.get("/sign-in/used/", follow=True).content)


def reviews(client: Client, learner: Learner) -> Iterator[tuple[str, Node]]:
    """Every stage of every form of card."""
    reviewer = Reviewer(client)
    slipping = make_typed(accepted=["virsh list"], sources=["virsh(1)", "objectives"])
    answer(learner, slipping, 2, at=NOON - timedelta(days=3))
    Review.objects.update(response="xl", verdict="wrong")
    CardState.objects.update(lapses=8, note="メモ" if learner.language == "ja" else "note")
    yield "typed", reviewer.open()
    for typed in ("", "xl destroy"):
        yield f"typed {typed!r}", reviewer.enter(typed=typed)
    yield "overruled", reviewer.press("o")
    yield "answered", reviewer.press("1")
    yield "last", read(client.get("/review/last/").content)
    yield "undone", reviewer.press("u")
    yield "undone again", reviewer.press("u")
    reviewer.open()
    yield "set aside", reviewer.press("s")
    make_choice(right=2)
    yield "choice", reviewer.open()
    yield "none chosen", reviewer.enter()
    yield "chosen", reviewer.enter(choice=["1"])
    yield "drill", reviewer.press("1")
    yield "given up", reviewer.press("x")
    yield "stale", reviewer.post("/review/card/", {})
    yield "unreadable", reviewer.post("/review/answer/", {})
    make_card(kind="term")
    reviewer.open("?kind=term")
    yield "recall", reviewer.press("Space")
    yield "scope done", reviewer.press("4")
    reviewer.open("?kind=term&practice=1")
    reviewer.press("Space")
    yield "practised", reviewer.press("4")


def shelf_pages(client: Client) -> Iterator[tuple[str, Node]]:
    first = CardState.objects.filter(is_suspended=True).get().card
    Heading.objects.create(
        section=first.section, code="1-1-1", title="Xen", first_page=16, last_page=18
    )
    address = f"/library/card/{first.key}/"
    pages = ["/library/", "/library/?section=1-1", "/library/?q=zzz", "/library/section/1-1/"]
    for page in [*pages, address, f"{address}report/"]:
        yield page, read(client.get(page).content)
    yield "empty report", read(client.post(f"{address}report/", {"comment": ""}).content)
    for door, fields in (
        ("report", {"comment": "x"}),
        ("note", {"note": "x" * 501}),
        ("note", {"note": ""}),
        ("resume", {}),
    ):
        response = client.post(f"{address}{door}/", fields, follow=True)
        yield f"{door} {fields}", read(response.content)


def today_pages(client: Client, learner: Learner) -> Iterator[tuple[str, Node]]:
    for number in range(30):
        moment = NOON - timedelta(days=2)
        answer(learner, make_card(), 4, at=moment, shown_at=moment - timedelta(seconds=number))
    for settings in (
        {"minutes_a_day": 5, "new_cards_a_day": 0},
        {"minutes_a_day": 5, "new_cards_a_day": 5, "exam_date": NOON.date() + timedelta(days=3)},
        {"minutes_a_day": 100, "exam_date": NOON.date()},
    ):
        Learner.objects.filter(pk=learner.pk).update(**settings)
        make_card()
        yield f"today {settings}", read(client.get("/").content)
        yield f"progress {settings}", read(client.get("/progress/").content)
    for address in ("objective/330.1/", "pages/", "forecasts/"):
        yield address, read(client.get(f"/progress/{address}").content)
    yield "day off", read(client.post("/progress/day-off/", {"day": "x"}, follow=True).content)
    CardState.objects.update(due_date=NOON.date() + timedelta(days=400), drill_day=None)
    yield "today done", read(client.get("/review/?section=9-9").content)


def settings_pages(client: Client) -> Iterator[tuple[str, Node]]:
    yield "settings", read(client.get("/settings/").content)
    bad = {"minutes_a_day": "1", "day_starts_at": "24", "time_zone": "x", "exam_date": "x"}
    yield "bad settings", read(client.post("/settings/", bad).content)
    yield "delete", read(client.get("/settings/delete/").content)
    yield "wrong word", read(client.post("/settings/delete/", {"word": "x"}).content)
    yield "no file", read(client.post("/settings/import/").content)


def pages_of_strangers(settings: Settings, language: str) -> Iterator[tuple[str, Node]]:
    visitor = Client(headers={"accept-language": language})
    yield "open the link", read(visitor.get("/sign-in/").content)
    yield "used link", read(visitor.get("/sign-in/used/").content)
    settings.HOSTED = settings.SIGN_UP = True
    for address in (
        "/sign-in/",
        "/sign-up/",
        "/password/forgotten/",
        "/password/forgotten/sent/",
        "/password/new/MQ/x/",
    ):
        yield f"hosted {address}", read(visitor.get(address).content)
    for address in ("/sign-in/", "/sign-up/", "/password/forgotten/"):
        yield f"hosted, wrong {address}", read(visitor.post(address, {"username": "x"}).content)
    visitor.force_login(make_learner().user)
    for address in ("/password/", "/settings/"):
        yield f"hosted {address}", read(visitor.get(address).content)
