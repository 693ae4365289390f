"""What keeps others out: sign-in, headers, hosts, other sites, tokens against forgery."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from pytest_django import Settings

from cards.models import CardState, Learner, Report, Review
from tests.factories import NOON, answer, make_card, make_section, make_typed
from tests.pages import HTMX, Reviewer, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

ARGUMENTS = {
    "key": "a-card",
    "code": "1-1",
    "token": "a-token",
    "uidb64": "MQ",
    "pk": UUID(int=304),
    "place": 1,
}
OPEN_TO_ALL = {
    "sign-in",
    "sign-in-link",
    "sign-up",
    "language-set",
    "password-reset",
    "password-reset-sent",
    "password-new",
}


def own_patterns() -> list[URLPattern]:
    """Every URL of the app, from the URL configuration itself."""
    (app,) = (part for part in get_resolver().url_patterns if str(part.pattern) == "")
    assert isinstance(app, URLResolver)
    return [pattern for pattern in app.url_patterns if isinstance(pattern, URLPattern)]


def address_of(pattern: URLPattern) -> str:
    names = pattern.pattern.converters
    return reverse(f"cards:{pattern.name}", kwargs={name: ARGUMENTS[name] for name in names})


OWN = {str(pattern.name): address_of for pattern in own_patterns()}
PAGES = [
    "today", "review", "card-last", "library", "section", "card", "card-report", "settings", "mock",
    "exam", "progress", "pages", "forecasts",
]  # fmt: skip
PRIVATE = sorted(OWN.keys() - OPEN_TO_ALL)


@pytest.fixture
def a_card(db: None) -> None:
    make_card(key="a-card", section=make_section())


def address(name: str) -> str:
    (pattern,) = (pattern for pattern in own_patterns() if pattern.name == name)
    return address_of(pattern)


def test_every_address_has_a_name_and_can_be_made() -> None:
    assert len(OWN) == len(own_patterns())
    for pattern in own_patterns():
        try:
            assert address_of(pattern).startswith("/")
        except NoReverseMatch:
            pytest.fail(f"{pattern} has parts this test does not know")


@pytest.mark.parametrize("name", PRIVATE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_but_those_to_sign_in_asks_who_is_there(
    a_card: None, name: str, method: str
) -> None:
    client = Client()
    response = getattr(client, method)(address(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")
    region = getattr(client, method)(address(name), headers=HTMX)
    assert (region.status_code, region.headers["HX-Redirect"]) == (200, "/sign-in/")
    assert region.content == b""


@pytest.mark.parametrize("name", PRIVATE)
def test_after_signing_in_a_page_follows_that_can_be_opened(
    a_card: None, settings: Settings, name: str, learner: Learner
) -> None:
    settings.HOSTED = True
    learner.user.set_password("paper and ink 304")
    learner.user.save()
    client = Client()
    way_in = client.post(address(name)).headers["Location"]
    fields = {"username": learner.user.username, "password": "paper and ink 304"}
    assert client.post(way_in, fields, follow=True).status_code == 200


@pytest.mark.parametrize("name", sorted(OPEN_TO_ALL))
def test_the_pages_to_sign_in_ask_nobody_who_they_are(settings: Settings, name: str) -> None:
    settings.HOSTED = settings.SIGN_UP = True
    response = Client().get(address(name))
    assert response.status_code in (200, 404, 405)


def test_the_admin_is_for_staff(client: Client) -> None:
    for visitor in (Client(), client):
        assert "/admin/login/" in visitor.get("/admin/").headers["Location"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_every_page_forbids_code_and_styles_that_are_not_its_own(
    client: Client, a_card: None, headers: dict[str, str]
) -> None:
    responses = [client.get(address(name), headers=headers) for name in PAGES]
    responses += [
        client.get("/nothing/here/"),
        client.post("/"),
        client.get("/", headers={"Sec-Fetch-Site": "cross-site"}),
        client.get("/", headers={"host": "evil.example"}),
        Client().get("/sign-in/"),
        Client().get("/admin/login/"),
        Client().get("/"),
    ]
    for response in responses:
        policy = response.headers["Content-Security-Policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert "unsafe" not in policy
        assert (rules["default-src"], rules["script-src"], rules["style-src"]) == (
            "'none'",
            "'self'",
            "'self'",
        )
        assert (rules["base-uri"], rules["object-src"], rules["frame-ancestors"]) == (
            ("'none'",) * 3
        )
        assert rules["form-action"] == "'self'"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", PAGES)
def test_no_page_needs_what_the_policy_forbids(client: Client, a_card: None, name: str) -> None:
    page = read(client.get(address(name)).content)
    for node in page.elements:
        assert not [part for part in node.attributes if part == "style" or part.startswith("on")]
        assert node.tag != "style"
    sources = [node.get("src") for node in page.all("script")]
    sources += [node["href"] for node in page.all("link")]
    assert sources
    assert all(source.startswith("/static/") for source in sources)


def foreign_requests() -> Iterator[tuple[str, dict[str, str]]]:
    for site in ("cross-site", "same-site"):
        yield "get", {"Sec-Fetch-Site": site}
        yield "get", {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
        yield "get", {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors"}
        yield "post", {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
        yield "post", {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors"}


@pytest.mark.parametrize(("method", "headers"), list(foreign_requests()))
@pytest.mark.parametrize("path", ["/", "/review/undo/", "/sign-in/", "/language/", "/nothing/"])
def test_on_ones_own_machine_other_sites_can_ask_for_nothing(
    client: Client, learner: Learner, method: str, headers: dict[str, str], path: str
) -> None:
    answer(learner, make_card())
    response = getattr(client, method)(path, headers=headers)
    assert response.status_code == 403
    assert response.content == b"Refused: the request comes from another site."
    assert Review.objects.get().undone_at is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_own_requests_and_links_that_are_followed_come_in(
    client: Client, headers: dict[str, str]
) -> None:
    assert client.get("/", headers=headers).status_code == 200


def test_the_refusal_looks_at_no_session_and_makes_no_cookie(learner: Learner) -> None:
    response = Client().get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.cookies == {}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "0.0.0.0", "[::2]"])
def test_a_host_that_is_not_this_one_is_refused(client: Client, host: str) -> None:
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert read(response.content).one("h1").text == "This request could not be understood"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8001", "[::1]:8000"])
def test_this_machine_is_known_by_its_names(client: Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_no_form_works_without_its_token(learner: Learner, headers: dict[str, str]) -> None:
    card = make_typed(accepted=["virsh list"], key="a-card")
    answer(learner, make_card())
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(learner.user)
    reviewer = Reviewer(client)
    reviewer.open()
    fields = {"ticket": reviewer.ticket, "grade": "4", "comment": "x", "note": "x"}
    before = CardState.objects.count()
    for name in OWN:
        response = client.post(address(name), fields, headers=headers)
        assert response.status_code in (403, 405), name
        if response.status_code == 403:
            page = read(response.content)
            assert page.one("h1").text == "This form is too old"
            assert "Nothing was changed." in page.text
    assert CardState.objects.count() == before
    assert Review.objects.standing().count() == 1
    assert not Report.objects.exists()
    assert not Review.objects.filter(card=card).exists()


def test_every_form_carries_the_token_that_makes_it_work(learner: Learner) -> None:
    make_card()
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(learner.user)
    for htmx in (False, True):
        reviewer = Reviewer(client, htmx=htmx)
        reviewer.open()
        reviewer.press("Space")
        reviewer.press("3")
        reviewer.press("u")
        assert reviewer.notice == "Taken back. Answer this card again."


def test_cookies_are_kept_from_scripts_and_from_other_sites(client: Client) -> None:
    client.get("/")
    assert django_settings.SESSION_COOKIE_HTTPONLY
    for name in (django_settings.CSRF_COOKIE_NAME,):
        assert client.cookies[name]["samesite"] == "Lax"
    assert client.cookies[django_settings.SESSION_COOKIE_NAME]


def test_pages_are_not_shown_inside_other_pages(client: Client) -> None:
    assert client.get("/").headers["X-Frame-Options"] == "DENY"


def test_pages_of_a_learner_are_kept_by_nobody(client: Client) -> None:
    make_card()
    for page in ("/", "/review/", "/library/", "/mock/", "/progress/", "/settings/"):
        assert client.get(page).headers["Cache-Control"] == "private, no-store"
