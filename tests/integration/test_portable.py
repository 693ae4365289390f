"""What belongs to a learner is taken along whole, comes back to the byte, and can be deleted."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import ForeignKey, Model
from django.test import Client
from django.utils import translation

from cards.models import (
    Calibration,
    Card,
    CardState,
    Learner,
    Question,
    Report,
    Review,
    Sitting,
    Tally,
    Trace,
    User,
)
from cards.progress.portable import (
    delete,
    dump,
    export,
    read,
    restore,
)
from cards.progress.rebuilding import differences
from cards.study.auditing import problems
from cards.study.reporting import report_card
from tests.factories import NOON, TODAY, answer, make_card, make_learner
from tests.lives import live
from tests.sittings import question, respond, right, sit_down

pytestmark = pytest.mark.django_db

SCHEDULE = ("repetitions", "interval", "easiness", "due", "lapses", "drill_day")
# A change here is a change of the format: an older file must still be read.
VERSION_1: dict[str, tuple[str, ...]] = {
    "settings": (
        "exam_date", "time_zone", "day_starts_at", "new_cards_a_day", "minutes_a_day",
        "language", "buttons", "days_off",
    ),
    "states": (
        "card", "repetitions", "interval", "easiness", "due_date", "lapses", "drill_day",
        "answers", "is_suspended", "note",
    ),
    "reviews": (
        "token", "card", "revision", "mode", "grade", "answered_at", "study_day", "seconds",
        "response", "verdict", "is_overruled", "forecast", "number",
        *(f"{name}_before" for name in SCHEDULE), *(f"{name}_after" for name in SCHEDULE),
        "undone_at",
    ),
    "sittings": (
        "id", "objective", "seed", "total", "started_at", "deadline", "place", "place_since",
        "finished_at", "ending", "right", "expected", "expected_low", "expected_high",
        "questions",
    ),
    "reports": ("card", "revision", "comment", "created_at", "settled_at"),
}  # fmt: skip
QUESTION = (
    "place", "card", "revision", "is_fresh", "is_flagged", "response", "first_response",
    "answered_at", "seconds", "is_right",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def brought_back(text: str) -> Learner:
    """Return a new account into which a document was read."""
    learner = make_learner(time_zone="UTC", minutes_a_day=45)
    restore(learner, read(text))
    return learner


def values(model: type[Model], learner: Learner, *left_out: str) -> list[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    kept = [name for name in names if name not in ("learner_id", *left_out)]
    return list(model._default_manager.filter(learner=learner).order_by(*kept).values(*kept))


def counted(tallies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what an undo has left at nothing."""
    return [tally for tally in tallies if tally["answers"]]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_read_in_is_what_was_written_to_the_byte(learner: Learner, seed: int) -> None:
    text = live(learner, seed)
    delete(learner)

    assert dump(brought_back(text)) == text


def test_a_life_holds_everything_that_can_be_taken_along(learner: Learner) -> None:
    live(learner)
    endings = set(Sitting.objects.values_list("ending", flat=True))
    assert endings == {"", "abandoned", "handed_in", "time_out"}
    assert set(Review.objects.values_list("mode", flat=True)) >= {"scheduled", "drill", "mock"}
    assert Review.objects.exclude(undone_at=None).exists()
    assert CardState.objects.exclude(note="").exists()
    assert CardState.objects.filter(is_suspended=True).exists()
    assert Report.objects.count() == 3


def test_the_rows_come_back_as_they_were_and_the_rollups_with_them(learner: Learner) -> None:
    text = live(learner)
    models = (CardState, Review, Sitting, Trace)
    before = {model: values(model, learner) for model in models}
    tallies = counted(values(Tally, learner, "seconds"))
    delete(learner)

    back = brought_back(text)

    assert {model: values(model, back) for model in models} == before
    assert counted(values(Tally, back, "seconds")) == tallies
    assert Calibration.objects.filter(learner=back).exists()
    assert list(differences(back)) == []
    assert list(problems()) == []


def test_a_paper_that_was_being_sat_goes_on(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1), go_to=2)
    text = dump(learner)
    delete(learner)

    back = brought_back(text)

    sitting = Sitting.objects.of(back).running().get()
    respond(sitting, 2, right(sitting, 2), after=90)
    assert question(sitting, 1).response == right(sitting, 1)
    assert question(sitting, 2).seconds == 30


def test_reports_come_back_in_their_order(learner: Learner) -> None:
    card = make_card()
    for comment in ("b", "a", "c"):
        report_card(learner, card, comment, NOON)
    text = dump(learner)
    delete(learner)

    back = brought_back(text)

    comments = Report.objects.filter(learner=back).values_list("comment", flat=True)
    assert list(comments) == ["c", "a", "b"]


