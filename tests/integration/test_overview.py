"""Where each objective stands, and on which days the learner studied."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cards.core.schedule import Mode
from cards.models import Learner
from cards.study.answering import undo
from cards.study.overview import ObjectiveRow, StudiedDay, objective_rows, studied_days
from cards.study.scope import Scope
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_learner,
    make_section,
    make_state,
)


def counts(learner: Learner) -> tuple[int, int, int, int]:
    [row] = objective_rows(learner, TODAY)
    return row.cards, row.seen, row.due, row.known


def test_objectives_come_in_the_exams_order_with_their_weight(learner: Learner) -> None:
    for code, objective, weight in [
        ("2-1", "334.1", 5),
        ("1-2", "330.2", 9),
        ("1-1", "330.1", 8),
    ]:
        make_section(code=code, objective=objective, weight=weight)

    rows = objective_rows(learner, TODAY)

    assert [(row.code, row.title, row.weight, row.cards) for row in rows] == [
        ("330.1", "Objective", 8, 0),
        ("330.2", "Objective", 9, 0),
        ("334.1", "Objective", 5, 0),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, (1, 0, 0, 0)),
        ({"answers": 0, "repetitions": 0, "due_date": None}, (1, 0, 0, 0)),
        ({"repetitions": 0}, (1, 1, 1, 0)),
        ({"repetitions": 1}, (1, 1, 1, 0)),
        ({"repetitions": 2}, (1, 1, 1, 1)),
        ({"due_date": TODAY - timedelta(days=9)}, (1, 1, 1, 1)),
        ({"due_date": TODAY + timedelta(days=1)}, (1, 1, 0, 1)),
        ({"is_suspended": True}, (1, 1, 0, 1)),
    ],
)
def test_a_card_is_counted_as_seen_due_and_known(
    learner: Learner, state: dict[str, Any] | None, expected: tuple[int, int, int, int]
) -> None:
    card = make_card()
    if state is not None:
        make_state(learner=learner, card=card, **state)

    assert counts(learner) == expected


def test_retired_cards_are_not_counted(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(retired_at=NOON))

    assert counts(learner) == (0, 0, 0, 0)


def test_of_mock_questions_only_those_are_counted_that_were_called_and_are_due(
    learner: Learner,
) -> None:
    make_state(learner=learner, card=make_card(pool="mock"))
    make_card(pool="mock")

    assert counts(learner) == (0, 0, 1, 0)
    [row] = objective_rows(learner, TODAY, Scope(study_only=True))
    assert row.due == 0


def test_another_learners_states_are_not_counted(learner: Learner) -> None:
    make_state(learner=make_learner(), card=make_card())

    assert counts(learner) == (1, 0, 0, 0)


def test_each_objective_counts_the_cards_of_all_its_sections(learner: Learner) -> None:
    for code, objective in [("1-1", "330.1"), ("1-2", "330.1"), ("1-3", "330.3")]:
        section = make_section(code=code, objective=objective)
        make_card(section=section)
        make_state(learner=learner, card=make_card(section=section))

    rows = objective_rows(learner, TODAY)

    assert [(row.code, row.cards, row.seen, row.due, row.known) for row in rows] == [
        ("330.1", 4, 2, 2, 2),
        ("330.3", 2, 1, 1, 1),
    ]


def test_the_known_share_is_known_cards_of_all_and_none_of_none() -> None:
    row = ObjectiveRow("330.1", "Title", weight=8, cards=8, seen=4, due=1, known=2)

    assert row.known_share == 0.25
    assert ObjectiveRow("330.1", "Title", 8, cards=0, seen=0, due=0, known=0).known_share == 0.0


def test_the_last_fourteen_days_are_told_oldest_first_with_todays(learner: Learner) -> None:
    card = make_card()
    for days_ago in [14, 13, 13, 2, 0, 0, 0]:
        answer(learner, card, at=NOON - timedelta(days=days_ago))

    days = studied_days(learner, TODAY)

    assert [day.answers for day in days] == [2, *[0] * 10, 1, 0, 3]
    assert [days[0].day, days[-1].day] == [TODAY - timedelta(days=13), TODAY]


def test_practice_is_studying_and_answers_taken_back_or_of_others_are_not(
    learner: Learner,
) -> None:
    card = make_card()
    answer(learner, card, mode=Mode.PRACTICE)
    answer(learner, card, at=NOON + timedelta(minutes=1))
    undo(learner, NOON + timedelta(minutes=2))
    answer(make_learner(), card)

    assert studied_days(learner, TODAY)[-1] == StudiedDay(TODAY, 1)


@pytest.mark.parametrize("size", [5, 60])
def test_the_overview_costs_as_many_queries_for_sixty_cards_as_for_five(
    learner: Learner, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for number in range(size):
        section = make_section(code=f"1-{number % 5}", objective=f"330.{number % 5}")
        answer(learner, make_card(section=section))

    with django_assert_num_queries(5):
        objective_rows(learner, TODAY)
    with django_assert_num_queries(3):
        objective_rows(learner, TODAY)
    with django_assert_num_queries(2):
        studied_days(learner, TODAY)
    with django_assert_num_queries(1):
        studied_days(learner, TODAY)


def test_an_answer_and_its_undo_show_although_the_day_is_kept(learner: Learner) -> None:
    first, second = make_card(), make_card()
    answer(learner, first)
    objective_rows(learner, TODAY)

    answer(learner, second, at=NOON + timedelta(minutes=1))
    [after_answer] = [row.seen for row in objective_rows(learner, TODAY) if row.cards]
    undo(learner, NOON + timedelta(minutes=2))
    [after_undo] = [row.seen for row in objective_rows(learner, TODAY) if row.cards]

    assert (after_answer, after_undo) == (2, 1)


def test_what_today_taught_is_still_known_tomorrow(learner: Learner) -> None:
    card = make_card()
    answer(learner, card)
    [today] = [row.seen for row in objective_rows(learner, TODAY) if row.cards]
    [tomorrow] = [row.seen for row in objective_rows(learner, TODAY + timedelta(1)) if row.cards]

    assert (today, tomorrow) == (1, 1)
