"""The plan up to the exam: what it needs a day, whether it is reached, and what to take first."""

from datetime import date, timedelta
from typing import Any

import pytest

from cards.core.plan import USUAL_SECONDS
from cards.mock.sitting import hand_in
from cards.models import Card, CardState, Learner, Tally
from cards.progress.dashboard import Filter, build
from cards.progress.planning import (
    DAYS_AHEAD,
    ExamPlan,
    answers_by_day,
    days_to_come,
    due_ahead,
    plan_exam,
    read_habit,
)
from cards.study.overview import studied_days
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_section, make_state
from tests.sessions import RETIRED, section
from tests.sittings import respond, sit_down

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def planned(learner: Learner) -> ExamPlan | None:
    standings = build(learner, TODAY, Filter()).standings
    habit, ahead = read_habit(learner, TODAY), due_ahead(learner, TODAY)
    return plan_exam(learner, TODAY, standings, habit, ahead)


def plan_in(days: int, **settings: Any) -> ExamPlan:
    """Return the plan of a new learner whose exam is in so many days."""
    plan = planned(make_learner(exam_date=TODAY + days * DAY, **settings))
    assert plan is not None
    return plan


def make_cards(number: int) -> list[Card]:
    place = make_section()
    return [make_card(section=place) for _ in range(number)]


def tally(learner: Learner, day: date, *, kind: str = "term", **counts: Any) -> Tally:
    objective = make_section().objective
    return Tally(learner=learner, day=day, objective=objective, kind=kind, form="recall", **counts)


@pytest.mark.parametrize("days", [None, -1, 0])
def test_without_an_exam_to_come_there_is_no_plan(learner: Learner, days: int | None) -> None:
    make_card()
    learner.exam_date = None if days is None else TODAY + days * DAY

    assert planned(learner) is None


def test_every_card_is_seen_a_week_before_the_exam(db: None) -> None:
    make_cards(45)

    plan = plan_in(27)

    assert (plan.days_left, plan.days, plan.unseen) == (27, 20, 45)
    assert plan.new_needed == 3  # 45 cards in 20 days, rounded up
    # Each new card is answered four times in its first month, at twelve seconds an answer.
    assert plan.minutes_needed == 3  # 12 answers of 12 seconds are 2.4 minutes
    assert plan.reachable == 45
    assert plan.is_reached
    assert plan.share_met == 1.0


def test_days_off_are_taken_out_where_they_cost_a_day_of_new_cards(db: None) -> None:
    make_cards(45)
    last_for_new = TODAY + 19 * DAY
    off = [TODAY, TODAY + DAY, last_for_new, last_for_new + DAY, TODAY - DAY]

    plan = plan_in(27, days_off=[day.isoformat() for day in off])

    assert plan.days == 17
    assert plan.new_needed == 3
    assert plan_in(27, days_off=[(TODAY + n * DAY).isoformat() for n in range(12)]).new_needed == 6


def test_due_cards_take_their_minutes_too(learner: Learner) -> None:
    learner.exam_date = TODAY + 8 * DAY
    CardState.objects.bulk_create(
        CardState(learner=learner, card=card, answers=1, due_date=TODAY) for card in make_cards(300)
    )
    Tally.objects.bulk_create([tally(learner, TODAY, answers=10, seconds=600.0)])
    plan = planned(learner)

    # Due are ten a day over thirty days; the pace is a minute an answer.
    assert plan is not None
    assert plan.minutes_needed == 10 + 4 * plan.new_needed
    # Of twenty minutes ten are left, and on the one day for new cards these are two and a half.
    assert (plan.days, plan.reachable) == (1, 2)


def test_an_unreachable_plan_says_how_far_it_goes_and_what_is_worth_most(db: None) -> None:
    heavy, light, fair = section(1, weight=9), section(2, weight=1), section(3, weight=5)
    for place, cards in [(heavy, 60), (light, 10), (fair, 10)]:
        for _ in range(cards):
            make_card(section=place)
    section(4, weight=20)  # has no cards, so nothing to meet

    plan = plan_in(9, minutes_a_day=5)

    # Five minutes are 25 answers: six new cards a day and a quarter; and there are two days.
    assert (plan.days, plan.unseen, plan.reachable) == (2, 80, 12)
    assert not plan.is_reached
    assert plan.share_met == pytest.approx(12 / 80)
    assert [(first.code, first.unseen) for first in plan.first] == [
        ("330.3", 10),
        ("330.1", 60),
        ("330.2", 10),
    ]
    assert [first.points_a_card for first in plan.first] == pytest.approx([0.5, 0.15, 0.1])


def test_an_objective_that_is_all_seen_is_not_to_be_taken_first(learner: Learner) -> None:
    learner.exam_date = TODAY + 30 * DAY
    answer(learner, make_card(section=section(1)))
    make_card(section=section(2))

    plan = planned(learner)

    assert plan is not None
    assert [first.code for first in plan.first] == ["330.2"]


def test_in_the_last_week_what_is_unseen_is_shared_out_up_to_the_exam(db: None) -> None:
    make_cards(15)

    plan = plan_in(7)

    assert (plan.is_last_week, plan.introduced_by) == (True, TODAY + 7 * DAY)
    assert (plan.days, plan.new_needed, plan.reachable, plan.share_met) == (7, 3, 15, 1.0)
    assert plan_in(1).new_needed == 15


