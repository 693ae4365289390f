"""The learner's own data: downloaded, read in again, deleted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from cards.accounts import LOCAL_NAME
from cards.models import CardState, Learner, Review, Sitting, User
from cards.progress import portable_reading
from cards.progress.portable import delete, dump, is_empty
from tests.factories import NOON, answer, make_card, make_learner
from tests.lives import live
from tests.pages import Node, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

EXPORT, IMPORT, DELETE = "/settings/export/", "/settings/import/", "/settings/delete/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def taken(db: None) -> str:
    """The document of a learner who is gone."""
    other = make_learner()
    text = live(other)
    delete(other)
    return text


def send(client: Client, content: str | bytes, **fields: Any) -> Any:
    """Choose a file and send it."""
    file = SimpleUploadedFile(
        "lpi304.json", content.encode() if isinstance(content, str) else content
    )
    return client.post(IMPORT, {"file": file, **fields})


def refused(response: Any) -> list[str]:
    """Return the lines of a page that refuses a file."""
    assert response.status_code == 422
    page = read(response.content)
    assert page.one("h1").text == "The file was not read in"
    return [line.text for line in page.one("main").one("ul").all("li")]


def section(client: Client) -> Node:
    """Return the section of the settings page."""
    page = read(client.get("/settings/").content)
    [found] = [node for node in page.all("section") if node.all("a", href=EXPORT)]
    return found


def name_in(client: Client) -> str:
    """Return who is signed in."""
    request = HttpRequest()
    request.session = client.session
    return get_user(request).get_username()


def test_the_download_is_one_file_named_after_the_day(client: Client, learner: Learner) -> None:
    live(learner)
    response = client.get(EXPORT)
    assert response.status_code == 200
    assert response.content == dump(learner).encode()
    assert response.headers["Content-Type"] == "application/json"
    name = 'attachment; filename="lpi304-2026-03-02.json"'
    assert response.headers["Content-Disposition"] == name
    assert "no-store" in response.headers["Cache-Control"]


def test_nothing_of_another_learner_is_downloaded(client: Client, learner: Learner) -> None:
    other = make_learner()
    card = make_card(key="their-card")
    review = answer(other, card)
    text = client.get(EXPORT, {"user": other.pk, "username": other.user.username}).content.decode()
    assert str(review.token) not in text
    assert "their-card" not in text
    assert text == dump(learner)


def test_a_downloaded_file_is_read_into_an_empty_account(
    client: Client, learner: Learner, taken: str
) -> None:
    response = send(client, taken)
    assert (response.status_code, response.headers["Location"]) == (302, "/settings/")
    assert dump(learner) == taken
    translation.activate(json.loads(taken)["settings"]["language"] or "en")
    page = read(client.get("/settings/").content)
    assert page.one(class_="messages").text == translation.gettext(
        "Everything in the file is back in its place."
    )


def test_a_file_goes_into_no_other_account(client: Client, learner: Learner, taken: str) -> None:
    other = make_learner()
    before = dump(other)
    send(client, taken, user=str(other.pk), learner=str(other.pk))
    assert dump(other) == before
    assert not is_empty(learner)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "file: found a mistake in line 1, column 1; expected JSON"),
        ("<html>", "file: found a mistake in line 1, column 1; expected JSON"),
        (b"\xff\xfe", "file: found byte 0xFF at offset 0; expected UTF-8"),
        ("{}", 'format: found nothing; expected "lpi304-learner"'),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    client: Client, learner: Learner, content: str | bytes, line: str
) -> None:
    before = dump(learner)
    assert refused(send(client, content)) == [line]
    assert dump(learner) == before


def test_every_problem_of_a_file_is_on_the_page_and_nothing_changed(
    client: Client, learner: Learner, taken: str
) -> None:
    before, document = dump(learner), json.loads(taken)
    document["settings"]["time_zone"] = "<b>Mars</b>"
    document["states"][0]["card"] = "xen"
    assert refused(send(client, json.dumps(document))) == [
        'settings.time_zone: found "<b>Mars</b>"; expected a time zone such as Asia/Tokyo',
        'states[1].card: found "xen"; expected the key of a card that is here',
    ]
    assert dump(learner) == before


def test_a_file_that_is_too_large_is_refused(
    client: Client, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable_reading, "MAX_BYTES", 1000)
    assert refused(send(client, taken)) == ["file: found more than 0 MB; expected at most 0 MB"]


def test_no_file_at_all_is_told(client: Client) -> None:
    for fields in ({}, {"file": "not a file"}):
        assert refused(client.post(IMPORT, fields)) == ["No file was chosen."]


def test_nothing_is_read_into_an_account_that_has_something(
    client: Client, learner: Learner, taken: str
) -> None:
    answer(learner, make_card())
    before = dump(learner)
    line = "This account has answers, notes or mock exams already."
    assert refused(send(client, taken)) == [line]
    assert dump(learner) == before


def test_the_same_file_sent_twice_is_read_once(
    client: Client, learner: Learner, taken: str
) -> None:
    send(client, taken)
    assert send(client, taken).status_code == 422
    assert dump(learner) == taken


def test_a_file_is_read_in_by_a_post_only(client: Client) -> None:
    assert client.get(IMPORT).status_code == 405
    assert client.post(EXPORT).status_code == 405
    assert client.put(DELETE).status_code == 405


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", EXPORT), ("post", IMPORT), ("get", IMPORT), ("get", DELETE), ("post", DELETE)],
)
def test_signed_out_nothing_is_given_taken_or_deleted(
    learner: Learner, method: str, address: str
) -> None:
    response = getattr(Client(), method)(address, {"word": "delete"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")
    assert Learner.objects.get() == learner


def test_the_page_says_what_will_be_gone_and_offers_the_download_first(client: Client) -> None:
    main = read(client.get(DELETE).content).one("main")
    for what in ("settings", "answer", "schedule", "notes", "mock exams", "reports"):
        assert what in main.text
    links = [link["href"] for link in main.all("a")]
    assert links == [EXPORT, "/settings/"]
    assert "delete" in main.one("label").text
    assert main.one("label")["for"] == main.one("input", name="word")["id"]


@pytest.mark.parametrize("word", ["", "yes", "delet", "削除", "delete me", "\x00"])
def test_without_the_word_nothing_is_deleted(client: Client, learner: Learner, word: str) -> None:
    response = client.post(DELETE, {"word": word})
    assert response.status_code == 422
    assert read(response.content).one("ul", class_="errorlist").text
    assert client.post(DELETE).status_code == 422
    assert Learner.objects.get() == learner


@pytest.mark.parametrize("word", ["delete", " DELETE ", "ｄｅｌｅｔｅ"])
def test_on_ones_own_machine_a_first_day_follows(
    client: Client, learner: Learner, word: str
) -> None:
    live(learner)
    response = client.post(DELETE, {"word": word}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    page = read(response.content)
    assert page.one(class_="messages").text == "Everything is deleted. This is a first day again."
    assert name_in(client) == LOCAL_NAME
    fresh = Learner.objects.get()
    assert (fresh.pk != learner.pk, is_empty(fresh)) == (True, True)


def test_the_local_account_itself_is_made_anew(settings: Settings) -> None:
    user = User.objects.create_superuser(LOCAL_NAME, password=None)
    answer(user.learner, make_card())
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.post(DELETE, {"word": "delete"})
    fresh = User.objects.get()
    assert (fresh.username, fresh.is_superuser) == (LOCAL_NAME, True)
    assert fresh.pk != user.pk
    assert client.get("/").status_code == 200


def test_where_there_are_accounts_a_deleted_one_is_signed_out(
    client: Client, learner: Learner, settings: Settings
) -> None:
    settings.HOSTED = True
    phone = Client(headers={"accept-language": "en"})
    phone.force_login(learner.user)
    live(learner)
    response = client.post(DELETE, {"word": "delete"}, follow=True)
    assert response.redirect_chain == [("/sign-in/", 302)]
    told = read(response.content).one(class_="messages").text
    assert told == "Your account is deleted, with everything that was in it."
    assert not User.objects.exists()
    assert phone.get("/").headers["Location"] == "/sign-in/?next=/"


def test_the_account_of_another_learner_stays(client: Client, learner: Learner) -> None:
    other = make_learner()
    theirs = live(other)
    client.post(DELETE, {"word": "delete", "user": str(other.pk), "username": other.user.username})
    assert dump(other) == theirs
    assert not User.objects.filter(pk=learner.pk).exists()
    for model in (CardState, Review, Sitting):
        assert not model._default_manager.exclude(learner=other).exists()


def test_the_settings_offer_to_read_a_file_in_only_while_the_account_is_empty(
    client: Client, learner: Learner
) -> None:
    empty = section(client)
    answer(learner, make_card())
    full = section(client)
    for page in (full, empty):
        assert page.one("h2").text == "Your data"
        assert [link["href"] for link in page.all("a")] == [EXPORT, DELETE]
    assert full.all("form") == []
    form = empty.one("form", method="post", action=IMPORT)
    assert form["enctype"] == "multipart/form-data"
    assert form.one("input", name="csrfmiddlewaretoken")["value"]
    assert form.one("input", type="file")["name"] == "file"


def test_a_file_is_read_in_with_the_token_of_the_form_only(learner: Learner, taken: str) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.force_login(learner.user)
    assert send(strict, taken).status_code == 403
    assert is_empty(learner)
