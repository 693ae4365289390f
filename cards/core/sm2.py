"""SM-2, the scheduler, in exact whole numbers.

SuperMemo published SM-2 twice; we follow the program of 1990 (https://super-memory.com/english/ol/sm2.htm),
as Wikipedia does: an interval is multiplied by the easiness factor from before the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

STARTING_EASINESS = 250
LOWEST_EASINESS = 130
FIRST_INTERVAL = 1
SECOND_INTERVAL = 6
LONGEST_INTERVAL = 3650


class Grade(IntEnum):
    """How well a card was recalled, from 0 (nothing at all) to 5 (at once)."""

    BLACKOUT = 0
    WRONG = 1
    ALMOST = 2
    HARD = 3
    GOOD = 4
    EASY = 5

    @property
    def is_pass(self) -> bool:
        """Whether the card was recalled at all."""
        return self >= Grade.HARD


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 knows of one card: passes in a row, interval in days, easiness in hundredths."""

    repetitions: int = 0
    interval: int = 0
    easiness: int = STARTING_EASINESS


def next_memory(memory: Memory, grade: Grade) -> Memory:
    """Return the memory after one graded answer."""
    easiness = _next_easiness(memory.easiness, grade)
    if not grade.is_pass:
        return Memory(0, FIRST_INTERVAL, easiness)
    return Memory(memory.repetitions + 1, _next_interval(memory), easiness)


def preview(memory: Memory) -> Mapping[Grade, Memory]:
    """Return what each grade would make of this memory: what the buttons show is what they do."""
    return {grade: next_memory(memory, grade) for grade in Grade}


def _next_interval(memory: Memory) -> int:
    if memory.repetitions == 0:
        return FIRST_INTERVAL
    if memory.repetitions == 1:
        return SECOND_INTERVAL
    rounded_half_up = (memory.interval * memory.easiness + 50) // 100
    return min(rounded_half_up, LONGEST_INTERVAL)


def _next_easiness(easiness: int, grade: Grade) -> int:
    """EF' = EF + 0.1 - (5 - q)(0.08 + (5 - q) 0.02), in hundredths."""
    short_of_five = Grade.EASY - grade
    change = 10 - short_of_five * (8 + 2 * short_of_five)
    return max(LOWEST_EASINESS, easiness + change)
