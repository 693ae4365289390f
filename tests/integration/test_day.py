"""One learner's day: what is counted, what the past says, and what is planned of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cards.core.plan import DayPlan
from cards.core.schedule import Mode
from cards.models import CardState, Learner, Review
from cards.models.learner import today_of
from cards.study.answering import set_aside, undo
from cards.study.day import Past, Tally, read_day, read_past, unmet
from cards.study.scope import WHOLE, Scope
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_learner,
    make_section,
    make_state,
)

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
NOTHING = Tally(due=0, unseen=0, met=0, drill=0, answered=0, introduced=0)


def tally(learner: Learner, scope: Scope = WHOLE, today: date = TODAY) -> Tally:
    return read_day(learner, today, scope).tally


def plan(learner: Learner, scope: Scope = WHOLE) -> DayPlan:
    return read_day(learner, TODAY, scope).plan


def log(
    learner: Learner, *, day: date, count: int = 1, seconds: float = 9.0, **ticket: Any
) -> None:
    """Give answers to one card on a day, each after so many seconds."""
    moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    card = make_card()
    for _ in range(count):
        answer(learner, card, at=moment, shown_at=moment - timedelta(seconds=seconds), **ticket)


def make_cards(count: int, **fields: Any) -> None:
    for _ in range(count):
        make_card(**fields)


def make_due(learner: Learner, count: int) -> None:
    for _ in range(count):
        make_state(learner=learner, card=make_card())


# The day's date


def test_today_is_read_off_the_learners_own_wall(db: None) -> None:
    at_ten = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    assert today_of(make_learner(), at_ten) == TODAY
    assert today_of(make_learner(day_starts_at=11), at_ten) == YESTERDAY
    assert today_of(make_learner(time_zone="America/New_York"), at_ten) == YESTERDAY


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
def test_a_card_answered_is_due_from_its_date_on_wherever_the_learner_travels(
    learner: Learner, zone: str
) -> None:
    answer(learner, make_card(), 4)

    learner.time_zone = zone
    moments = [NOON + timedelta(hours=hours) for hours in range(72)]
    days = [read_day(learner, today_of(learner, moment)) for moment in moments]

    assert {day.today for day in days if day.tally.due} == {
        day.today for day in days if day.today >= TOMORROW
    }


# Counting


def test_without_cards_all_is_nothing(learner: Learner) -> None:
    day = read_day(learner, TODAY)

    assert day.tally == NOTHING
    assert day.plan == DayPlan(due=0, new=0)
    assert (day.pace, day.days_left, day.capacity, day.new_a_day) == (None, None, 100, 0)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, {"due": 1, "met": 1}),
        ({"due_date": YESTERDAY}, {"due": 1, "met": 1}),
        ({"due_date": TOMORROW}, {"met": 1}),
        ({"due_date": TOMORROW, "drill_day": TODAY}, {"drill": 1, "met": 1}),
        ({"due_date": TOMORROW, "drill_day": YESTERDAY}, {"met": 1}),
        ({"is_suspended": True, "drill_day": TODAY}, {"met": 1}),
        ({"answers": 0, "due_date": None}, {"unseen": 1}),
        ({"answers": 0, "due_date": None, "is_suspended": True}, {"met": 1}),
    ],
)
def test_a_card_is_counted_by_its_state(
    learner: Learner, state: dict[str, Any], expected: dict[str, int]
) -> None:
    make_state(learner=learner, card=make_card(), **state)

    assert tally(learner) == replace(NOTHING, **expected)


def test_a_card_without_a_state_is_unseen_unless_retired_or_of_the_mock_exam(
    learner: Learner,
) -> None:
    make_card()
    make_card(retired_at=NOON)
    make_card(pool="mock")

    assert tally(learner) == replace(NOTHING, unseen=1)
    assert unmet(learner).count() == 1


def test_a_mock_question_with_a_state_does_not_hide_a_card_never_met(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(pool="mock"))
    make_card()

    assert tally(learner).unseen == 1


def test_a_retired_card_is_counted_nowhere_though_it_has_a_history(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(retired_at=NOON), drill_day=TODAY)

    assert tally(learner) == NOTHING


def test_another_learners_cards_and_answers_are_not_counted(learner: Learner) -> None:
    other = make_learner()
    make_state(learner=other, card=make_card(), drill_day=TODAY)
    answer(other, make_card(), 1)

    assert tally(learner) == replace(NOTHING, unseen=2)


def test_answers_of_today_are_counted_and_first_answers_among_them(learner: Learner) -> None:
    known, new = make_card(), make_card()
    make_state(learner=learner, card=known)

    answer(learner, known, 4)
    answer(learner, new, 1)

    expected = replace(NOTHING, met=2, drill=1, answered=2, introduced=1)
    assert tally(learner) == expected


def test_drill_practice_and_mock_answers_are_not_counted_as_the_days_work(
    learner: Learner,
) -> None:
    card = make_card()
    answer(learner, card, 1)
    before = tally(learner)

    for mode in (Mode.DRILL, Mode.PRACTICE, Mode.MOCK):
        answer(learner, card, 1, mode=mode)

    assert tally(learner) == before


def test_yesterdays_answers_are_not_todays_work(learner: Learner) -> None:
    log(learner, day=YESTERDAY)

    assert tally(learner) == replace(NOTHING, due=1, met=1)


def test_answers_taken_back_are_not_counted(learner: Learner) -> None:
    make_card()
    before = tally(learner)
    answer(learner, make_card(), 1)

    undo(learner, NOON)

    assert tally(learner) == replace(before, unseen=2)


def test_a_scope_counts_its_own_cards_and_answers(learner: Learner) -> None:
    second = make_section(code="1-2", objective="330.2")
    make_due(learner, 1)
    make_cards(2)
    make_cards(3, section=second)
    make_state(learner=learner, card=make_card(section=second), drill_day=TODAY)
    answer(learner, make_card(), 4)
    answer(learner, make_card(section=second), 1)

    assert tally(learner) == Tally(due=2, unseen=5, met=4, drill=2, answered=2, introduced=2)
    assert tally(learner, Scope(section="1-2")) == Tally(
        due=1, unseen=3, met=2, drill=2, answered=1, introduced=1
    )


# The past


def test_a_pace_is_the_median_of_counting_answers_before_today(learner: Learner) -> None:
    log(learner, day=YESTERDAY, count=30, seconds=9.0)
    log(learner, day=YESTERDAY, count=40, seconds=60.0, mode=Mode.PRACTICE)
    log(learner, day=TODAY, count=40, seconds=60.0)

    day = read_day(learner, TODAY)

    assert (day.pace, day.capacity) == (9.0, 133)


def test_a_pace_is_hidden_until_thirty_answers_are_timed(learner: Learner) -> None:
    log(learner, day=YESTERDAY, count=29)

    assert read_day(learner, TODAY).pace is None
    assert read_day(learner, TODAY).capacity == 100


def test_a_pace_looks_at_the_last_two_hundred_answers(learner: Learner) -> None:
    log(learner, day=YESTERDAY, count=1)
    row = Review.objects.values().get()
    Review.objects.bulk_create(
        Review(**row | {"token": f"{number:032x}", "study_day": day, "seconds": seconds})
        for day, seconds, numbers in [
            (TODAY - timedelta(days=3), 60.0, range(1000, 1400)),
            (TODAY - timedelta(days=2), 7.0, range(2000, 2120)),
        ]
        for number in numbers
    )

    assert read_past(learner, TODAY) == Past(pace=7.0, last_day=YESTERDAY)


def test_answers_taken_back_say_nothing_of_the_past(learner: Learner) -> None:
    log(learner, day=YESTERDAY, count=1)
    undo(learner, NOON - timedelta(days=1))

    assert read_past(learner, TODAY) == Past(pace=None, last_day=None)


def test_practice_is_studying_too_when_it_comes_to_a_break(learner: Learner) -> None:
    log(learner, day=YESTERDAY, mode=Mode.PRACTICE)

    assert read_past(learner, TODAY).last_day == YESTERDAY


def test_another_learners_past_is_not_this_ones(learner: Learner) -> None:
    log(make_learner(), day=YESTERDAY, count=30)

    assert read_past(learner, TODAY) == Past(pace=None, last_day=None)


# The plan


def test_the_plan_takes_its_limits_from_the_learners_settings(db: None) -> None:
    learner = make_learner(minutes_a_day=5, new_cards_a_day=3)
    make_due(learner, 4)
    make_cards(10)

    day = read_day(learner, TODAY)

    assert day.plan == DayPlan(due=4, new=3)
    assert (day.capacity, day.new_a_day, day.days_left) == (25, 3, None)


def test_the_plan_without_settings_is_a_dozen_new_cards(learner: Learner) -> None:
    make_cards(14)

    assert plan(learner).new == 12


def test_an_exam_date_shares_the_new_cards_out(db: None) -> None:
    learner = make_learner(exam_date=TODAY + timedelta(days=10))
    make_cards(17)

    day = read_day(learner, TODAY)

    assert (day.days_left, day.new_a_day, day.plan.new) == (10, 3, 3)


def test_cards_met_before_today_tell_how_far_the_introduction_has_come(db: None) -> None:
    learner = make_learner(exam_date=TODAY + timedelta(days=10))
    make_cards(17)
    for _ in range(30):
        make_state(learner=learner, card=make_card(), due_date=TOMORROW)

    # 10 days x 85 x 17 of 100 x 17 + 15 x 30 are six days and a half.
    assert read_day(learner, TODAY).new_a_day == 3
    CardState.objects.all().delete()
    assert read_day(learner, TODAY).new_a_day == 6


def test_new_cards_met_today_are_taken_off_the_plan_and_the_limit_stays(learner: Learner) -> None:
    make_cards(14)
    log(learner, day=TODAY)

    day = read_day(learner, TODAY)

    assert (day.plan.new, day.new_a_day) == (11, 12)


def test_after_a_break_new_cards_pause_for_a_day_even_before_an_exam(db: None) -> None:
    learner = make_learner(minutes_a_day=5, exam_date=TODAY + timedelta(days=30))
    log(learner, day=TODAY - timedelta(days=4))
    make_due(learner, 26)
    make_cards(3)

    back = read_day(learner, TODAY).plan
    log(learner, day=TODAY)
    later = read_day(learner, TOMORROW).plan

    assert (back.new, back.new_paused, back.due) == (0, True, 25)
    assert (later.new, later.new_paused) == (1, False)


def test_a_scope_takes_all_its_due_cards_and_new_ones_within_the_days_limit(db: None) -> None:
    learner = make_learner(minutes_a_day=5, new_cards_a_day=2)
    make_due(learner, 27)
    make_cards(5)

    assert plan(learner, Scope(section="1-1")) == DayPlan(due=27, new=2)


def test_a_small_scope_offers_no_more_new_cards_than_it_has(db: None) -> None:
    learner = make_learner(new_cards_a_day=5)
    make_cards(5)
    make_card(kind="term")

    assert plan(learner, Scope(kind="term")) == DayPlan(due=0, new=1)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(Scope(extra=True), DayPlan(due=27, new=6)), (Scope(kind="term", extra=True), DayPlan(0, 1))],
)
def test_an_extra_session_has_no_limits(db: None, scope: Scope, expected: DayPlan) -> None:
    learner = make_learner(minutes_a_day=5, new_cards_a_day=2)
    make_due(learner, 27)
    make_cards(5)
    make_card(kind="term")

    assert plan(learner, scope) == expected


def test_a_card_set_aside_is_no_longer_planned(learner: Learner) -> None:
    new, due = make_card(), make_card()
    make_state(learner=learner, card=due)
    assert plan(learner) == DayPlan(due=1, new=1)

    for card in (new, due):
        set_aside(learner, card, aside=True)

    assert plan(learner) == DayPlan(due=0, new=0)


# The price


@pytest.mark.parametrize("size", [5, 60])
@pytest.mark.parametrize("scope", [WHOLE, Scope(section="1-1"), Scope(extra=True)])
def test_reading_the_day_costs_one_query_and_two_more_on_its_first_call(
    learner: Learner,
    django_assert_num_queries: DjangoAssertNumQueries,
    scope: Scope,
    size: int,
) -> None:
    make_due(learner, size)
    make_cards(size)

    with django_assert_num_queries(3):
        read_day(learner, TODAY, scope)
    with django_assert_num_queries(1):
        read_day(learner, TODAY, scope)
    with django_assert_num_queries(3):
        read_day(learner, TOMORROW, scope)
