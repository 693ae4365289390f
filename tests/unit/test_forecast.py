"""The score to expect on a paper: exact odds, the narrowest honest interval, and what to gain."""

from collections.abc import Sequence
from itertools import product
from math import comb, nan, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.forecast import (
    GUESS,
    TARGET,
    Forecast,
    Gain,
    GainKind,
    ObjectivePart,
    chance_of_right,
    distribution,
    forecast_of,
    gains,
)

CHANCES = st.floats(0, 1)
PAPERS = st.lists(CHANCES, max_size=25)
SHARES = st.floats(0.01, 1)
PARTS = st.builds(
    lambda objective, questions, cards, unseen, recall: ObjectivePart(
        objective, questions, cards + unseen, cards, recall
    ),
    st.sampled_from(["330.1", "330.2", "334.1"]),
    st.integers(0, 9),
    st.integers(0, 110),
    st.integers(0, 110),
    CHANCES,
)
patiently = settings(deadline=None)


def by_every_paper(chances: Sequence[float]) -> list[float]:
    """The distribution again, by writing out every way the answers can fall."""
    likely = [0.0] * (len(chances) + 1)
    for answers in product([False, True], repeat=len(chances)):
        pairs = zip(answers, chances, strict=True)
        likely[sum(answers)] += prod(p if right else 1 - p for right, p in pairs)
    return likely


def held(forecast: Forecast, low: int, high: int) -> float:
    return sum(forecast.probabilities[low : high + 1])


# The chance of one question


@pytest.mark.parametrize(
    ("recall", "guess", "chance"),
    [(0, 0.2, 0.2), (1, 0.2, 1), (0.5, 0.2, 0.6), (0.9, 0.2, 0.92), (0.5, 0, 0.5), (0.5, 1, 1)],
)
def test_what_is_not_recalled_is_guessed(recall: float, guess: float, chance: float) -> None:
    assert chance_of_right(recall, guess) == pytest.approx(chance)


def test_one_guess_in_five_is_right_unless_told_otherwise() -> None:
    assert GUESS == 0.2
    assert chance_of_right(0) == 0.2


# The distribution


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([], [1]),
        ([0], [1, 0]),
        ([1], [0, 1]),
        ([0.3], [0.7, 0.3]),
        ([0.5, 0.5], [0.25, 0.5, 0.25]),
        ([1, 0.2, 0], [0, 0.8, 0.2, 0]),
        ([0.1, 0.2, 0.3], [0.504, 0.398, 0.092, 0.006]),
    ],
)
def test_a_distribution_tells_how_likely_each_number_right_is(
    chances: list[float], expected: list[float]
) -> None:
    assert distribution(chances) == pytest.approx(expected)


@pytest.mark.parametrize("chance", [-0.001, 1.001, nan])
def test_a_chance_outside_0_and_1_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match=f"^a chance lies within 0 and 1, found {chance}$"):
        distribution([0.5, chance])


@patiently
@given(PAPERS)
def test_probabilities_lie_within_0_and_1_and_add_up_to_1(chances: list[float]) -> None:
    likely = distribution(chances)

    assert len(likely) == len(chances) + 1
    assert all(0 <= probability <= 1 for probability in likely)
    assert sum(likely) == pytest.approx(1)


@patiently
@given(st.lists(CHANCES, max_size=7))
def test_a_distribution_is_that_of_every_paper_written_out(chances: list[float]) -> None:
    assert distribution(chances) == pytest.approx(by_every_paper(chances))


@patiently
@given(CHANCES, st.integers(0, 60))
def test_questions_of_equal_chance_make_a_binomial_distribution(chance: float, total: int) -> None:
    binomial = [
        comb(total, right) * chance**right * (1 - chance) ** (total - right)
        for right in range(total + 1)
    ]

    assert distribution([chance] * total) == pytest.approx(binomial)


# The forecast of a paper


@patiently
@given(PAPERS)
def test_the_expected_score_is_the_sum_of_the_chances_and_the_mean_of_the_distribution(
    chances: list[float],
) -> None:
    forecast = Forecast(tuple(chances))

    mean = sum(right * likely for right, likely in enumerate(forecast.probabilities))
    assert forecast.expected == pytest.approx(sum(chances)) == pytest.approx(mean)
    assert forecast.questions == len(chances)


@patiently
@given(PAPERS.flatmap(lambda paper: st.tuples(st.just(paper), st.permutations(paper))))
def test_the_order_of_the_questions_makes_no_difference(
    papers: tuple[list[float], list[float]],
) -> None:
    one, other = (Forecast(tuple(paper)) for paper in papers)

    assert one == other
    assert hash(one) == hash(other)


