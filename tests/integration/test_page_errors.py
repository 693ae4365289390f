"""Error pages: one sentence on what happened and a way on, in both languages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from cards.models import Learner, User
from cards.views.errors import forbidden
from tests.factories import make_learner
from tests.pages import Node, read

pytestmark = pytest.mark.django_db

TITLES = {
    400: "This request could not be understood",
    403: "This form is too old",
    404: "There is nothing at this address",
    500: "Something went wrong on our side",
}


def said(text: str, language: str) -> str:
    """Return a text in a language; it is another text in Japanese."""
    with translation.override(language):
        found = gettext(text)
    assert (found == text) == (language == "en")
    return found


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("a fault of ours")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("status", TITLES)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_error_is_said_in_the_readers_language_with_a_way_on(
    language: str, status: int, is_signed_in: bool
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    client.raise_request_exception = False
    if is_signed_in:
        client.force_login(make_learner().user)
    page = provoke(client, status, is_signed_in=is_signed_in)
    assert page.one("h1").text == said(TITLES[status], language)
    assert page.one("html")["lang"] == language
    assert len(page.one("main").all("p")[0].text) > 15
    assert page.one("main").one("a")["href"] == "/"
    assert "RuntimeError" not in page.text


@pytest.mark.parametrize("status", [403, 404, 500])
def test_the_language_of_the_account_holds_on_error_pages_too(
    client: Client, learner: Learner, status: int
) -> None:
    Learner.objects.filter(pk=learner.pk).update(language="ja")
    client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    page = provoke(client, status, is_signed_in=True)
    assert page.one("h1").text == said(TITLES[status], "ja")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_for_others_says_so(language: str) -> None:
    request = HttpRequest()
    request.method, request.user = "GET", User()
    with translation.override(language):
        page = read(forbidden(request, PermissionDenied()).content)
    assert page.one("h1").text == said("This is not open to you", language)


def test_no_page_tells_what_is_inside(client: Client) -> None:
    client.raise_request_exception = False
    html = client.get("/nothing/here/<script>").content.decode()
    assert "Traceback" not in html
    assert "urlconf" not in html.lower()
    assert "<script>" not in html.split("<main")[1]


def provoke(client: Client, status: int, *, is_signed_in: bool) -> Node:
    """Ask for what gives this status."""
    if status == 400:
        response = client.get("/", headers={"host": "evil.example"})
    elif status == 403:
        response = client.post("/language/", {"language": "en"})
    elif status == 404:
        response = client.get("/nothing/here/")
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cards.views.today.render", fail)
            patch.setattr("cards.views.account.render", fail)
            response = client.get("/" if is_signed_in else "/sign-in/")
    assert response.status_code == status
    return read(response.content)


def test_a_page_about_a_fault_asks_the_database_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_: object, **__: object) -> None:
        raise OperationalError("the database is down")

    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", is_down)

    page = read(client.get("/").content)

    assert page.one("h1").text == TITLES[500]
    assert page.all("form") == []


def test_no_address_of_an_objective_is_a_fault(client: Client) -> None:
    for code in ("%00", "330.1%00", "999.9", "%F0%9F%A6%89"):
        assert client.get(f"/progress/objective/{code}/").status_code == 404
