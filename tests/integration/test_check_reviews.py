"""check_reviews finds each planted fault by name; --repair leaves nothing to find."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Review
from cards.study.answering import undo
from cards.study.auditing import problems
from tests.factories import NOON, TODAY, answer, make_card, make_learner

# By default each test is one transaction; the backup that a repair makes needs what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
KEY = "virsh-list"


@pytest.fixture(autouse=True)
def backups(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "backups"


@pytest.fixture
def card(learner: Learner) -> Card:
    """A card with five answers, one of them a drill, beside another card and another learner."""
    card = make_card(key=KEY)
    for number, (day, grade) in enumerate([(0, 4), (1, 2), (1, 4), (2, 5), (3, 4)]):
        drill = Mode.DRILL if number == 2 else Mode.SCHEDULED
        answer(
            learner, card, grade, at=NOON + day * DAY + number * timedelta(minutes=1), mode=drill
        )
    answer(learner, make_card())
    answer(make_learner(), card)
    return card


def check(**options: Any) -> tuple[str, list[str]]:
    """Run the command; return what it printed, and the problems, one a line."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_reviews", stdout=out, stderr=err, no_color=True, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}", err.getvalue().splitlines()
    return out.getvalue(), err.getvalue().splitlines()


def log_of(learner: Learner, card: Card) -> list[Review]:
    return list(Review.objects.of(learner).filter(card=card).order_by("answered_at"))


def change(review: Review, **fields: Any) -> None:
    assert Review.objects.filter(pk=review.pk).update(**fields) == 1


def state_of(learner: Learner, card: Card) -> Any:
    return CardState.objects.filter(learner=learner, card=card)


def a_changed_state(learner: Learner, card: Card) -> None:
    state_of(learner, card).update(interval=99)


def a_lost_state(learner: Learner, card: Card) -> None:
    state_of(learner, card).delete()


def a_lost_log(learner: Learner, card: Card) -> None:
    Review.objects.of(learner).filter(card=card).delete()


def a_lost_answer(learner: Learner, card: Card) -> None:
    log_of(learner, card)[4].delete()


def a_gap(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], number=7)


def a_twin(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], number=4)


def no_number(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], number=None)


def a_changed_before(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[2], easiness_before=130)


def a_changed_after(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[1], lapses_after=0)


def a_day_too_far(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], due_after=TODAY + 999 * DAY)


def a_day_gone_by(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], due_after=TODAY)


def a_changed_grade(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], grade=5)


def a_mode_that_is_none(learner: Learner, card: Card) -> None:
    change(log_of(learner, card)[4], mode="exam")


def a_practice_that_counts(learner: Learner, card: Card) -> None:
    change(answer(learner, card, mode=Mode.PRACTICE), number=6)


def an_undo_that_came_back(learner: Learner, card: Card) -> None:
    now = NOON + 3 * DAY + timedelta(hours=1)
    review = undo(learner, now)
    change(review, undone_at=None)


# What was planted: which rows are told, and what is said of the last of them.
FAULTS: list[tuple[Callable[[Learner, Card], None], list[str], str]] = [
    (a_changed_state, ["state"], "found interval 99; expected interval 6"),
    (a_lost_state, ["state"], "found none; expected repetitions 2, interval 6"),
    (a_lost_log, ["state"], "found answers 5, repetitions 2"),
    (a_lost_answer, ["state"], "found answers 5"),
    (a_gap, ["answer"], "found number 7; expected number 5"),
    (a_twin, ["answer"], "found number 4; expected number 5"),
    (no_number, ["answer"], "found number None; expected number 5"),
    (a_changed_before, ["answer"], "found easiness_before 130; expected easiness_before 218"),
    (a_changed_after, ["answer"], "found lapses_after 0; expected lapses_after 1"),
    (a_day_too_far, ["answer"], "expected due_after 2026-03-11"),
    (a_day_gone_by, ["answer"], "found due_after 2026-03-02; expected due_after 2026-03-11"),
    (a_changed_grade, ["answer", "state"], "found easiness 228; expected easiness 238"),
    (a_mode_that_is_none, ["answer", "state"], "expected answers 4"),
    (a_practice_that_counts, ["answer"], "found number 6; expected number None"),
    (an_undo_that_came_back, ["state"], "expected answers 5"),
]
IDS = [plant.__name__ for plant, *_ in FAULTS]


