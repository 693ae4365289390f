"""The simulation, for twelve learners: honest numbers, and forecasts that promise too much fail."""

import sys

import pytest

from cards.core.calibration import calibration_of
from cards.core.forecast import Forecast
from scripts import simulate
from scripts.simulate import DECK, STUDY_CARDS, WEIGHTS, Learner, Paper, Result

LEARNERS = 12


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate.simulate(LEARNERS)


def test_forecasts_are_compared_with_scores_and_with_recall(result: Result) -> None:
    calibration = result.calibration

    assert len(result.papers) == LEARNERS
    assert all(paper.held >= 0.8 for paper in result.papers)
    assert calibration.forecasts > 500 * LEARNERS
    assert 0 < calibration.brier < calibration.brier_of_mean < 0.25
    assert calibration.verdict == "calibrated"


def test_learners_reach_about_what_is_expected_and_some_fail_and_some_pass(result: Result) -> None:
    expected = sum(paper.forecast.expected for paper in result.papers)
    scores = [paper.score for paper in result.papers]

    # A score deviates by some three questions, so the sum of twelve by some eleven.
    assert sum(scores) == pytest.approx(expected, abs=33)
    assert min(scores) < 39 < max(scores)


def test_forecasts_that_promise_too_much_are_found_out(result: Result) -> None:
    biased = simulate.simulate(LEARNERS, bias=0.2)

    assert [paper.score for paper in biased.papers] == [paper.score for paper in result.papers]
    assert biased.percent < 40 < 60 < result.percent
    assert not biased.is_honest
    assert biased.calibration.verdict == "optimistic"


def test_a_learner_answers_on_days_before_the_exam_and_drills_what_was_not_known() -> None:
    learner = Learner(seed=304)

    learner.study()

    assert learner.log.keys() <= DECK.keys()
    for entries in learner.log.values():
        days = [day for day, _, _ in entries]
        assert days == sorted(days)
        assert 0 <= days[0] <= days[-1] < learner.days
        scheduled = [day for day, mode, _ in entries if mode == "scheduled"]
        assert len(scheduled) == len(set(scheduled))
        assert entries[0][1] == "scheduled"
        assert entries[-1][2] >= 4


def test_the_same_seed_gives_the_same_learner() -> None:
    one, other = Learner(seed=4), Learner(seed=4)
    one.study()
    other.study()

    assert (one.log, one.sit()) == (other.log, other.sit())


def test_one_who_never_studied_guesses() -> None:
    scores = [Learner(seed).sit() for seed in range(200)]

    assert sum(scores) / len(scores) == pytest.approx(12, abs=0.7)


def test_the_deck_has_every_card_and_deals_the_objectives_out_evenly() -> None:
    dealt = list(DECK.values())

    assert {name: dealt.count(name) for name in WEIGHTS} == STUDY_CARDS
    assert {name: dealt[:360].count(name) for name in WEIGHTS} == pytest.approx(
        {name: size / 2 for name, size in STUDY_CARDS.items()}, abs=1
    )


@pytest.mark.parametrize(("inside", "status"), [(14, 1), (15, 0), (17, 0), (18, 1)])
def test_it_prints_one_line_for_the_hit_rate_and_fails_outside_75_to_85_percent(
    inside: int,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    forecast = Forecast((0.5,) * 60)
    papers = [Paper(forecast, 30)] * inside + [Paper(forecast, 60)] * (20 - inside)
    made_up = Result(papers, calibration_of([(0.9, True)] * 60))
    monkeypatch.setattr(simulate, "simulate", lambda learners, spread: made_up)
    monkeypatch.setattr(sys, "argv", ["simulate.py", "20"])

    with pytest.raises(SystemExit) as left:
        simulate.main()

    assert left.value.code == status
    printed = capsys.readouterr().out.splitlines()
    [line] = [line for line in printed if "80 % interval" in line]
    assert f"{inside} of 20 scores, {5 * inside}.0 %" in line
    assert "Simulating 20 learners …" in printed