def test_forecasts_of_other_chances_are_others_though_they_expect_the_same() -> None:
    assert Forecast((0.5, 0.5)) != Forecast((0.25, 0.75))


def test_a_forecast_shows_its_chances_and_not_what_follows_from_them() -> None:
    assert repr(Forecast((0.5, 0.25))) == "Forecast(chances=(0.5, 0.25))"


def test_a_paper_takes_of_each_objective_its_recall_and_its_questions() -> None:
    forecast = forecast_of({"a": 0.5, "b": 1.0}, {"a": 2, "b": 1})

    assert forecast.chances == pytest.approx((0.6, 0.6, 1))


def test_an_objective_without_recall_is_guessed_and_one_without_questions_left_out() -> None:
    forecast = forecast_of({"a": 0.5, "b": 1.0}, {"a": 1, "c": 2, "b": 0}, guess=0.25)

    assert forecast.chances == pytest.approx((0.625, 0.25, 0.25))


def test_nothing_known_of_sixty_questions_is_twelve_guessed_right() -> None:
    assert forecast_of({}, {"a": 60}).expected == pytest.approx(12)


# The interval


@pytest.mark.parametrize(
    ("chances", "share", "expected"),
    [
        ((), 0.8, (0, 0)),
        ((1.0, 1.0, 1.0), 0.8, (3, 3)),
        ((0.0, 0.0), 1.0, (0, 0)),
        ((0.3,), 0.7, (0, 0)),
        ((0.3,), 0.71, (0, 1)),
        # Two runs of two scores are equally likely, as are two of one.
        ((0.5, 0.5), 0.75, (1, 2)),
        ((0.5,), 0.5, (1, 1)),
        # 0.504, 0.398, 0.092, 0.006: no other pair holds as much as (0, 1).
        ((0.1, 0.2, 0.3), 0.8, (0, 1)),
        ((0.9, 0.8, 0.7), 0.8, (2, 3)),
        ((0.1, 0.2, 0.3), 0.99, (0, 2)),
        ((0.1, 0.2, 0.3), 1.0, (0, 3)),
        ((0.6,) * 60, 0.8, (32, 41)),
        ((0.4,) * 60, 0.8, (19, 28)),
        ((0.6,) * 60, 0.5, (34, 39)),
    ],
)
def test_an_interval_is_the_narrowest_run_that_holds_its_share(
    chances: tuple[float, ...], share: float, expected: tuple[int, int]
) -> None:
    assert Forecast(chances).interval(share) == expected


def test_of_runs_equally_narrow_the_likeliest_is_taken() -> None:
    forecast = Forecast((0.4,) * 60)

    assert held(forecast, 19, 28) > held(forecast, 20, 29) > 0.8
    assert forecast.interval(0.8) == (19, 28)


def test_an_interval_holds_80_percent_unless_told_otherwise() -> None:
    forecast = Forecast((0.3, 0.6, 0.9) * 10)

    assert forecast.interval() == forecast.interval(0.8) != forecast.interval(0.9)


@pytest.mark.parametrize("share", [0, -0.1, 1.001, nan])
def test_a_share_of_nothing_or_of_more_than_all_is_refused(share: float) -> None:
    found = f"^a share lies above 0 and is 1 at most, found {share}$"
    with pytest.raises(ValueError, match=found):
        Forecast((0.5,)).interval(share)


@patiently
@given(PAPERS, SHARES)
def test_an_interval_holds_at_least_its_share_and_no_narrower_run_does(
    chances: list[float], share: float
) -> None:
    forecast = Forecast(tuple(chances))

    low, high = forecast.interval(share)

    assert 0 <= low <= high <= forecast.questions
    assert held(forecast, low, high) >= share - 1e-8
    narrower = high - low - 1
    starts = range(forecast.questions - narrower + 1) if narrower >= 0 else []
    assert all(held(forecast, start, start + narrower) < share + 1e-8 for start in starts)


@patiently
@given(PAPERS, SHARES)
def test_no_run_as_narrow_as_an_interval_is_likelier(chances: list[float], share: float) -> None:
    forecast = Forecast(tuple(chances))

    low, high = forecast.interval(share)

    runs = [(start, start + high - low) for start in range(forecast.questions - high + low + 1)]
    best = max(held(forecast, *run) for run in runs)
    assert held(forecast, low, high) == pytest.approx(best, abs=1e-8)
    assert not [run for run in runs if run[0] > low and held(forecast, *run) > best - 1e-12]


# The chance to pass


