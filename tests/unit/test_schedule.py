"""What an answer makes of a card: drill, lapses, leeches, the exam, and the replay of a log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.schedule import (
    IN_REVIEW,
    LEECH_LAPSES,
    Answer,
    Calendar,
    Mode,
    State,
    after,
    next_due,
    outcome,
    outcomes,
    replay,
)
from cards.core.sm2 import Grade, Memory, next_memory

TODAY = date(2026, 3, 2)
CARD_ID = 10
GRADES = st.sampled_from(Grade)
patiently = settings(deadline=None)


def state(**fields: object) -> State:
    """Return a card known for a while: third pass, fifteen days, due today."""
    defaults = {"memory": Memory(3, 15, 250), "due_date": TODAY, "answers": 3}
    return State(**defaults | fields)  # type: ignore[arg-type]


def give(
    seen: State | None, grade: int, mode: Mode = Mode.SCHEDULED, exam_date: date | None = None
) -> State:
    return outcome(seen, mode, Grade(grade), Calendar(TODAY, exam_date), CARD_ID)


def stepwise(answers: Sequence[Answer]) -> list[State]:
    """Return the state after each answer."""
    states: list[State] = []
    for answer in answers:
        states.append(after(states[-1] if states else None, answer))
    return states


@st.composite
def logs(draw: st.DrawFn) -> list[Answer]:
    """Return answers in every mode, on days that mostly go forward."""
    steps = draw(st.lists(st.tuples(st.sampled_from(Mode), GRADES, st.integers(-1, 40))))
    days = accumulate((days for _, _, days in steps), initial=0)
    return [
        Answer(mode, grade, TODAY + timedelta(days=day), TODAY + timedelta(days=day + wait))
        for (mode, grade, wait), day in zip(steps, days, strict=False)
    ]


def test_scheduled_and_drill_answers_and_calls_count_and_practice_and_mock_do_not() -> None:
    assert [mode for mode in Mode if mode.counts] == [Mode.SCHEDULED, Mode.DRILL, Mode.CALLED]


def test_only_calls_and_mock_answers_are_not_answers_of_the_review() -> None:
    assert set(Mode) - set(IN_REVIEW) == {Mode.MOCK, Mode.CALLED}


def test_a_calendar_has_no_exam_unless_told() -> None:
    assert Calendar(TODAY).exam_date is None


@pytest.mark.parametrize(
    ("grade", "memory", "wait", "drill_day"),
    [
        (0, Memory(0, 1, 170), 1, TODAY),
        (2, Memory(0, 1, 218), 1, TODAY),
        (3, Memory(1, 1, 236), 1, TODAY),
        (4, Memory(1, 1, 250), 1, None),
        (5, Memory(1, 1, 260), 1, None),
    ],
)
def test_a_first_answer_makes_a_state_of_nothing(
    grade: int, memory: Memory, wait: int, drill_day: date | None
) -> None:
    due_date = TODAY + timedelta(days=wait)

    assert give(None, grade) == State(memory, due_date, 0, drill_day, answers=1)


def test_a_scheduled_answer_moves_memory_due_date_and_count() -> None:
    expected = State(Memory(4, 38, 250), TODAY + timedelta(days=38), 0, None, answers=4)

    assert give(state(), 4) == expected


@pytest.mark.parametrize(("grade", "is_drilled"), [(0, True), (2, True), (3, True), (4, False)])
def test_a_card_graded_below_four_is_drilled_the_same_day(grade: int, is_drilled: bool) -> None:
    assert give(state(), grade).drill_day == (TODAY if is_drilled else None)


def test_a_scheduled_answer_of_four_ends_a_drill_left_over_from_another_day() -> None:
    left_over = state(drill_day=TODAY - timedelta(days=1))

    assert give(left_over, 4).drill_day is None


@pytest.mark.parametrize("grade", range(6))
def test_a_drill_answer_changes_neither_easiness_nor_interval_nor_due_date(grade: int) -> None:
    failed = state(memory=Memory(0, 1, 218), drill_day=TODAY, lapses=2, answers=5)

    drilled = give(failed, grade, Mode.DRILL)

    assert (drilled.memory, drilled.due_date, drilled.lapses) == (failed.memory, TODAY, 2)
    assert drilled.answers == 6


@pytest.mark.parametrize(("grade", "goes_on"), [(0, True), (3, True), (4, False), (5, False)])
def test_the_drill_goes_on_until_a_card_gets_at_least_four(grade: int, goes_on: bool) -> None:
    failed = state(drill_day=TODAY)

    assert give(failed, grade, Mode.DRILL).drill_day == (TODAY if goes_on else None)


def test_a_drill_answer_does_not_look_at_the_exam() -> None:
    soon_due = state(drill_day=TODAY, due_date=TODAY + timedelta(days=90))

    drilled = give(soon_due, 4, Mode.DRILL, exam_date=TODAY + timedelta(days=30))

    assert drilled.due_date == TODAY + timedelta(days=90)


@pytest.mark.parametrize("mode", [Mode.SCHEDULED, Mode.DRILL])
def test_a_card_never_met_is_scheduled_in_whatever_mode_it_is_asked(mode: Mode) -> None:
    expected = State(Memory(0, 1, 218), TODAY + timedelta(days=1), 0, TODAY, answers=1)

    assert give(None, 2, mode) == expected


def test_failing_the_first_answer_is_no_lapse() -> None:
    assert [give(None, grade).lapses for grade in range(6)] == [0, 0, 0, 0, 0, 0]


def test_failing_the_first_answer_to_a_card_that_was_called_is_no_lapse() -> None:
    called = give(None, 2, Mode.CALLED)

    assert [give(called, grade).lapses for grade in range(6)] == [0, 0, 0, 0, 0, 0]


def test_every_scheduled_failure_after_the_first_answer_is_a_lapse() -> None:
    assert [give(state(lapses=2), grade).lapses for grade in range(6)] == [3, 3, 3, 2, 2, 2]


@pytest.mark.parametrize(("lapses", "is_leech"), [(0, False), (7, False), (8, True), (9, True)])
def test_a_card_forgotten_eight_times_is_a_leech(lapses: int, is_leech: bool) -> None:
    assert state(lapses=lapses).is_leech is is_leech
    assert LEECH_LAPSES == 8


def test_a_card_becomes_a_leech_with_its_ninth_failure_in_a_row() -> None:
    failures = [Answer(Mode.SCHEDULED, Grade.WRONG, TODAY, TODAY)] * 9

    assert [seen.is_leech for seen in stepwise(failures)] == [False] * 8 + [True]


@patiently
@given(logs(), st.sampled_from(Mode), st.none() | st.integers(-5, 60))
def test_what_the_buttons_show_is_what_an_answer_does(
    log: list[Answer], mode: Mode, days: int | None
) -> None:
    seen = replay(log)
    calendar = Calendar(TODAY, None if days is None else TODAY + timedelta(days=days))

    shown = outcomes(seen, mode, calendar, CARD_ID)

    assert list(shown) == list(Grade)
    assert all(shown[it] == outcome(seen, mode, it, calendar, CARD_ID) for it in Grade)


def test_the_buttons_show_the_last_look_before_an_exam() -> None:
    calendar = Calendar(TODAY, TODAY + timedelta(days=30))

    shown = outcomes(state(memory=Memory(4, 38, 250)), Mode.SCHEDULED, calendar, CARD_ID)

    assert [(it.due_date - TODAY).days for it in shown.values()] == [1, 1, 1, 26, 26, 26]


def test_a_new_card_that_is_called_is_due_tomorrow_and_as_easy_as_any_new_one() -> None:
    tomorrow = TODAY + timedelta(days=1)

    assert give(None, 2, Mode.CALLED) == State(Memory(), tomorrow, answers=1)


@pytest.mark.parametrize(("wait", "called"), [(20, 1), (1, 1), (0, 0), (-3, -3)])
def test_a_known_card_that_is_called_is_due_tomorrow_at_the_latest(wait: int, called: int) -> None:
    known = state(due_date=TODAY + timedelta(days=wait), lapses=2, drill_day=TODAY)

    due_date = TODAY + timedelta(days=called)
    assert give(known, 2, Mode.CALLED) == replace(known, due_date=due_date, answers=4)


def test_the_first_answer_to_a_called_card_is_scheduled_as_any_first_answer() -> None:
    called = give(None, 2, Mode.CALLED)

    assert give(called, 4).memory == give(None, 4).memory


@patiently
@given(logs())
def test_a_replayed_log_gives_what_its_answers_gave_one_by_one(log: list[Answer]) -> None:
    states = stepwise([answer for answer in log if answer.mode.counts])

    assert replay(log) == (states[-1] if states else None)


@patiently
@given(logs())
def test_a_replayed_log_counts_answers_and_keeps_the_last_due_date(log: list[Answer]) -> None:
    counting = [answer for answer in log if answer.mode.counts]
    seen = replay(log)

    assert (seen.answers if seen else 0) == len(counting)
    scheduled = [it for n, it in enumerate(counting) if n == 0 or it.mode is not Mode.DRILL]
    assert seen is None or seen.due_date == scheduled[-1].due_date


@patiently
@given(logs(), logs())
def test_practice_and_mock_answers_leave_no_trace_in_a_replay(
    log: list[Answer], others: list[Answer]
) -> None:
    untouched = [answer for answer in others if not answer.mode.counts]

    assert replay([*untouched, *log, *untouched]) == replay(log)


def test_a_log_of_practice_alone_leaves_the_card_new() -> None:
    assert replay([Answer(Mode.PRACTICE, Grade.GOOD, TODAY, TODAY)]) is None
    assert replay([]) is None


def test_a_replay_keeps_logged_due_dates_though_the_exam_date_has_changed_since() -> None:
    shortened = Answer(Mode.SCHEDULED, Grade.GOOD, TODAY, TODAY + timedelta(days=3))

    seen = after(state(), shortened)

    assert (seen.memory.interval, seen.due_date) == (38, TODAY + timedelta(days=3))


def due_in(grade: int, memory: Memory, days_to_exam: int, card_id: int = CARD_ID) -> int:
    calendar = Calendar(TODAY, TODAY + timedelta(days=days_to_exam))
    seen = state(memory=memory)
    return (next_due(seen, Mode.SCHEDULED, Grade(grade), calendar, card_id) - TODAY).days


def test_a_card_due_after_the_exam_is_called_in_the_week_before_it_spread_by_card() -> None:
    days = [due_in(4, Memory(4, 38, 250), 30, card_id) for card_id in range(14)]

    assert days == [29, 28, 27, 26, 25, 24, 23] * 2


@pytest.mark.parametrize(
    ("interval", "days_to_exam", "due"),
    [(95, 96, 95), (95, 95, 91), (95, 94, 90), (95, 8, 4), (95, 7, 95), (95, 1, 95)],
)
def test_a_last_look_is_only_for_what_sm_2_would_call_too_late(
    interval: int, days_to_exam: int, due: int
) -> None:
    assert due_in(4, Memory(4, 38, 250), days_to_exam) == due
    assert next_memory(Memory(4, 38, 250), Grade.GOOD).interval == interval


@pytest.mark.parametrize("days_to_exam", [0, -1, -400])
def test_an_exam_that_is_here_or_over_shortens_nothing(days_to_exam: int) -> None:
    assert due_in(4, Memory(4, 38, 250), days_to_exam) == 95


def test_a_last_look_keeps_the_interval_that_sm_2_gave() -> None:
    looked = give(state(memory=Memory(4, 38, 250)), 4, exam_date=TODAY + timedelta(days=30))

    assert (looked.memory.interval, looked.due_date) == (95, TODAY + timedelta(days=26))


def answered_days(grades: Sequence[Grade], days_to_exam: int, card_id: int) -> list[int]:
    """Return the days before the exam on which a card is asked, each on the day it is due."""
    exam_date = TODAY + timedelta(days=days_to_exam)
    seen, today, days = None, TODAY, list[int]()
    for grade in grades:
        if today >= exam_date:
            break
        days.append((exam_date - today).days)
        seen = outcome(seen, Mode.SCHEDULED, grade, Calendar(today, exam_date), card_id)
        today = seen.due_date
    return days


@patiently
@given(
    st.lists(st.sampled_from([Grade.GOOD, Grade.EASY]), min_size=60, max_size=60),
    st.integers(8, 400),
    st.integers(0, 1000),
)
def test_a_card_kept_up_is_asked_once_or_by_sm_2_alone_in_the_week_before_the_exam(
    grades: list[Grade], days_to_exam: int, card_id: int
) -> None:
    days = answered_days(grades, days_to_exam, card_id)

    in_last_week = [day for day in days if day <= 7]
    assert in_last_week
    # A second call within the week can only be SM-2's own of one or six days.
    gaps = [earlier - later for earlier, later in pairwise(in_last_week)]
    assert set(gaps) <= {1, 6}
