"""The end of a session in numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from cards.core.schedule import Mode
from cards.models import Learner
from cards.study.answering import call_card, set_aside, undo
from cards.study.summary import Summary, read_summary
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_state

NOTHING = Summary(answers=0, cards=0, new=0, recall=None, minutes=0, due_tomorrow=0, still_due=0)


def test_a_day_without_answers_is_all_nothing(learner: Learner) -> None:
    make_card()

    assert read_summary(learner, TODAY) == NOTHING


def test_a_session_is_told_in_answers_cards_and_new_cards(learner: Learner) -> None:
    known, new = make_card(), make_card()
    make_state(learner=learner, card=known)

    answer(learner, known, 4)
    answer(learner, new, 1)
    answer(learner, new, 3, mode=Mode.DRILL)
    answer(learner, new, 4, mode=Mode.DRILL)

    assert read_summary(learner, TODAY) == Summary(
        answers=4, cards=2, new=1, recall=100, minutes=0, due_tomorrow=1, still_due=0
    )


@pytest.mark.parametrize(
    ("grades", "recall"),
    [([3], 100), ([2], 0), ([4, 1], 50), ([5, 4, 0], 67), ([5, 1, 0], 33)],
)
def test_recall_is_the_share_of_due_cards_that_passed(
    learner: Learner, grades: list[int], recall: int
) -> None:
    for grade in grades:
        card = make_card()
        make_state(learner=learner, card=card)
        answer(learner, card, grade)

    assert read_summary(learner, TODAY).recall == recall


def test_new_cards_drill_practice_and_mock_say_nothing_about_recall(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 4)
    for mode in (Mode.DRILL, Mode.PRACTICE, Mode.MOCK):
        answer(learner, card, 4, mode=mode)

    assert read_summary(learner, TODAY).recall is None


def test_the_first_answer_to_a_called_question_says_nothing_about_recall(
    learner: Learner,
) -> None:
    question = make_card(pool="mock")
    call_card(learner, question, NOON - timedelta(days=1))
    answer(learner, question, 1)

    assert read_summary(learner, TODAY).recall is None


def test_minutes_are_the_seconds_of_all_answers(learner: Learner) -> None:
    card = make_card()
    for mode in (Mode.SCHEDULED, Mode.DRILL, Mode.PRACTICE):
        answer(learner, card, 1, mode=mode, shown_at=NOON - timedelta(seconds=70))

    assert read_summary(learner, TODAY).minutes == 4


def test_tomorrow_brings_what_is_due_then_and_what_is_left_of_today(learner: Learner) -> None:
    for days in (-3, 0, 1, 1, 2):
        make_state(learner=learner, card=make_card(), due_date=TODAY + timedelta(days=days))

    summary = read_summary(learner, TODAY)

    assert (summary.due_tomorrow, summary.still_due) == (4, 2)


def test_cards_set_aside_or_retired_are_not_announced(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(retired_at=NOON))
    make_state(learner=learner, card=make_card(), is_suspended=True)
    set_aside(learner, make_card(), aside=True)

    assert read_summary(learner, TODAY) == NOTHING


def test_answers_taken_back_given_yesterday_or_by_others_do_not_count(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 4, at=NOON - timedelta(days=1))
    answer(learner, card, 4)
    undo(learner, NOON)
    answer(make_learner(), card, 4)

    assert read_summary(learner, TODAY) == replace(NOTHING, still_due=1, due_tomorrow=1)


@pytest.mark.parametrize("size", [5, 60])
def test_a_summary_costs_three_queries(
    learner: Learner, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for _ in range(size):
        answer(learner, make_card(), 1)

    with django_assert_num_queries(3):
        read_summary(learner, TODAY)
