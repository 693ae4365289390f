"""Forecasts of recall against what happened: how often what was forecast to be recalled was."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import copysign, inf, sqrt

from cards.core.scoring import wilson

# Fewer forecasts than this say nothing honest, and fewer in a bin nothing about that bin.
LEAST_FORECASTS = 50
LEAST_IN_BIN = 30
# A count this many standard deviations off its forecast is not chance any more.
MOST_DEVIATIONS = 3.0
# Where one bin ends and the next begins: ten bins of a tenth.
EDGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Verdict(StrEnum):
    """What is to be thought of a learner's forecasts; optimistic ones promise too much."""

    TOO_FEW = "too_few"
    CALIBRATED = "calibrated"
    OPTIMISTIC = "optimistic"
    PESSIMISTIC = "pessimistic"


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts from `low` to `high`, as sums: so a database can do the adding.

    `expected` is the sum of the forecast probabilities, `squares` that of their squares, and
    `expected_of_recalled` that of the probabilities of what was recalled indeed.
    """

    low: float
    high: float
    forecasts: int = 0
    expected: float = 0.0
    recalled: int = 0
    squares: float = 0.0
    expected_of_recalled: float = 0.0

    @property
    def mean_forecast(self) -> float:
        """The mean forecast probability; that of nothing is 0."""
        return self.expected / self.forecasts if self.forecasts else 0.0

    @property
    def share_recalled(self) -> float:
        """What was recalled, as a share of all that was forecast; that of nothing is 0."""
        return self.recalled / self.forecasts if self.forecasts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 80 % interval of the share recalled, after Wilson."""
        return wilson(self.recalled, self.forecasts)

    @property
    def brier(self) -> float:
        """The mean squared error of the forecasts, after Brier (1950); that of nothing is 0."""
        errors = self.squares - 2 * self.expected_of_recalled + self.recalled
        return errors / self.forecasts if self.forecasts else 0.0

    @property
    def z(self) -> float:
        """How many standard deviations more was recalled than expected; below 0 it was less.

        Forecasts of 0 or 1 alone allow no deviation: then it is 0 if all came true, else infinite.
        """
        surplus = self.recalled - self.expected
        deviation = sqrt(max(0.0, self.expected - self.squares))
        if not deviation:
            return copysign(inf, surplus) if surplus else 0.0
        return surplus / deviation

    @property
    def is_off(self) -> bool:
        """Whether more or less was recalled than chance explains."""
        return abs(self.z) > MOST_DEVIATIONS


@dataclass(frozen=True, slots=True)
class Calibration:
    """All forecasts that came to a test, by bin."""

    bins: tuple[Bin, ...]

    @property
    def whole(self) -> Bin:
        """All bins as one."""
        return Bin(
            low=0.0,
            high=1.0,
            forecasts=sum(each.forecasts for each in self.bins),
            expected=sum(each.expected for each in self.bins),
            recalled=sum(each.recalled for each in self.bins),
            squares=sum(each.squares for each in self.bins),
            expected_of_recalled=sum(each.expected_of_recalled for each in self.bins),
        )

    @property
    def forecasts(self) -> int:
        """How many forecasts came to a test."""
        return self.whole.forecasts

    @property
    def expected(self) -> float:
        """How many cards were expected to be recalled."""
        return self.whole.expected

    @property
    def recalled(self) -> int:
        """How many cards were recalled."""
        return self.whole.recalled

    @property
    def brier(self) -> float:
        """The mean squared error of the forecasts, after Brier (1950): 0 is best."""
        return self.whole.brier

    @property
    def brier_of_mean(self) -> float:
        """The Brier score of who always forecasts the learner's own average: to be beaten."""
        share = self.whole.share_recalled
        return share * (1 - share)

    @property
    def z(self) -> float:
        """How many standard deviations more was recalled than expected; below 0 it was less."""
        return self.whole.z

    @property
    def telling(self) -> Bin:
        """What the verdict goes by: all forecasts if they are off, else the bin furthest off."""
        whole = self.whole
        large = [each for each in self.bins if each.forecasts >= LEAST_IN_BIN]
        return whole if whole.is_off else max(large, key=_distance, default=whole)

    @property
    def verdict(self) -> Verdict:
        """What is to be thought of the forecasts, as a whole first and then bin by bin."""
        if self.forecasts < LEAST_FORECASTS:
            return Verdict.TOO_FEW
        if not self.telling.is_off:
            return Verdict.CALIBRATED
        return Verdict.OPTIMISTIC if self.telling.z < 0 else Verdict.PESSIMISTIC


def calibration_of(forecasts: Iterable[tuple[float, bool]]) -> Calibration:
    """Sum forecasts up: of each its probability, and whether the card was recalled."""
    bounds = list(pairwise((0.0, *EDGES, 1.0)))
    binned: list[list[tuple[float, bool]]] = [[] for _ in bounds]
    for probability, is_recalled in forecasts:
        binned[bin_of(probability)].append((probability, is_recalled))
    return Calibration(tuple(_sum_up(*bounds[at], pairs) for at, pairs in enumerate(binned)))


def bin_of(probability: float) -> int:
    """Return the bin of a probability, from 0 to 9: 0.1 is in the second, 1.0 in the last.

    A probability outside 0 to 1 is a ValueError.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies within 0 and 1, found {probability}")
    return bisect_right(EDGES, probability)


def hits(intervals: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """Return how many scores lay in their interval, and of how many: (low, high, score) each."""
    inside = [low <= score <= high for low, high, score in intervals]
    return sum(inside), len(inside)


def _sum_up(low: float, high: float, pairs: list[tuple[float, bool]]) -> Bin:
    return Bin(
        low=low,
        high=high,
        forecasts=len(pairs),
        expected=sum(probability for probability, _ in pairs),
        recalled=sum(is_recalled for _, is_recalled in pairs),
        squares=sum(probability**2 for probability, _ in pairs),
        expected_of_recalled=sum(probability for probability, is_recalled in pairs if is_recalled),
    )


def _distance(one: Bin) -> float:
    return abs(one.z)
