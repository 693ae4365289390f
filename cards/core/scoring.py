"""What answers on a paper are worth: scores with an honest interval, and what the clock says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

# The middle 80 % of a normal distribution lie within so many standard deviations.
DEVIATIONS_OF_80_PERCENT = 1.2816
# Of the time there is for one question: more is too slow; a wrong answer in less was a guess.
TOO_SLOW = 2.0
TOO_QUICK = 0.2

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Marked:
    """One question of a finished paper: was it right, what came first, how long it took.

    `was_right` is the verdict on the first answer given to it; None where there is none, or none
    that can still be judged.
    """

    is_right: bool
    was_right: bool | None
    is_fresh: bool
    seconds: float
    is_answered: bool = True

    @property
    def is_spoilt(self) -> bool:
        """Whether a right answer was changed into a wrong one."""
        return self.was_right is True and self.is_answered and not self.is_right

    @property
    def is_mended(self) -> bool:
        """Whether a wrong answer was changed into a right one."""
        return self.was_right is False and self.is_right

    def is_too_slow(self, seconds_a_question: float) -> bool:
        """Whether it took more than twice the time there is for a question."""
        return self.seconds > TOO_SLOW * seconds_a_question

    def is_too_quick(self, seconds_a_question: float) -> bool:
        """Whether it was answered wrong in less than a fifth of that time."""
        in_haste = self.seconds < TOO_QUICK * seconds_a_question
        return self.is_answered and not self.is_right and in_haste


@dataclass(frozen=True, slots=True)
class Score:
    """Right answers out of so many questions."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """The right ones as a share of all, from 0 to 1; 0 of nothing is 0."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 80 % interval of the share, after Wilson (1927): chance in the draw, no more."""
        return wilson(self.right, self.total)

    def reaches(self, share: float) -> bool:
        """Whether at least this share of the questions is right."""
        return self.total > 0 and self.right >= share * self.total


def score_of(questions: Iterable[Marked]) -> Score:
    """Count what is right."""
    marks = [question.is_right for question in questions]
    return Score(sum(marks), len(marks))


def scores_by(questions: Sequence[Marked], keys: Sequence[Key]) -> dict[Key, Score]:
    """Count by group: `keys` names the group of each question, in the same order."""
    groups: dict[Key, list[Marked]] = {}
    for question, key in zip(questions, keys, strict=True):
        groups.setdefault(key, []).append(question)
    return {key: score_of(group) for key, group in groups.items()}


def wilson(
    right: int, total: int, deviations: float = DEVIATIONS_OF_80_PERCENT
) -> tuple[float, float]:
    """Return the interval in which the true share lies; all of 0 to 1 where nothing was asked."""
    if not total:
        return 0.0, 1.0
    share, square = right / total, deviations**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = deviations * sqrt(share * (1 - share) / total + square / (4 * total**2))
    spread /= 1 + square / total
    return max(0.0, middle - spread), min(1.0, middle + spread)
