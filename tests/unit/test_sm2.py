"""SM-2: the vectors we publish, and arithmetic that agrees with fractions on every history."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.sm2 import (
    LONGEST_INTERVAL,
    LOWEST_EASINESS,
    STARTING_EASINESS,
    Grade,
    Memory,
    next_memory,
    preview,
)

GRADES = st.sampled_from(Grade)
HISTORIES = st.lists(GRADES, max_size=40)
MEMORIES = HISTORIES.map(lambda grades: remember(grades)[-1])
patiently = settings(deadline=None)


def remember(grades: Iterable[int]) -> list[Memory]:
    """Return the memory before the first answer and after each."""
    return list(accumulate(map(Grade, grades), next_memory, initial=Memory()))


def intervals(grades: Iterable[int]) -> list[int]:
    return [memory.interval for memory in remember(grades)[1:]]


def steps_in_fractions(grades: Iterable[int]) -> list[tuple[int, int, Fraction]]:
    """The program of 1990 in exact fractions, written down a second time."""
    repetitions, interval, factor = 0, 0, Fraction(5, 2)
    steps = []
    for grade in grades:
        if grade < 3:
            repetitions, interval = 0, 1
        else:
            grown = floor(interval * factor + Fraction(1, 2))
            interval = [1, 6][repetitions] if repetitions < 2 else min(grown, 3650)
            repetitions += 1
        short = Fraction(5 - grade)
        factor += Fraction(1, 10) - short * (Fraction(8, 100) + short * Fraction(2, 100))
        factor = max(factor, Fraction(13, 10))
        steps.append((repetitions, interval, factor))
    return steps


@pytest.mark.parametrize(
    ("grades", "expected", "easiness"),
    [
        ([4, 4, 4, 4, 4], [1, 6, 15, 38, 95], 250),
        ([5, 5, 5, 5, 5], [1, 6, 16, 45, 131], 300),
        ([3, 3, 3, 3], [1, 6, 13, 27], 194),
        ([4, 4, 2, 4, 4, 4], [1, 6, 1, 1, 6, 13], 218),
        ([5, 5, 4, 4, 3, 3], [1, 6, 16, 43, 116, 297], 242),
        ([1, 0, 5, 5, 3], [1, 1, 1, 6, 9], 136),
    ],
)
def test_a_list_of_grades_gives_the_published_intervals(
    grades: list[int], expected: list[int], easiness: int
) -> None:
    assert intervals(grades) == expected
    assert remember(grades)[-1].easiness == easiness


@pytest.mark.parametrize(
    ("grade", "change"), [(5, 10), (4, 0), (3, -14), (2, -32), (1, -54), (0, -80)]
)
def test_each_grade_moves_the_easiness_by_its_own_step(grade: int, change: int) -> None:
    before = Memory(3, 15, 250)

    assert next_memory(before, Grade(grade)).easiness == 250 + change


def test_a_new_card_starts_with_no_repetitions_no_interval_and_two_and_a_half() -> None:
    assert Memory() == Memory(repetitions=0, interval=0, easiness=250)
    assert STARTING_EASINESS == 250


def test_three_is_the_lowest_grade_that_passes() -> None:
    assert [grade.is_pass for grade in Grade] == [False, False, False, True, True, True]


def test_a_lapse_resets_repetitions_and_keeps_what_it_cost() -> None:
    known = Memory(repetitions=5, interval=95, easiness=250)

    assert next_memory(known, Grade.ALMOST) == Memory(0, 1, 218)


def test_the_pass_after_a_lapse_starts_again_at_one_day_then_six() -> None:
    assert intervals([5, 5, 5, 0, 4, 4]) == [1, 6, 16, 1, 1, 6]


def test_the_second_pass_waits_six_days_whatever_the_easiness() -> None:
    assert next_memory(Memory(1, 1, LOWEST_EASINESS), Grade.HARD).interval == 6


def test_half_a_day_rounds_up_where_binary_floats_would_round_down() -> None:
    assert next_memory(Memory(4, 45, 290), Grade.EASY).interval == 131
    assert round(45 * 2.9) == 130


@pytest.mark.parametrize(
    ("interval", "easiness", "expected"),
    [(7, 130, 9), (15, 130, 20), (25, 130, 33), (10, 134, 13), (10, 136, 14), (7, 207, 14)],
)
def test_an_interval_is_rounded_to_the_nearest_day(
    interval: int, easiness: int, expected: int
) -> None:
    assert next_memory(Memory(3, interval, easiness), Grade.GOOD).interval == expected


def test_the_interval_grows_by_the_easiness_from_before_the_answer() -> None:
    assert next_memory(Memory(2, 100, 200), Grade.EASY) == Memory(3, 200, 210)
    assert next_memory(Memory(2, 100, 200), Grade.HARD) == Memory(3, 200, 186)


def test_easiness_stops_at_one_point_three() -> None:
    assert [memory.easiness for memory in remember([0, 0, 0, 5])] == [250, 170, 130, 130, 140]


@pytest.mark.parametrize(
    ("interval", "expected"), [(1459, 3648), (1460, 3650), (1461, 3650), (3650, 3650)]
)
def test_an_interval_is_at_most_ten_years(interval: int, expected: int) -> None:
    assert next_memory(Memory(8, interval, 250), Grade.GOOD).interval == expected


@patiently
@given(HISTORIES)
def test_every_history_agrees_with_the_program_in_fractions(grades: list[Grade]) -> None:
    steps = [
        (memory.repetitions, memory.interval, Fraction(memory.easiness, 100))
        for memory in remember(grades)[1:]
    ]

    assert steps == steps_in_fractions(grades)


@patiently
@given(HISTORIES)
def test_easiness_is_never_under_the_floor_and_moves_in_even_hundredths(
    grades: list[Grade],
) -> None:
    seen = [memory.easiness for memory in remember(grades)]

    assert all(easiness >= LOWEST_EASINESS and easiness % 2 == 0 for easiness in seen)


@patiently
@given(HISTORIES)
def test_an_interval_lasts_from_one_day_to_ten_years(grades: list[Grade]) -> None:
    assert all(1 <= interval <= LONGEST_INTERVAL == 3650 for interval in intervals(grades))


@patiently
@given(MEMORIES, GRADES)
def test_a_pass_grows_repetitions_and_a_failure_resets_them(memory: Memory, grade: Grade) -> None:
    after = next_memory(memory, grade)

    expected = (memory.repetitions + 1, after.interval) if grade >= 3 else (0, 1)
    assert (after.repetitions, after.interval) == expected


@patiently
@given(MEMORIES)
def test_what_the_buttons_show_is_what_they_do(memory: Memory) -> None:
    shown = preview(memory)

    assert list(shown) == list(Grade)
    assert all(shown[grade] == next_memory(memory, grade) for grade in Grade)


@patiently
@given(MEMORIES)
def test_a_better_grade_never_means_a_shorter_interval_or_a_harder_card(memory: Memory) -> None:
    after = list(preview(memory).values())

    assert [state.interval for state in after] == sorted(state.interval for state in after)
    assert [state.easiness for state in after] == sorted(state.easiness for state in after)


def test_a_memory_is_a_value_and_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Memory().interval = 3  # type: ignore[misc]