def test_a_new_account_is_written_and_read_too(learner: Learner) -> None:
    text = dump(learner)
    assert dump(brought_back(text)) == text
    assert json.loads(text)["reviews"] == []


def test_the_names_of_version_1_are_these(learner: Learner) -> None:
    document = json.loads(live(learner))
    assert (document["format"], document["version"]) == ("lpi304-learner", 1)
    assert list(document) == ["format", "version", *VERSION_1]
    assert tuple(document.pop("settings")) == VERSION_1["settings"]
    for table in document.keys() & VERSION_1.keys():
        assert {tuple(row) for row in document[table]} == {VERSION_1[table]}
    asked = {tuple(row) for paper in document["sittings"] for row in paper["questions"]}
    assert asked == {QUESTION}


def test_it_is_one_json_text_with_a_row_on_each_line(learner: Learner) -> None:
    text = live(learner)
    document = json.loads(text)
    lines = [line.removesuffix(",") for line in text.split("\n")]
    assert document == export(learner)
    for table in ("states", "reviews", "sittings", "reports"):
        start = lines.index(f'"{table}": [') + 1
        rows = document[table]
        assert [json.loads(line) for line in lines[start : start + len(rows)]] == rows
    assert text.endswith("]\n}\n")
    assert "“x” \\\\ メモ\\n\u2028 🦉" in text


def test_rows_are_sorted_by_what_names_them(learner: Learner) -> None:
    document = json.loads(live(learner))
    keys = {
        "states": [row["card"] for row in document["states"]],
        "reviews": [(row["answered_at"], row["token"]) for row in document["reviews"]],
        "sittings": [(row["started_at"], row["id"]) for row in document["sittings"]],
    }
    assert {table: sorted(found) for table, found in keys.items()} == keys
    for paper in document["sittings"]:
        assert [row["place"] for row in paper["questions"]] == [1, 2, 3, 4]


def test_days_moments_and_names_are_written_for_any_installation(learner: Learner) -> None:
    card = make_card(key="virsh-list")
    review = answer(learner, card, at=NOON + timedelta(microseconds=5))
    document = export(learner)
    [row] = document["reviews"]
    assert (row["card"], row["token"]) == ("virsh-list", str(review.token))
    assert row["answered_at"] == "2026-03-02T03:00:00.000005+00:00"
    assert row["study_day"] == TODAY.isoformat()


def test_nothing_says_who_the_learner_is(learner: Learner) -> None:
    User.objects.filter(pk=learner.pk).update(
        username="anna", email="anna@example.org", password="md5$x", first_name="Anna"
    )
    text = live(learner).lower()
    assert "anna" not in text
    assert "md5" not in text
    assert "user" not in text


def test_nothing_of_another_learner_is_taken_along(learner: Learner) -> None:
    other = make_learner()
    theirs = live(other)
    assert json.loads(dump(learner)) | {"settings": {}} == {
        "format": "lpi304-learner",
        "version": 1,
        "settings": {},
        "states": [],
        "reviews": [],
        "sittings": [],
        "reports": [],
    }
    mine = dump(learner)
    answer(learner, make_card())
    assert dump(other) == theirs
    assert dump(learner) != mine


def test_nothing_of_a_deleted_learner_is_left_in_any_table(learner: Learner) -> None:
    live(learner)
    LogEntry.objects.create(user=learner.user, action_flag=1, object_repr="x")
    Client().force_login(learner.user)
    left_empty = {"user_groups_user", "user_user_permissions_user"}
    assert {name for name, rows in rows_of(learner.pk).items() if not rows} == left_empty

    delete(learner)

    assert {name: rows for name, rows in rows_of(learner.pk).items() if rows} == {}
    assert not Question.objects.exists()
    assert not Session.objects.exists()


def test_a_deletion_takes_nothing_else(learner: Learner) -> None:
    other = make_learner()
    theirs = live(other)
    Client().force_login(other.user)
    live(learner)
    Client().force_login(learner.user)
    before, cards = rows_of(other.pk), Card.objects.count()

    delete(learner)

    assert rows_of(other.pk) == before
    assert dump(other) == theirs
    assert list(differences(other)) == []
    assert Card.objects.count() == cards
    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(other.pk)


def rows_of(pk: int) -> dict[str, int]:
    """Return how many rows of each table point at an account or at its learner."""
    fields = {
        f"{model._meta.model_name}_{field.name}": model._default_manager.filter(**{field.name: pk})
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model in (User, Learner)
    }
    own = {"user": User.objects.filter(pk=pk)}
    return {name: rows.count() for name, rows in (fields | own).items()}