def test_a_sound_log_has_no_problem(card: Card) -> None:
    assert check() == ("7 answers checked, no problems\n", [])


def test_an_empty_database_has_no_problem() -> None:
    assert check() == ("no answers checked, no problems\n", [])


def test_notes_practice_and_answers_taken_back_are_no_problem(learner: Learner, card: Card) -> None:
    answer(learner, card, mode=Mode.PRACTICE)
    undo(learner, NOON + 3 * DAY + timedelta(hours=1))
    CardState.objects.create(learner=learner, card=make_card(), note="mine", is_suspended=True)
    assert check() == ("7 answers checked, no problems\n", [])


def test_a_last_look_before_the_exam_is_no_problem() -> None:
    learner = make_learner(exam_date=TODAY + 20 * DAY)
    card = make_card()
    for days in (0, 1, 7):
        answer(learner, card, 5, at=NOON + days * DAY)
    state = CardState.objects.get(learner=learner)
    assert state.due_date
    assert state.due_date < TODAY + timedelta(days=7 + state.interval)
    assert check()[1] == []


@pytest.mark.parametrize(("plant", "rows", "said"), FAULTS, ids=IDS)
def test_each_fault_is_found_and_named(
    learner: Learner, card: Card, plant: Callable[[Learner, Card], None], rows: list[str], said: str
) -> None:
    plant(learner, card)
    out, lines = check()
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert line.startswith(f"learner {learner.pk}, card {KEY}, {row}")
    assert said in lines[-1]
    assert out.endswith("Nothing was changed; --repair makes what is wrong from the log.")


@pytest.mark.parametrize("plant", [plant for plant, *_ in FAULTS], ids=IDS)
def test_after_a_repair_a_second_run_finds_nothing(
    learner: Learner, card: Card, plant: Callable[[Learner, Card], None], backups: Path
) -> None:
    plant(learner, card)
    given = list(
        Review.objects.order_by("token").values_list("token", "mode", "grade", "study_day")
    )
    out, lines = check(repair=True)
    assert lines
    assert out.endswith("1 card repaired\n")
    assert check()[1] == []
    assert not list(problems())
    assert given == list(
        Review.objects.order_by("token").values_list("token", "mode", "grade", "study_day")
    )
    assert len(list(backups.glob("*.sqlite3"))) == (connection.vendor == "sqlite")


def test_a_repair_keeps_notes_and_cards_set_aside(learner: Learner, card: Card) -> None:
    state_of(learner, card).update(interval=99, note="mine", is_suspended=True)
    check(repair=True)
    state = state_of(learner, card).get()
    assert (state.interval, state.note, state.is_suspended) == (6, "mine", True)


def test_a_repair_of_a_sound_log_does_nothing(card: Card, backups: Path) -> None:
    assert check(repair=True) == ("7 answers checked, no problems\n", [])
    assert not backups.exists()


def test_a_failed_repair_changes_nothing(
    learner: Learner, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    change(log_of(learner, card)[1], lapses_after=0)
    a_changed_state(learner, card)
    monkeypatch.setattr(CardState.objects, "update_or_create", fail)
    with pytest.raises(RuntimeError):
        check(repair=True)
    assert log_of(learner, card)[1].lapses_after == 0


def test_the_whole_log_is_read_by_one_statement(
    card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_learner()
    with django_assert_num_queries(1):
        assert not list(problems())


def test_problems_of_several_cards_are_all_told(learner: Learner) -> None:
    for _ in range(3):
        answer(learner, make_card())
    CardState.objects.filter(learner=learner).update(lapses=4)
    Review.objects.create(
        learner=learner,
        token=uuid.uuid4(),
        card=make_card(),
        revision=1,
        mode=Mode.SCHEDULED,
        grade=4,
        answered_at=NOON,
        study_day=TODAY,
        seconds=1,
    )
    assert len(check()[1]) == 5
    assert check(repair=True)[0].endswith("4 cards repaired\n")
    assert check()[1] == []
