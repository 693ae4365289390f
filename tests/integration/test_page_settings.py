"""Settings: saved at once, undoable, refused with a reason."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from cards.models import Learner
from tests.factories import NOON, TODAY, answer, make_card, make_learner
from tests.pages import Node, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

SETTINGS = "/settings/"
UNDO = "/settings/undo/"
AS_MADE = {
    "exam_date": "",
    "minutes_a_day": "20",
    "new_cards_a_day": "",
    "day_starts_at": "4",
    "time_zone": "Asia/Tokyo",
    "language": "",
    "buttons": "four",
}


def test_the_form_shows_what_is_set(client: Client, learner: Learner) -> None:
    learner.exam_date = date(2026, 9, 12)
    learner.new_cards_a_day = 0
    learner.save()
    assert sent_by(open_settings(client)) == AS_MADE | {
        "exam_date": "2026-09-12",
        "new_cards_a_day": "0",
    }


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        ("exam_date", "2026-09-12", date(2026, 9, 12)),
        ("minutes_a_day", "480", 480),
        ("new_cards_a_day", "0", 0),
        ("new_cards_a_day", "200", 200),
        ("day_starts_at", "23", 23),
        ("day_starts_at", "0", 0),
        ("time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("language", "en", "en"),
        ("buttons", "six", "six"),
    ],
)
def test_a_change_is_saved_and_taken_back_as_a_whole(
    client: Client, learner: Learner, field: str, sent: str, stored: Any
) -> None:
    before = settings_of(learner)
    page = save(client, **{field: sent})
    assert page.one(class_="messages").text == "Saved."
    learner.refresh_from_db()
    assert getattr(learner, field) == stored
    assert page.one(class_="undo-line").one("button").text == "Undo the last change"
    page = read(client.post(UNDO, follow=True).content)
    assert page.one(class_="messages").text == "Your settings are as they were before."
    assert settings_of(learner) == before
    assert page.all(class_="undo-line") == []


def settings_of(learner: Learner) -> dict[str, Any]:
    return {**Learner.objects.filter(pk=learner.pk).values().get(), "recounts": None}


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("exam_date", "tomorrow"),
        ("exam_date", "2026-02-30"),
        ("minutes_a_day", "4"),
        ("minutes_a_day", "481"),
        ("minutes_a_day", ""),
        ("minutes_a_day", "ten"),
        ("new_cards_a_day", "-1"),
        ("new_cards_a_day", "201"),
        ("day_starts_at", "24"),
        ("day_starts_at", "-1"),
        ("day_starts_at", "9" * 30),
        ("time_zone", "Mars/Phobos"),
        ("time_zone", ""),
        ("time_zone", "../etc/passwd"),
        ("language", "fr"),
        ("buttons", "five"),
        ("buttons", ""),
        ("exam_date", "\x00"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(
    client: Client, learner: Learner, field: str, sent: str
) -> None:
    before = Learner.objects.filter(pk=learner.pk).values().get()
    response = client.post(SETTINGS, AS_MADE | {"buttons": "six"} | {field: sent})
    assert response.status_code == 422
    problem = read(response.content).one("ul", class_="errorlist")
    assert problem.text
    assert problem.parent
    assert problem.parent.all(name=field)
    assert Learner.objects.filter(pk=learner.pk).values().get() == before


@pytest.mark.parametrize("missing", ["minutes_a_day", "day_starts_at", "time_zone", "buttons"])
def test_a_missing_field_is_refused(client: Client, learner: Learner, missing: str) -> None:
    fields = {name: value for name, value in AS_MADE.items() if name != missing}
    assert client.post(SETTINGS, fields).status_code == 422
    assert client.post(SETTINGS, {}).status_code == 422
    learner.refresh_from_db()
    assert (learner.minutes_a_day, learner.time_zone) == (20, "Asia/Tokyo")


def test_saving_twice_keeps_the_way_back(client: Client, learner: Learner) -> None:
    save(client, minutes_a_day="45")
    save(client, minutes_a_day="45")
    client.post(UNDO)
    learner.refresh_from_db()
    assert learner.minutes_a_day == 20


def test_undo_with_nothing_to_undo_changes_nothing(client: Client, learner: Learner) -> None:
    before = Learner.objects.filter(pk=learner.pk).values().get()
    response = client.post(UNDO)
    assert (response.status_code, response.headers["Location"]) == (302, SETTINGS)
    assert Learner.objects.filter(pk=learner.pk).values().get() == before


@pytest.mark.parametrize(
    ("settings", "effect"),
    [
        ({}, "No exam date: 12 new cards a day. About 100 answers fit in your day."),
        (
            {"exam_date": TODAY + timedelta(days=10)},
            "10 days to the exam: 3 new cards a day. About 100 answers fit in your day.",
        ),
        (
            {"exam_date": TODAY + timedelta(days=1), "new_cards_a_day": 7, "minutes_a_day": 30},
            "1 day to the exam: 7 new cards a day. About 150 answers fit in your day.",
        ),
    ],
)
def test_the_effect_of_the_settings_is_said_in_a_sentence(
    client: Client, learner: Learner, settings: dict[str, Any], effect: str
) -> None:
    for _ in range(24):
        make_card()
    Learner.objects.filter(pk=learner.pk).update(**settings)
    assert open_settings(client).one(class_="effect").text == effect


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_language_is_spoken_at_once(client: Client, language: str) -> None:
    page = save(client, language=language)
    assert page.one("html")["lang"] == language
    with translation.override(language):
        assert page.one(class_="messages").text == gettext("Saved.")
    page = read(client.post(UNDO, follow=True).content)
    assert page.one(class_="messages").text == "Your settings are as they were before."


def test_no_language_is_the_one_the_browser_asks_for(client: Client) -> None:
    save(client, language="ja")
    page = save(client, language="")
    assert page.one("html")["lang"] == "en"
    assert page.one(class_="messages").text == "Saved."


def test_my_settings_are_nobody_elses(client: Client) -> None:
    stranger = make_learner()
    before = Learner.objects.filter(pk=stranger.pk).values().get()
    save(client, minutes_a_day="45", user=str(stranger.pk), pk=str(stranger.pk))
    assert Learner.objects.filter(pk=stranger.pk).values().get() == before


def test_settings_are_undone_by_a_post_only(client: Client) -> None:
    assert client.get(UNDO).status_code == 405


@pytest.mark.parametrize("address", [SETTINGS, UNDO])
def test_signed_out_nothing_is_set(learner: Learner, address: str) -> None:
    response = Client().post(address, AS_MADE | {"minutes_a_day": "45"})
    assert response.headers["Location"].startswith("/sign-in/")
    learner.refresh_from_db()
    assert learner.minutes_a_day == 20


def test_signing_out_and_passwords_are_offered_only_where_there_are_accounts(
    client: Client, settings: Any
) -> None:
    for hosted in (False, True):
        settings.HOSTED = hosted
        page = open_settings(client)
        assert bool(page.all("form", action="/sign-out/")) == hosted
        assert bool(page.all("a", href="/password/")) == hosted


def open_settings(client: Client) -> Node:
    return read(client.get(SETTINGS).content)


def save(client: Client, **fields: str) -> Node:
    response = client.post(SETTINGS, AS_MADE | fields, follow=True)
    assert response.redirect_chain == [(SETTINGS, 302)]
    return read(response.content)


def sent_by(page: Node) -> dict[str, str]:
    """What the settings form sends as it stands."""
    form = page.one("form", class_="settings")
    sent = {
        box["name"]: box.get("value")
        for box in form.all("input")
        if box.get("type") != "radio" or box.has("checked")
    }
    chosen = {
        select["name"]: option.get("value")
        for select in form.all("select")
        for option in select.all("option")
        if option.has("selected")
    }
    return {name: value for name, value in (sent | chosen).items() if name in AS_MADE}


def test_undo_touches_nothing_that_was_changed_elsewhere_since(
    client: Client, learner: Learner
) -> None:
    phone = Client()
    phone.force_login(learner.user)
    client.post(SETTINGS, AS_MADE | {"minutes_a_day": "30"})
    phone.post(SETTINGS, AS_MADE | {"minutes_a_day": "30", "exam_date": "2026-06-01"})
    phone.post("/language/", {"language": "ja"})
    client.post(UNDO)
    learner.refresh_from_db()
    assert (learner.minutes_a_day, learner.exam_date) == (20, date(2026, 6, 1))
    assert learner.language == "ja"


def test_saving_leaves_alone_what_the_form_does_not_change(
    client: Client, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = Learner.save

    def save_after_an_import(self: Learner, **how: Any) -> None:
        Learner.objects.filter(pk=self.pk).recount()
        saved(self, **how)

    monkeypatch.setattr(Learner, "save", save_after_an_import)
    client.post(SETTINGS, AS_MADE | {"minutes_a_day": "30"})
    learner.refresh_from_db()
    assert (learner.minutes_a_day, learner.recounts) == (30, 1)


def test_as_the_browser_asks_means_what_it_says_after_the_switch_was_used(
    client: Client, learner: Learner
) -> None:
    client.post("/language/", {"language": "ja"})
    client.post(SETTINGS, AS_MADE | {"language": ""})
    page = open_settings(client)
    assert page.one("html")["lang"] == "en"
    assert "Saved." in page.one(class_="messages").text


@pytest.mark.parametrize("days", [0, -1])
def test_an_exam_that_is_not_ahead_is_no_missing_date(
    client: Client, learner: Learner, days: int
) -> None:
    learner.exam_date = TODAY + timedelta(days=days)
    learner.save()
    effect = open_settings(client).one(class_="effect").text
    assert "No exam date" not in effect
    assert "No exam lies ahead" in effect


def test_a_day_that_begins_elsewhere_is_counted_anew(client: Client, learner: Learner) -> None:
    evening = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)  # 20:30 in Paris, the next day in Tokyo
    card = make_card()
    with time_machine.travel(evening, tick=False):
        for page in ("/", "/progress/"):
            client.get(page)
        client.post(SETTINGS, AS_MADE | {"time_zone": "Europe/Paris"})
        learner.refresh_from_db()
        answer(learner, card, at=evening)
    with time_machine.travel(evening + timedelta(hours=12), tick=False):
        text = read(client.get("/").content).one("main").text
        assert "1 of the last 14 days" in text
        told = [read(client.get(page).content).one("main").text for page in ("/", "/progress/")]
        cache.clear()
        again = [read(client.get(page).content).one("main").text for page in ("/", "/progress/")]
        assert told == again


def test_what_can_no_longer_be_undone_is_said(client: Client, learner: Learner) -> None:
    learner.exam_date = TODAY - timedelta(days=1)
    learner.save()
    client.post(SETTINGS, AS_MADE | {"exam_date": "2026-06-01"})
    page = read(client.post(UNDO, follow=True).content)
    assert "cannot be undone any more" in page.one(class_="messages").text
    learner.refresh_from_db()
    assert learner.exam_date == date(2026, 6, 1)


@pytest.mark.parametrize("day", ["2026-03-01", "0002-01-09"])
def test_an_exam_is_not_set_on_a_day_that_has_passed(
    client: Client, learner: Learner, day: str
) -> None:
    response = client.post(SETTINGS, AS_MADE | {"exam_date": day})
    assert "This day has passed." in read(response.content).one(class_="errorlist").text
    learner.refresh_from_db()
    assert learner.exam_date is None
