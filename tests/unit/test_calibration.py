"""Forecasts against what happened: sums by bin, the Brier score, and a verdict beyond chance."""

from collections import Counter
from dataclasses import replace
from math import inf, nan, nextafter, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.calibration import (
    LEAST_FORECASTS,
    LEAST_IN_BIN,
    MOST_DEVIATIONS,
    Bin,
    Calibration,
    Verdict,
    bin_of,
    calibration_of,
    hits,
)
from cards.core.scoring import wilson

Pairs = list[tuple[float, bool]]
PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)
patiently = settings(deadline=None)


def pairs(probability: float, forecasts: int, recalled: int) -> Pairs:
    """Return forecasts of one probability, of which so many came true."""
    return [(probability, number < recalled) for number in range(forecasts)]


def bin_with(probability: float, forecasts: int, recalled: int) -> Bin:
    """Return a bin of forecasts of one probability, of which so many came true."""
    return calibration_of(pairs(probability, forecasts, recalled)).bins[bin_of(probability)]


def fair(seed: int, forecasts: int) -> Pairs:
    """Return forecasts of all sizes that come true exactly as often as they say, by dice."""
    dice = Random(seed)
    probabilities = [dice.random() for _ in range(forecasts)]
    return [(probability, dice.random() < probability) for probability in probabilities]


# Bins


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0, 0), (0.05, 0), (0.1, 1), (0.25, 2), (0.3, 3), (0.69, 6), (0.7, 7), (0.9, 9), (1, 9)],
)
def test_each_bin_is_a_tenth_and_the_last_one_has_1_too(probability: float, expected: int) -> None:
    assert bin_of(probability) == expected


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_bin_begins_with_its_lowest_probability(tenth: int) -> None:
    assert bin_of(tenth / 10) == tenth
    assert bin_of(nextafter(tenth / 10, 0)) == tenth - 1


@pytest.mark.parametrize("probability", [-0.001, 1.001, nan])
def test_a_probability_outside_0_and_1_is_refused(probability: float) -> None:
    with pytest.raises(
        ValueError, match=f"^a probability lies within 0 and 1, found {probability}$"
    ):
        bin_of(probability)


def test_forecasts_are_summed_up_by_bin() -> None:
    found = calibration_of([(0.25, True), (0.75, True), (0.2, False), (1.0, True)]).bins

    assert found[2] == Bin(0.2, 0.3, 2, 0.45, 1, pytest.approx(0.1025), 0.25)  # type: ignore[arg-type]
    assert found[7] == Bin(0.7, 0.8, 1, 0.75, 1, 0.5625, 0.75)
    assert found[9] == Bin(0.9, 1.0, 1, 1.0, 1, 1.0, 1.0)
    assert found[0] == Bin(0.0, 0.1)
    assert len(found) == 10


def test_bins_follow_each_other_without_a_gap() -> None:
    found = calibration_of([]).bins

    assert [each.low for each in found] == [n / 10 for n in range(10)]
    assert [each.high for each in found] == [(n + 1) / 10 for n in range(10)]


@patiently
@given(PAIRS)
def test_every_forecast_lies_within_its_bin_and_is_counted_once(forecasts: Pairs) -> None:
    calibration = calibration_of(forecasts)

    for each in calibration.bins:
        inside = [pair for pair in forecasts if each.low <= pair[0] < each.high + (each.high == 1)]
        assert each.forecasts == len(inside)
        assert each.recalled == sum(recalled for _, recalled in inside)
        assert not inside or each.low - 1e-9 <= each.mean_forecast <= each.high + 1e-9
    assert calibration.forecasts == len(forecasts)
    assert calibration.recalled == sum(recalled for _, recalled in forecasts)
    assert calibration.expected == pytest.approx(sum(probability for probability, _ in forecasts))


def test_a_bin_compares_what_was_forecast_with_what_happened() -> None:
    of_forty = bin_with(0.75, 40, 25)

    assert of_forty.mean_forecast == 0.75
    assert of_forty.share_recalled == 0.625
    assert of_forty.interval == wilson(25, 40)


def test_an_empty_bin_says_nothing() -> None:
    empty = Bin(0.2, 0.3)

    assert (empty.mean_forecast, empty.share_recalled, empty.brier, empty.z) == (0, 0, 0, 0)
    assert empty.interval == (0.0, 1.0)
    assert not empty.is_off


def test_a_bin_of_a_single_forecast_has_numbers_already() -> None:
    single = bin_with(0.75, 1, 1)

    assert (single.mean_forecast, single.share_recalled, single.brier) == (0.75, 1, 0.0625)


