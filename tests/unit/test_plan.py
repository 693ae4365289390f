"""What a day holds, and how the cards are shared out over the days to an exam."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.plan import (
    DayPlan,
    Limits,
    Load,
    capacity,
    days_left,
    is_first_day_back,
    last_look,
    new_cards_a_day,
    new_cards_left,
    new_cards_today,
    pace,
    plan_day,
    study_days_left,
)

TODAY = date(2026, 3, 2)
LOADS = st.builds(
    Load,
    due=st.integers(0, 300),
    unseen=st.integers(0, 800),
    met=st.integers(0, 800),
    answered=st.integers(0, 150),
    introduced=st.integers(0, 40),
)
LIMITS = st.builds(
    Limits,
    capacity=st.integers(10, 200),
    new_cards=st.none() | st.integers(0, 200),
    days_left=st.none() | st.integers(1, 400),
    is_first_day_back=st.booleans(),
)
patiently = settings(deadline=None)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


# The day's plan, branch by branch


def test_what_is_due_comes_first_and_new_cards_fill_the_day() -> None:
    plan = plan_day(Load(due=20, unseen=100), Limits(capacity=40))

    assert plan == DayPlan(due=20, new=12, waiting=0, new_first=False, new_paused=False)


def test_new_cards_take_what_room_the_due_ones_leave() -> None:
    plan = plan_day(Load(due=35, unseen=100), Limits(capacity=40))

    assert plan == DayPlan(due=35, new=5)


def test_a_day_exactly_full_of_due_cards_is_not_behind() -> None:
    plan = plan_day(Load(due=40, unseen=100), Limits(capacity=40))

    assert plan == DayPlan(due=40, new=0, new_paused=False)


def test_new_cards_pause_while_more_is_due_than_a_day_holds() -> None:
    plan = plan_day(Load(due=41, unseen=100), Limits(capacity=40))

    assert plan == DayPlan(due=40, new=0, waiting=1, new_paused=True)


def test_a_single_new_card_is_said_to_pause_too() -> None:
    plan = plan_day(Load(due=41, unseen=1), Limits(capacity=40))

    assert plan == DayPlan(due=40, new=0, waiting=1, new_paused=True)


def test_nothing_is_said_to_pause_where_no_card_is_new() -> None:
    plan = plan_day(Load(due=41, unseen=0), Limits(capacity=40))

    assert plan == DayPlan(due=40, new=0, waiting=1, new_paused=False)


def test_new_cards_stay_paused_while_the_day_is_worked_off() -> None:
    plan = plan_day(Load(due=1, unseen=100, met=80, answered=40), Limits(capacity=40))

    assert plan == DayPlan(due=0, new=0, waiting=1, new_paused=True)


def test_first_answers_of_today_do_not_count_as_being_behind() -> None:
    load = Load(due=30, unseen=100, met=80, answered=12, introduced=5)

    assert plan_day(load, Limits(capacity=40, new_cards=10)) == DayPlan(due=28, new=0, waiting=2)


@pytest.mark.parametrize(("introduced", "is_paused"), [(1, True), (2, False)])
def test_answers_to_due_cards_count_as_what_was_due_this_morning(
    introduced: int, is_paused: bool
) -> None:
    load = Load(due=32, unseen=9, met=50, answered=10, introduced=introduced)

    assert plan_day(load, Limits(capacity=40)).new_paused is is_paused


def test_with_an_exam_and_too_little_room_new_cards_come_first() -> None:
    load, limits = Load(due=35, unseen=100), Limits(capacity=40, days_left=20)

    assert plan_day(load, limits) == DayPlan(due=34, new=6, waiting=1, new_first=True)


def test_with_an_exam_and_room_for_all_due_cards_come_first() -> None:
    load, limits = Load(due=34, unseen=100), Limits(capacity=40, days_left=20)

    assert plan_day(load, limits) == DayPlan(due=34, new=6, waiting=0, new_first=False)


def test_with_an_exam_new_cards_go_on_while_behind() -> None:
    load, limits = Load(due=90, unseen=100), Limits(capacity=40, days_left=20)

    assert plan_day(load, limits) == DayPlan(due=34, new=6, waiting=56, new_first=True)


def test_with_an_exam_new_cards_pause_on_the_first_day_back_only() -> None:
    load = Load(due=90, unseen=100)
    back = Limits(capacity=40, days_left=20, is_first_day_back=True)

    assert plan_day(load, back) == DayPlan(due=40, new=0, waiting=50, new_paused=True)


def test_a_first_day_back_that_is_not_behind_goes_on_as_usual() -> None:
    load, limits = Load(due=10, unseen=100), Limits(capacity=40, is_first_day_back=True)

    assert plan_day(load, limits) == DayPlan(due=10, new=12)


def test_more_new_cards_than_a_day_holds_leave_no_room_for_due_ones() -> None:
    load, limits = Load(due=5, unseen=900), Limits(capacity=40, days_left=2)

    assert plan_day(load, limits) == DayPlan(due=0, new=40, waiting=5, new_first=True)


def test_new_cards_do_not_come_first_where_none_is_left_for_today() -> None:
    plan = plan_day(Load(due=90, unseen=0, met=720), Limits(capacity=40, days_left=20))

    assert plan == DayPlan(due=40, new=0, waiting=50, new_first=False)


def test_new_cards_do_not_come_first_where_nothing_is_due() -> None:
    plan = plan_day(Load(due=0, unseen=900), Limits(capacity=40, days_left=2))

    assert plan == DayPlan(due=0, new=40, waiting=0, new_first=False)


def test_a_day_over_full_asks_for_nothing_more() -> None:
    load = Load(due=5, unseen=100, met=60, answered=50)

    assert plan_day(load, Limits(capacity=40)).left == 0


def test_what_is_left_of_a_day_is_its_due_and_new_cards() -> None:
    assert DayPlan(due=3, new=4, waiting=9).left == 7


@patiently
@given(LOADS, LIMITS)
def test_a_plan_fits_in_the_day_and_loses_no_due_card(load: Load, limits: Limits) -> None:
    plan = plan_day(load, limits)

    assert 0 <= plan.left <= max(0, limits.capacity - load.answered)
    assert plan.due >= 0
    assert plan.due + plan.waiting == load.due
    assert 0 <= plan.new <= new_cards_left(load, limits) <= load.unseen


@patiently
@given(LOADS, LIMITS)
def test_room_is_never_left_empty_while_a_due_card_waits(load: Load, limits: Limits) -> None:
    plan = plan_day(load, limits)

    assert not plan.waiting or plan.left == max(0, limits.capacity - load.answered)


@patiently
@given(LOADS, LIMITS)
def test_new_cards_come_first_only_with_an_exam_and_pause_only_while_behind(
    load: Load, limits: Limits
) -> None:
    plan = plan_day(load, limits)

    assert not plan.new_first or (limits.days_left and plan.new and plan.waiting)
    assert not plan.new_paused or plan.new == 0


# New cards a day


def test_a_limit_the_learner_has_set_holds_with_or_without_an_exam() -> None:
    load = Load(due=0, unseen=100)

    assert new_cards_today(load, Limits(capacity=40, new_cards=3)) == 3
    assert new_cards_today(load, Limits(capacity=40, new_cards=0, days_left=5)) == 0


@pytest.mark.parametrize(("unseen", "expected"), [(0, 0), (5, 5), (12, 12), (720, 12)])
def test_without_an_exam_a_dozen_new_cards_are_met_a_day(unseen: int, expected: int) -> None:
    assert new_cards_a_day(unseen, 0, None) == expected


@pytest.mark.parametrize(
    ("unseen", "met", "days", "expected"),
    [
        (720, 0, 60, 15),  # 51 days of 60
        (100, 0, 20, 6),  # 17 days of 20
        (102, 0, 20, 6),
        (103, 0, 20, 7),
        (360, 360, 35, 15),  # half of 60 days' work done: 25 days are left for the rest
        (300, 420, 40, 11),
        (20, 0, 1, 20),
        (20, 500, 1, 20),
        (0, 0, 30, 0),
        (0, 720, 30, 0),
    ],
)
def test_an_exam_asks_for_as_many_new_cards_as_all_need(
    unseen: int, met: int, days: int, expected: int
) -> None:
    assert new_cards_a_day(unseen, met, days) == expected


def test_what_was_introduced_today_counts_towards_today_and_not_as_met_before() -> None:
    limits = Limits(capacity=40, days_left=49)
    morning = Load(due=0, unseen=360, met=360)
    noon = Load(due=0, unseen=350, met=370, answered=10, introduced=10)

    assert new_cards_today(morning, limits) == new_cards_today(noon, limits) == 10
    assert (new_cards_left(morning, limits), new_cards_left(noon, limits)) == (10, 0)


def test_meeting_more_cards_than_planned_does_not_change_the_plan_of_the_same_day() -> None:
    limits = Limits(capacity=40, days_left=20)
    morning = Load(due=0, unseen=100)
    noon = Load(due=0, unseen=88, met=12, answered=12, introduced=12)

    assert new_cards_today(morning, limits) == new_cards_today(noon, limits) == 6


def test_new_cards_left_are_never_more_than_there_are_nor_less_than_none() -> None:
    limits = Limits(capacity=40, new_cards=10)

    assert new_cards_left(Load(due=0, unseen=4, introduced=2), limits) == 4
    assert new_cards_left(Load(due=0, unseen=40, introduced=4), limits) == 6
    assert new_cards_left(Load(due=0, unseen=40, introduced=15), limits) == 0


def introduce(cards: int, days: int) -> list[int]:
    """Return how many cards are met on each day up to the exam, the limit asked afresh daily."""
    met, each_day = 0, list[int]()
    for day in range(days):
        load = Load(due=0, unseen=cards - met, met=met)
        new = new_cards_left(load, Limits(capacity=1000, days_left=days - day))
        met += new
        each_day.append(new)
    return each_day


@patiently
@given(st.integers(1, 1000), st.integers(2, 300))
def test_day_by_day_all_cards_are_met_in_the_first_85_percent_of_the_days_left(
    cards: int, days: int
) -> None:
    each_day = introduce(cards, days)

    in_time = max(1, days * 85 // 100)
    assert sum(each_day) == sum(each_day[:in_time]) == cards


@patiently
@given(st.integers(1, 1000), st.integers(2, 300))
def test_no_day_asks_for_twice_as_many_new_cards_as_the_first(cards: int, days: int) -> None:
    each_day = introduce(cards, days)

    assert max(each_day) < 2 * each_day[0]


def test_new_cards_are_spread_evenly_over_the_days() -> None:
    assert introduce(720, 60) == [15] * 20 + [14] * 30 + [0] * 10


def test_cards_added_halfway_are_shared_out_over_the_days_that_remain() -> None:
    assert new_cards_a_day(400, 320, 30) == 19
    assert new_cards_a_day(400, 320, 30) > new_cards_a_day(360, 360, 30)


# The calendar


@pytest.mark.parametrize(
    ("exam_date", "expected"),
    [(None, None), (in_days(-1), None), (TODAY, None), (in_days(1), 1), (in_days(60), 60)],
)
def test_days_left_count_today_and_not_the_day_of_the_exam(
    exam_date: date | None, expected: int | None
) -> None:
    assert days_left(TODAY, exam_date) == expected


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [(None, False), (in_days(-1), False), (in_days(-3), False), (in_days(-4), True)],
)
def test_three_whole_days_without_an_answer_make_a_first_day_back(
    last_day: date | None, expected: bool
) -> None:
    assert is_first_day_back(TODAY, last_day) is expected


@pytest.mark.parametrize(
    ("due", "exam", "expected"),
    [
        (10, None, 10),
        (29, 30, 29),
        (30, 30, 27),
        (31, 30, 27),
        (31, 8, 5),
        (31, 7, 31),
        (31, 0, 31),
        (31, -2, 31),
    ],
)
def test_a_last_look_lies_in_the_week_before_the_exam(
    due: int, exam: int | None, expected: int
) -> None:
    exam_date = None if exam is None else in_days(exam)

    assert last_look(in_days(due), TODAY, exam_date, card_id=2) == in_days(expected)


def test_last_looks_are_dealt_out_evenly_over_the_week() -> None:
    looks = [last_look(in_days(90), TODAY, in_days(30), card_id) for card_id in range(70)]

    assert sorted(looks) == sorted([in_days(day) for day in range(23, 30)] * 10)


@patiently
@given(st.integers(1, 3650), st.integers(-30, 400), st.integers(1, 10**9))
def test_a_last_look_is_never_later_than_sm_2_and_never_today(
    due: int, exam: int, card_id: int
) -> None:
    look = last_look(in_days(due), TODAY, in_days(exam), card_id)

    assert TODAY < look <= in_days(due)
    assert look == in_days(due) or in_days(exam - 7) <= look < in_days(exam)


# The learner's pace


def test_a_pace_is_told_from_thirty_answers_on() -> None:
    assert pace([9.0] * 29) is None
    assert pace([9.0] * 30) == 9.0
    assert pace([]) is None


def test_a_pace_is_the_median_so_that_one_long_pause_does_not_count() -> None:
    assert pace([8.0] * 16 + [600.0] * 15) == 8.0
    assert pace([4.0] * 20 + [7.0] * 20) == 5.5


def test_a_pace_is_at_least_a_second() -> None:
    assert pace([0.0] * 30) == 1.0
    assert pace([1.5] * 30) == 1.5


@pytest.mark.parametrize(
    ("minutes", "seconds", "expected"),
    [
        (20, None, 100),
        (20, 12.0, 100),
        (20, 10.0, 120),
        (20, 7.0, 171),
        (20, 1.0, 1200),
        (5, 29.0, 10),
        (5, 600.0, 10),
        (5, 27.0, 11),
    ],
)
def test_a_day_holds_as_many_answers_as_fit_at_the_learners_pace_and_ten_at_least(
    minutes: int, seconds: float | None, expected: int
) -> None:
    assert capacity(minutes, seconds) == expected


def test_on_a_day_off_nothing_is_asked_and_what_is_due_waits() -> None:
    limits = Limits(capacity=50, new_cards=5, is_day_off=True)

    assert plan_day(Load(due=7, unseen=9), limits) == DayPlan(due=0, new=0, waiting=7)


def test_study_days_left_leave_out_the_days_off_before_the_exam() -> None:
    today, exam = date(2026, 3, 1), date(2026, 3, 11)
    off = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 11)]

    assert study_days_left(today, exam, off) == 8
    assert study_days_left(today, None, off) is None
    assert study_days_left(exam, exam, off) is None
    assert study_days_left(date(2026, 3, 10), exam, off) == 1
