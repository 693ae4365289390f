"""Which language a page speaks: the account's, else the browser's; a switch changes both."""

import pytest
from django.test import Client

from cards.models import Learner
from tests.factories import NOON, make_learner
from tests.pages import HTMX, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

SWITCH = "/language/"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("", "ja"), ("fr", "ja"), ("en", "en"), ("en-GB,en;q=0.8", "en"), ("ja-JP", "ja")],
)
def test_without_a_choice_the_browser_decides_and_japanese_stands_in(
    asked: str, spoken: str
) -> None:
    page = Client(headers={"accept-language": asked} if asked else {}).get("/sign-in/")
    assert read(page.content).one("html")["lang"] == spoken
    assert page.headers["Content-Language"] == spoken
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize(("account", "spoken"), [("", "en"), ("ja", "ja"), ("en", "en")])
def test_the_account_goes_before_the_browser(
    client: Client, learner: Learner, account: str, spoken: str
) -> None:
    Learner.objects.filter(pk=learner.pk).update(language=account)
    page = client.get("/")
    assert read(page.content).one("html")["lang"] == spoken
    assert page.headers["Content-Language"] == spoken


def test_one_visitors_language_is_not_the_next_ones(client: Client, learner: Learner) -> None:
    Learner.objects.filter(pk=learner.pk).update(language="ja")
    client.get("/")
    other = Client(headers={"accept-language": "en"})
    assert read(other.get("/sign-in/").content).one("html")["lang"] == "en"


def test_the_switch_offers_the_other_language_in_its_own_words(client: Client) -> None:
    form = read(client.get("/library/?q=xen").content).one("form", action=SWITCH)
    assert form.one("button").text == "日本語"
    assert form.one("input", name="next")["value"] == "/library/?q=xen"
    page = read(client.post(SWITCH, {"language": "ja", "next": "/"}, follow=True).content)
    assert page.one("form", action=SWITCH).one("button").text == "English"


def test_the_switch_changes_the_account_and_the_browser_and_stays_on_the_page(
    client: Client, learner: Learner
) -> None:
    stranger = make_learner()
    response = client.post(SWITCH, {"language": "ja", "next": "/library/?q=xen"})
    assert (response.status_code, response.headers["Location"]) == (302, "/library/?q=xen")
    assert Learner.objects.get(pk=learner.pk).language == "ja"
    assert Learner.objects.get(pk=stranger.pk).language == ""
    client.post("/sign-out/")
    assert read(client.get("/sign-in/").content).one("html")["lang"] == "ja"


def test_the_switch_works_before_signing_in() -> None:
    client = Client(headers={"accept-language": "en"})
    response = client.post(SWITCH, {"language": "ja", "next": "/sign-in/"}, follow=True)
    assert read(response.content).one("html")["lang"] == "ja"
    cookie = next(iter(client.cookies.values()))
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("ja", True, "Lax")


@pytest.mark.parametrize("language", ["fr", "", "JA", "<script>", "\x00", None])
def test_a_language_the_app_does_not_speak_changes_nothing(
    client: Client, learner: Learner, language: str | None
) -> None:
    response = client.post(SWITCH, {} if language is None else {"language": language})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert response.cookies == {}
    assert Learner.objects.get(pk=learner.pk).language == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        " https://evil.example",
        "http://testserver.evil.example/",
        "\x00",
        "evil.example",
        "",
    ],
)
def test_the_switch_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    response = client.post(SWITCH, {"language": "en", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_a_line_break_in_the_way_back_makes_no_header(client: Client) -> None:
    response = client.post(SWITCH, {"language": "en", "next": "/a\r\nX-Evil: 1"})
    assert "X-Evil" not in response.headers
    assert response.headers["Location"] in ("/", "/a%0D%0AX-Evil:%201")


def test_the_language_is_switched_by_a_post_only(client: Client) -> None:
    assert client.get(SWITCH, {"language": "ja"}).status_code == 405


def test_the_htmx_region_speaks_the_language_of_the_account(
    client: Client, learner: Learner
) -> None:
    Learner.objects.filter(pk=learner.pk).update(language="ja")
    region = client.get("/review/", headers=HTMX).content.decode()
    assert "今日" in region
    assert "Nothing is due" not in region