# The Brier score


@patiently
@given(PAIRS)
def test_the_brier_score_from_sums_is_the_mean_squared_error(forecasts: Pairs) -> None:
    errors = [(probability - recalled) ** 2 for probability, recalled in forecasts]

    expected = sum(errors) / len(errors) if errors else 0
    assert calibration_of(forecasts).brier == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("forecasts", "brier", "of_mean"),
    [
        ([], 0, 0),
        ([(1, True), (0, False)], 0, 0.25),
        ([(0, True), (1, False)], 1, 0.25),
        (pairs(0.5, 7, 7), 0.25, 0),
        (pairs(0.75, 40, 30), 0.1875, 0.1875),
        ([*pairs(0.9, 10, 9), *pairs(0.2, 10, 2)], 0.125, 0.2475),
    ],
)
def test_forecasts_are_to_beat_the_learners_own_average(
    forecasts: Pairs, brier: float, of_mean: float
) -> None:
    calibration = calibration_of(forecasts)

    assert calibration.brier == pytest.approx(brier)
    assert calibration.brier_of_mean == pytest.approx(of_mean)


@patiently
@given(PAIRS)
def test_the_average_is_scored_as_if_it_had_been_forecast_each_time(forecasts: Pairs) -> None:
    share = sum(recalled for _, recalled in forecasts) / max(1, len(forecasts))
    by_average = calibration_of([(share, recalled) for _, recalled in forecasts])

    assert calibration_of(forecasts).brier_of_mean == pytest.approx(by_average.brier)


# Deviations


@pytest.mark.parametrize(
    ("probability", "forecasts", "recalled", "z"),
    [
        (0.5, 100, 50, 0),
        (0.5, 100, 65, 3),
        (0.5, 100, 35, -3),
        (0.9, 100, 93, 1),
        (0.8, 4, 0, -4),
        (1.0, 10, 10, 0),
        (1.0, 10, 9, -inf),
        (0.0, 10, 0, 0),
        (0.0, 10, 1, inf),
    ],
)
def test_deviations_are_counted_from_what_was_expected(
    probability: float, forecasts: int, recalled: int, z: float
) -> None:
    given_bin = bin_with(probability, forecasts, recalled)

    assert given_bin.z == pytest.approx(z)
    assert Calibration((given_bin,)).z == given_bin.z


def test_a_rounding_error_below_no_deviation_is_none() -> None:
    rounded = Bin(0.9, 1.0, forecasts=3, expected=3.0, recalled=3, squares=3.0000001)

    assert rounded.z == 0


@pytest.mark.parametrize(
    ("recalled", "is_off"), [(50, False), (65, False), (66, True), (35, False), (34, True)]
)
def test_more_than_three_deviations_either_way_are_off(recalled: int, is_off: bool) -> None:
    assert bin_with(0.5, 100, recalled).is_off is is_off
    assert MOST_DEVIATIONS == 3


@patiently
@given(PAIRS)
def test_deviations_of_the_whole_are_those_of_all_forecasts_together(forecasts: Pairs) -> None:
    calibration = calibration_of(forecasts)
    variance = sum(probability * (1 - probability) for probability, _ in forecasts)
    surplus = sum(recalled - probability for probability, recalled in forecasts)

    if variance > 1e-6:
        assert calibration.z == pytest.approx(surplus / sqrt(variance), abs=1e-6)
    assert (calibration.whole.low, calibration.whole.high) == (0, 1)


# The verdict


@pytest.mark.parametrize(
    ("forecasts", "verdict"),
    [
        ([], Verdict.TOO_FEW),
        (pairs(0.9, 49, 0), Verdict.TOO_FEW),
        (pairs(0.9, 50, 0), Verdict.OPTIMISTIC),
        (pairs(0.1, 50, 50), Verdict.PESSIMISTIC),
        (pairs(0.5, 50, 25), Verdict.CALIBRATED),
        (pairs(0.5, 100, 65), Verdict.CALIBRATED),
        (pairs(0.5, 100, 66), Verdict.PESSIMISTIC),
        (pairs(0.5, 100, 35), Verdict.CALIBRATED),
        (pairs(0.5, 100, 34), Verdict.OPTIMISTIC),
        # As a whole they come true; the high ones do not, but thirty forecasts it must be.
        ([*pairs(0.5, 100, 61), *pairs(0.9, 30, 21)], Verdict.OPTIMISTIC),
        ([*pairs(0.5, 100, 61), *pairs(0.9, 29, 20)], Verdict.CALIBRATED),
        ([*pairs(0.5, 100, 40), *pairs(0.15, 30, 11)], Verdict.PESSIMISTIC),
        # Two bins are off and cancel out: the one that is off further speaks.
        ([*pairs(0.5, 100, 66), *pairs(0.85, 100, 65)], Verdict.OPTIMISTIC),
        ([*pairs(0.5, 100, 34), *pairs(0.15, 100, 35)], Verdict.PESSIMISTIC),
        # The whole speaks first: one bin is further off to the other side.
        ([*pairs(0.5, 900, 540), *pairs(0.95, 40, 29)], Verdict.PESSIMISTIC),
        # None of its bins holds thirty, the whole does.
        ([*pairs(0.05, 25, 12), *pairs(0.15, 25, 13)], Verdict.PESSIMISTIC),
        ([*pairs(0.45, 25, 11), *pairs(0.55, 25, 14)], Verdict.CALIBRATED),
    ],
)
def test_a_verdict_looks_at_the_whole_and_then_at_each_bin(
    forecasts: Pairs, verdict: Verdict
) -> None:
    assert calibration_of(forecasts).verdict is verdict


