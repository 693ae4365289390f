"""One answer: what it writes, and what it refuses to touch."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.models import CardState, Learner, Review
from cards.study.answering import Given, Ticket, answer_card, set_aside, write_note
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_learner,
    make_state,
    make_typed,
    ticket_for,
)

MEMORY = ("repetitions", "interval", "easiness", "due", "lapses", "drill_day")


def in_days(days: int) -> Any:
    return TODAY + timedelta(days=days)


def logged(review: Review, when: str) -> tuple[Any, ...]:
    """Return the state that the log keeps from before or after an answer."""
    return tuple(getattr(review, f"{field}_{when}") for field in MEMORY)


def fields_of(row: CardState) -> dict[str, Any]:
    return {
        "repetitions": row.repetitions,
        "interval": row.interval,
        "easiness": row.easiness,
        "due_date": row.due_date,
        "lapses": row.lapses,
        "drill_day": row.drill_day,
        "answers": row.answers,
        "is_suspended": row.is_suspended,
        "note": row.note,
    }


# What is written


def test_an_answer_is_logged_with_all_that_was_given(learner: Learner) -> None:
    card = make_typed(accepted=["virsh"], revision=7)
    token = uuid.uuid4()
    ticket = Ticket(token, card.pk, 6, 0, Mode.SCHEDULED, NOON - timedelta(seconds=8.5))

    answer_card(learner, ticket, Given(Grade.HARD, "virsch", "wrong", is_overruled=True), NOON)

    review = Review.objects.get()
    assert (review.learner_id, review.card_id) == (learner.pk, card.pk)
    assert (review.token, review.revision, review.mode) == (token, 6, "scheduled")
    assert (review.grade, review.answered_at, review.study_day) == (3, NOON, TODAY)
    assert (review.seconds, review.response, review.verdict) == (8.5, "virsch", "wrong")
    assert review.is_overruled
    assert review.undone_at is None


def test_a_first_answer_logs_no_state_before_it(learner: Learner) -> None:
    review = answer(learner, make_card(), 4)

    assert review.number == 1
    assert logged(review, "before") == (None,) * 6
    assert logged(review, "after") == (1, 1, 250, in_days(1), 0, None)


def test_an_answer_logs_the_state_before_and_after_it(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card, lapses=2, drill_day=in_days(-15))

    review = answer(learner, card, 2)

    assert review.number == 4
    assert logged(review, "before") == (3, 15, 250, TODAY, 2, in_days(-15))
    assert logged(review, "after") == (0, 1, 218, in_days(1), 3, TODAY)


@pytest.mark.parametrize(
    ("grade", "state"),
    [
        (1, {"repetitions": 0, "interval": 1, "easiness": 196, "due_date": in_days(1)}),
        (3, {"repetitions": 4, "interval": 38, "easiness": 236, "due_date": in_days(38)}),
        (5, {"repetitions": 4, "interval": 38, "easiness": 260, "due_date": in_days(38)}),
    ],
)
def test_an_answer_moves_the_state_of_its_card(
    learner: Learner, grade: int, state: dict[str, Any]
) -> None:
    card = make_card()
    row = make_state(learner=learner, card=card, lapses=1, note="remember")

    answer(learner, card, grade)

    row.refresh_from_db()
    assert fields_of(row) == state | {
        "lapses": 2 if grade < 3 else 1,
        "drill_day": TODAY if grade < 4 else None,
        "answers": 4,
        "is_suspended": False,
        "note": "remember",
    }


def test_a_drill_answer_is_logged_and_changes_neither_easiness_nor_interval(
    learner: Learner,
) -> None:
    card = make_card()
    answer(learner, card, 1)

    review = answer(learner, card, 0, mode=Mode.DRILL)

    assert (review.mode, review.number) == ("drill", 2)
    assert logged(review, "before") == logged(review, "after") == (0, 1, 196, in_days(1), 0, TODAY)


def test_the_state_holds_what_the_log_says_after_each_answer(learner: Learner) -> None:
    card = make_card()

    reviews = [answer(learner, card, grade, at=NOON) for grade in (5, 4, 1, 3, 5)]

    row = CardState.objects.get()
    assert [logged(late, "before") for late in reviews[1:]] == [
        logged(early, "after") for early in reviews[:-1]
    ]
    assert [review.number for review in reviews] == [1, 2, 3, 4, 5]
    assert logged(reviews[-1], "after") == tuple(
        getattr(row, "due_date" if field == "due" else field) for field in MEMORY
    )


def test_the_study_day_is_the_learners_own(db: None) -> None:
    card = make_card()
    late_riser = make_learner(time_zone="America/New_York", day_starts_at=5)

    review = answer(late_riser, card, 4, at=NOON)

    # Noon in Tokyo is ten in the evening before, in New York.
    assert review.study_day == in_days(-1)
    assert CardState.objects.get().due_date == TODAY


def test_an_exam_date_shortens_the_due_date_and_the_log_keeps_both_numbers(db: None) -> None:
    learner = make_learner(exam_date=in_days(30))
    card = make_card()
    row = make_state(learner=learner, card=card, repetitions=4, interval=38)

    review = answer(learner, card, 4)

    row.refresh_from_db()
    assert (row.interval, review.interval_after) == (95, 95)
    assert row.due_date == review.due_after == in_days(29 - card.pk % 7)


@pytest.mark.parametrize(
    ("seconds", "kept"), [(0.25, 0.25), (600, 600.0), (601, 600.0), (86_400, 600.0), (-30, 0.0)]
)
def test_seconds_are_kept_between_none_and_ten_minutes(
    learner: Learner, seconds: float, kept: float
) -> None:
    review = answer(learner, make_card(), shown_at=NOON - timedelta(seconds=seconds))

    review.refresh_from_db()
    assert review.seconds == kept


# What is left alone


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
@pytest.mark.parametrize("grade", [0, 5])
def test_practice_and_mock_are_logged_and_touch_no_state(
    learner: Learner, mode: Mode, grade: int
) -> None:
    card = make_card()
    row = make_state(learner=learner, card=card)
    before = fields_of(row)

    review = answer(learner, card, grade, mode=mode)

    row.refresh_from_db()
    assert fields_of(row) == before
    assert review.number is None
    assert logged(review, "before") == logged(review, "after") == (None,) * 6


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
def test_a_card_met_in_practice_or_a_mock_alone_is_still_new(learner: Learner, mode: Mode) -> None:
    card = make_card()

    answer(learner, card, mode=mode)

    assert not CardState.objects.exists()
    assert answer(learner, card).number == 1


def test_another_learners_state_of_the_same_card_is_untouched(learner: Learner) -> None:
    card, other = make_card(), make_learner()
    row = make_state(learner=other, card=card)
    before = fields_of(row)

    answer(learner, card, 0)

    row.refresh_from_db()
    assert fields_of(row) == before


def test_another_card_of_the_learner_is_untouched(learner: Learner) -> None:
    row = make_state(learner=learner, card=make_card())
    before = fields_of(row)

    answer(learner, make_card(), 0)

    row.refresh_from_db()
    assert fields_of(row) == before


# Set aside and noted


def test_setting_a_card_aside_and_bringing_it_back_keeps_its_schedule(learner: Learner) -> None:
    card = make_card()
    row = make_state(learner=learner, card=card, lapses=3, note="remember")
    before = fields_of(row)

    set_aside(learner, card, aside=True)
    row.refresh_from_db()
    assert fields_of(row) == before | {"is_suspended": True}

    set_aside(learner, card, aside=False)
    row.refresh_from_db()
    assert fields_of(row) == before


def test_a_card_noted_and_set_aside_before_its_first_answer_has_no_schedule(
    learner: Learner,
) -> None:
    card = make_card()

    write_note(learner, card, "remember")
    set_aside(learner, card, aside=True)

    row = CardState.objects.get()
    assert (row.note, row.is_suspended, row.answers, row.due_date) == ("remember", True, 0, None)


def test_a_first_answer_keeps_the_note_and_is_a_first_answer_still(learner: Learner) -> None:
    card = make_card()
    write_note(learner, card, "remember")

    review = answer(learner, card, 1)

    row = CardState.objects.get()
    assert (row.note, row.answers, row.lapses) == ("remember", 1, 0)
    assert (review.number, review.interval_before) == (1, None)


def test_a_note_and_setting_aside_are_no_answers(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card)
    ticket = ticket_for(learner, card)

    write_note(learner, card, "remember")
    set_aside(learner, card, aside=True)
    answer_card(learner, ticket, Given(Grade.GOOD), NOON)

    row = CardState.objects.get()
    assert (row.answers, row.is_suspended, row.note) == (4, True, "remember")
    assert Review.objects.count() == 1
