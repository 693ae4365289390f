"""Scores with an honest interval, what was changed, and what the clock says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.scoring import Marked, Score, score_of, scores_by, wilson


def marked(
    *, right: bool = True, was: bool | None = True, fresh: bool = True, seconds: float = 60.0
) -> Marked:
    return Marked(right, was, fresh, seconds, is_answered=was is not None)


def test_a_score_counts_what_is_right() -> None:
    score = score_of([marked(), marked(right=False), marked()])

    assert (score.right, score.total) == (2, 3)
    assert score.share == pytest.approx(2 / 3)


def test_nothing_asked_is_a_share_of_nothing_that_says_nothing() -> None:
    score = score_of([])

    assert (score.share, score.interval) == (0.0, (0.0, 1.0))
    assert not score.reaches(0.0)


def test_questions_are_counted_by_group() -> None:
    questions = [marked(), marked(right=False), marked()]

    assert scores_by(questions, ["b", "b", "a"]) == {"b": Score(1, 2), "a": Score(1, 1)}


def test_each_question_needs_its_group() -> None:
    with pytest.raises(ValueError, match="zip"):
        scores_by([marked()], [])


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(39, 60, 0.5680, 0.7240), (30, 60, 0.4184, 0.5816), (0, 10, 0.0, 0.1411), (60, 60, 0.9734, 1)],
)
def test_the_interval_is_that_of_wilson_at_80_percent(
    right: int, total: int, low: float, high: float
) -> None:
    assert Score(right, total).interval == pytest.approx((low, high), abs=5e-5)


def test_other_intervals_can_be_had() -> None:
    assert wilson(30, 60, 1.96) == pytest.approx((0.3773, 0.6227), abs=5e-5)


@given(st.integers(0, 80), st.integers(0, 80))
def test_a_share_lies_within_its_interval_and_the_interval_within_0_and_1(
    right: int, wrong: int
) -> None:
    score = Score(right, right + wrong)
    low, high = score.interval

    assert 0 <= low <= high <= 1
    assert not score.total or low <= score.share + 1e-9
    assert not score.total or score.share - 1e-9 <= high


@pytest.mark.parametrize(("right", "reaches"), [(38, False), (39, True), (60, True)])
def test_a_pass_is_reached_with_the_share_itself(right: int, reaches: bool) -> None:
    assert Score(right, 60).reaches(0.65) is reaches


def test_a_paper_of_one_question_can_be_passed() -> None:
    assert Score(1, 1).reaches(0.65)
    assert not Score(0, 1).reaches(0.65)


@pytest.mark.parametrize(
    ("was", "right", "spoilt", "mended", "answered"),
    [
        (True, True, False, False, True),
        (True, False, True, False, True),
        (False, True, False, True, True),
        (False, False, False, False, True),
        (None, False, False, False, False),
    ],
)
def test_a_change_of_mind_is_told_by_the_first_answer(
    was: bool | None, right: bool, spoilt: bool, mended: bool, answered: bool
) -> None:
    question = marked(right=right, was=was)

    changes = (question.is_spoilt, question.is_mended, question.is_answered)
    assert changes == (spoilt, mended, answered)


def test_an_answer_that_was_taken_away_is_open_and_no_change_of_mind() -> None:
    cleared = Marked(False, True, True, 60.0, is_answered=False)

    assert not cleared.is_spoilt


@pytest.mark.parametrize(("seconds", "slow"), [(90.0, False), (180.0, False), (180.1, True)])
def test_more_than_twice_the_time_of_a_question_is_too_slow(seconds: float, slow: bool) -> None:
    assert marked(seconds=seconds).is_too_slow(90.0) is slow


@pytest.mark.parametrize(
    ("seconds", "right", "was", "quick"),
    [
        (17.9, False, False, True),
        (18.0, False, False, False),
        (5.0, True, True, False),
        (5.0, False, None, False),
    ],
)
def test_a_wrong_answer_in_less_than_a_fifth_of_the_time_is_too_quick(
    seconds: float, right: bool, was: bool | None, quick: bool
) -> None:
    assert marked(seconds=seconds, right=right, was=was).is_too_quick(90.0) is quick