def test_a_verdict_needs_fifty_forecasts_and_one_of_a_bin_thirty() -> None:
    assert (LEAST_FORECASTS, LEAST_IN_BIN) == (50, 30)


def test_verdicts_have_names_that_can_be_stored() -> None:
    assert [str(it) for it in Verdict] == ["too_few", "calibrated", "optimistic", "pessimistic"]


def test_forecasts_that_come_true_as_often_as_they_say_are_hardly_ever_called_otherwise() -> None:
    verdicts = Counter(calibration_of(fair(seed, 300)).verdict for seed in range(200))

    assert verdicts[Verdict.CALIBRATED] >= 190


def test_forecasts_of_their_own_for_each_card_beat_the_average() -> None:
    calibration = calibration_of(fair(304, 300))

    assert calibration.brier < calibration.brier_of_mean


@pytest.mark.parametrize("seed", range(20))
def test_forecasts_of_90_percent_recalled_70_percent_of_the_time_are_optimistic(seed: int) -> None:
    dice = Random(seed)
    planted = [(0.9, dice.random() < 0.7) for _ in range(200)]

    calibration = calibration_of(planted)

    assert calibration.verdict is Verdict.OPTIMISTIC
    assert calibration.z < -MOST_DEVIATIONS
    assert calibration.brier > calibration.brier_of_mean


@patiently
@given(st.integers(1, 62), st.integers(45, 200), st.integers(0, 200))
def test_turned_around_an_optimist_is_a_pessimist(part: int, forecasts: int, recalled: int) -> None:
    opposite = {
        Verdict.OPTIMISTIC: Verdict.PESSIMISTIC,
        Verdict.PESSIMISTIC: Verdict.OPTIMISTIC,
    }
    # Halves of 64 parts lose nothing when taken from 1, and lie on no edge between bins.
    given_pairs = pairs((part + 0.5) / 64, forecasts, recalled)
    turned = [(1 - probability, not is_recalled) for probability, is_recalled in given_pairs]

    verdict = calibration_of(given_pairs).verdict

    assert calibration_of(turned).verdict is opposite.get(verdict, verdict)


@patiently
@given(PAIRS, PAIRS)
def test_sums_of_a_database_and_sums_of_ours_give_the_same(some: Pairs, more: Pairs) -> None:
    one, other = calibration_of(some), calibration_of(more)
    added = [
        replace(
            a,
            forecasts=a.forecasts + b.forecasts,
            expected=a.expected + b.expected,
            recalled=a.recalled + b.recalled,
            squares=a.squares + b.squares,
            expected_of_recalled=a.expected_of_recalled + b.expected_of_recalled,
        )
        for a, b in zip(one.bins, other.bins, strict=True)
    ]

    together, whole = Calibration(tuple(added)), calibration_of([*some, *more])

    assert together.forecasts == whole.forecasts
    assert together.brier == pytest.approx(whole.brier, abs=1e-9)
    assert together.brier_of_mean == pytest.approx(whole.brier_of_mean)


# Intervals of scores


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], (0, 0)),
        ([(30, 40, 30)], (1, 1)),
        ([(30, 40, 40)], (1, 1)),
        ([(30, 40, 29)], (0, 1)),
        ([(30, 40, 41)], (0, 1)),
        ([(30, 40, 35), (50, 55, 49), (7, 7, 7)], (2, 3)),
    ],
)
def test_a_score_on_the_edge_of_its_interval_is_a_hit(
    intervals: list[tuple[int, int, int]], expected: tuple[int, int]
) -> None:
    assert hits(intervals) == expected