def test_the_day_before_the_last_week_is_all_there_is(db: None) -> None:
    make_cards(15)

    plan = plan_in(8)

    assert (plan.is_last_week, plan.introduced_by) == (False, TODAY + DAY)
    assert (plan.days, plan.new_needed) == (1, 15)


@pytest.mark.parametrize(
    ("limit", "told", "reachable"),
    [(0, 0, 0), (1, 1, 20), (2, 2, 40), (3, 3, 45), (24, 24, 45), (None, None, 45), (99, None, 45)],
)
def test_the_learners_own_limit_of_new_cards_holds_the_plan_too(
    db: None, limit: int | None, told: int | None, reachable: int
) -> None:
    make_cards(45)

    plan = plan_in(27, new_cards_a_day=limit)

    assert (plan.limit, plan.reachable) == (told, reachable)
    assert plan.is_reached is (reachable == 45)


def test_a_day_of_mock_exams_is_a_day_studied(learner: Learner) -> None:
    morning = NOON - 3 * DAY
    answer(learner, make_card(), at=NOON - 9 * DAY)
    sitting = sit_down(learner, at=morning)
    for place in (1, 2):
        respond(sitting, place, [0])
    hand_in(learner, sitting.pk, morning + timedelta(minutes=5))
    empty = sit_down(learner, at=NOON - 2 * DAY)
    hand_in(learner, empty.pk, NOON - 2 * DAY)

    given = answers_by_day(learner, TODAY - 14 * DAY)

    assert given == {TODAY - 9 * DAY: 1, TODAY - 3 * DAY: 2}
    assert [day.answers for day in studied_days(learner, TODAY) if day.answers] == [1, 2]
    assert answers_by_day(learner, TODAY - 2 * DAY) == {}


def test_with_every_card_seen_the_plan_is_kept(learner: Learner) -> None:
    learner.exam_date = TODAY + 3 * DAY
    answer(learner, make_card())

    plan = planned(learner)

    assert plan is not None
    assert (plan.unseen, plan.new_needed, plan.is_reached, plan.share_met) == (0, 0, True, 1.0)
    assert plan.first == []


def test_the_habit_is_that_of_fourteen_days(learner: Learner) -> None:
    Tally.objects.bulk_create(
        [
            tally(learner, TODAY, answers=10, introduced=7, seconds=300.0),
            tally(learner, TODAY, kind="concept", answers=10, introduced=7, seconds=300.0),
            tally(learner, TODAY - 13 * DAY, answers=20, introduced=14, seconds=240.0),
            tally(learner, TODAY - 5 * DAY, answers=0),  # all taken back
            tally(learner, TODAY - 14 * DAY, answers=99, introduced=99, seconds=999.0),
            tally(make_learner(), TODAY, answers=99, introduced=99, seconds=999.0),
        ]
    )

    habit = read_habit(learner, TODAY)

    assert (habit.new, habit.minutes) == (2.0, 1.0)
    assert habit.seconds_an_answer == 21.0


def test_without_a_habit_the_usual_pace_is_taken(learner: Learner) -> None:
    habit = read_habit(learner, TODAY)

    assert (habit.new, habit.minutes) == (0.0, 0.0)
    assert habit.seconds_an_answer == USUAL_SECONDS


def test_what_was_answered_is_the_habit(learner: Learner) -> None:
    for number in range(2):
        answer(learner, make_card(), shown_at=NOON - timedelta(seconds=30 + 60 * number))

    habit = read_habit(learner, TODAY)

    assert (habit.new, habit.seconds_an_answer) == (2 / 14, 60.0)


def test_overdue_cards_count_today_and_all_days_sum_to_what_is_due(learner: Learner) -> None:
    days = [-40, -1, 0, 0, 1, 29, 30, 400]
    for number in days:
        make_state(learner=learner, card=make_card(), due_date=TODAY + number * DAY)
    make_state(learner=learner, card=make_card(), is_suspended=True)
    make_state(learner=learner, card=make_card(retired_at=RETIRED))
    make_state(learner=learner, card=make_card(), due_date=None, answers=0)
    make_state(learner=make_learner(), card=make_card())

    ahead = due_ahead(learner, TODAY)

    assert [day for day, _ in ahead] == [TODAY + number * DAY for number in range(DAYS_AHEAD)]
    assert {day: number for day, number in ahead if number} == {
        TODAY: 4,
        TODAY + DAY: 1,
        TODAY + 29 * DAY: 1,
    }
    assert sum(number for _, number in ahead) == sum(number < DAYS_AHEAD for number in days)


def test_what_is_due_on_a_day_off_is_asked_on_the_next_day_that_is_none(learner: Learner) -> None:
    learner.days_off = [(TODAY + number * DAY).isoformat() for number in (0, 3, 4)]
    for number in (-2, 0, 1, 3, 4, 5, 6):
        make_state(learner=learner, card=make_card(), due_date=TODAY + number * DAY)

    numbers = [number for _, number in due_ahead(learner, TODAY)]

    assert numbers[:8] == [0, 3, 0, 0, 0, 3, 1, 0]


def test_the_coming_fourteen_days_say_which_are_off(db: None) -> None:
    off = [TODAY + number * DAY for number in (0, 13, 14)]
    learner = make_learner(days_off=[day.isoformat() for day in off])

    coming = days_to_come(learner, TODAY)

    assert list(coming) == [TODAY + number * DAY for number in range(14)]
    assert [day for day, is_off in coming.items() if is_off] == off[:2]
