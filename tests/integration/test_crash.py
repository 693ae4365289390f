"""`make crash`, for two rounds: kill -9 under load loses no acknowledged answer."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from scripts import crash
from scripts.crash import Place

pytestmark = pytest.mark.skipif(settings.DATABASE == "pg", reason="crashes SQLite whatever DB says")

ROUNDS = 2


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation of its own, with learners for two rounds."""
    return crash.prepare(tmp_path_factory.mktemp("crash"), ROUNDS)


def test_kill_9_under_load_loses_no_acknowledged_answer(place: Place) -> None:
    rounds = list(crash.crash(place, seed=304))
    assert len(rounds) == ROUNDS
    for shown in rounds:
        assert shown.acknowledged
        assert not shown.lost
        assert not shown.faults
    acknowledged = set().union(*(shown.acknowledged for shown in rounds))
    assert {answer.startswith("/mock/") for answer in acknowledged} == {True, False}


def test_an_answer_that_is_not_in_the_log_counts_as_lost(place: Place) -> None:
    missing = str(uuid.uuid4())
    assert crash.check(place, {missing}).lost == {missing}


def test_a_state_that_left_its_log_counts_as_a_fault(place: Place) -> None:
    forge(
        place.data,
        "INSERT OR REPLACE INTO cards_cardstate (learner_id, card_id, repetitions, interval, "
        "easiness, due_date, lapses, answers, is_suspended, note) "
        "SELECT user_id, 1, 9, 9, 250, '2026-01-01', 0, 99, 0, '' FROM cards_learner LIMIT 1",
    )
    assert "answers 99" in crash.check(place, set()).faults


def forge(data: Path, sql: str) -> None:
    with closing(sqlite3.connect(data / "lpi304.sqlite3")) as database, database:
        database.execute(sql)