@pytest.mark.parametrize(
    ("least", "chance"),
    [(-5, 1), (0, 1), (1, 0.496), (2, 0.098), (3, 0.006), (4, 0), (60, 0)],
)
def test_a_score_is_reached_by_itself_and_by_every_higher_one(least: int, chance: float) -> None:
    assert Forecast((0.1, 0.2, 0.3)).chance_to_reach(least) == pytest.approx(chance)


@patiently
@given(PAPERS)
def test_a_higher_score_is_never_likelier_to_be_reached(chances: list[float]) -> None:
    forecast = Forecast(tuple(chances))

    each = [forecast.chance_to_reach(least) for least in range(-1, len(chances) + 2)]

    assert each == sorted(each, reverse=True)
    assert each[0] == pytest.approx(1)
    assert each[-1] == 0
    assert max(each) <= 1


# What to gain


@pytest.mark.parametrize(
    ("part", "unseen", "forgotten"),
    [
        # Ten of twenty cards met, at a recall of 0.5: 9 × 0.8 × 0.45, and 9 × 0.8 × 0.5 × 0.4.
        (ObjectivePart("a", 9, 20, 10, 0.5), 3.24, 1.44),
        (ObjectivePart("a", 9, 20, 0, 0.0), 6.48, 0),
        (ObjectivePart("a", 9, 20, 20, 0.0), 0, 6.48),
        (ObjectivePart("a", 9, 20, 20, 0.9), 0, 0),
        (ObjectivePart("a", 9, 20, 20, 0.95), 0, 0),
        (ObjectivePart("a", 0, 20, 10, 0.5), 0, 0),
        (ObjectivePart("a", 9, 0, 0, 0.0), 0, 0),
        (ObjectivePart("a", 1, 1, 0, 0.0), 0.72, 0),
    ],
)
def test_points_are_won_by_meeting_cards_and_by_knowing_those_met(
    part: ObjectivePart, unseen: float, forgotten: float
) -> None:
    points = {gain.kind: gain.points for gain in gains([part])}

    assert points == pytest.approx({GainKind.UNSEEN: unseen, GainKind.FORGOTTEN: forgotten})


def test_guesses_and_the_target_can_be_others() -> None:
    part = ObjectivePart("a", 10, 20, 10, 0.5)

    points = {gain.kind: gain.points for gain in gains([part], guess=0.5, target=0.8)}

    assert points == pytest.approx({"unseen": 2.0, "forgotten": 0.75})
    assert gains([part], 0.2, 0.9) == gains([part], GUESS, TARGET) == gains([part])


def test_the_most_is_named_first_and_equals_in_the_order_of_their_objectives() -> None:
    b, a = (ObjectivePart(name, 5, 10, 0, 0.0) for name in "ba")
    c = ObjectivePart("c", 9, 10, 5, 0.0)

    found = [(gain.objective, str(gain.kind)) for gain in gains([b, c, a])]

    assert found == [
        ("a", "unseen"),
        ("b", "unseen"),
        ("c", "unseen"),
        ("c", "forgotten"),
        ("a", "forgotten"),
        ("b", "forgotten"),
    ]


@patiently
@given(st.lists(PARTS, max_size=5))
def test_there_are_two_gains_of_each_objective_sorted_and_never_negative(
    parts: list[ObjectivePart],
) -> None:
    found = gains(parts)

    assert len(found) == 2 * len(parts)
    assert all(gain.points >= 0 for gain in found)
    assert found == sorted(found, key=lambda gain: (-gain.points, gain.objective))


@patiently
@given(PARTS, st.floats(0, 0.5), st.floats(0.5, 1))
def test_a_gain_is_what_it_adds_to_the_forecast(
    part: ObjectivePart, guess: float, target: float
) -> None:
    def expected(of_seen: float, of_unseen: float) -> float:
        unseen = part.cards - part.seen
        recall = (part.seen * of_seen + unseen * of_unseen) / max(1, part.cards)
        return forecast_of({"": recall}, {"": part.questions}, guess).expected

    now, better = part.recall_of_seen, max(target, part.recall_of_seen)
    assert sorted(gains([part], guess, target), key=lambda gain: gain.kind) == [
        Gain(
            part.objective,
            GainKind.FORGOTTEN,
            pytest.approx(expected(better, 0) - expected(now, 0), abs=1e-9),  # type: ignore[arg-type]
        ),
        Gain(
            part.objective,
            GainKind.UNSEEN,
            pytest.approx(expected(now, target) - expected(now, 0), abs=1e-9),  # type: ignore[arg-type]
        ),
    ]
