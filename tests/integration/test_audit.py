"""The app's own forecasts, of recall and of scores, against what happened."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from cards.core.calibration import Verdict, bin_of
from cards.models import Calibration, CardState, Learner, Sitting, Trace
from cards.models.sitting import Ending
from cards.progress.audit import BINS, Audit, read_audit
from cards.progress.recall import DECAY, FACTOR
from cards.study.answering import undo
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_section

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def judge(learner: Learner, *, forecast: float, recalled: int, asked: int) -> Audit:
    """Have due cards, all with this chance of recall, answered in the review; return the audit."""
    place = make_section()
    cards = [make_card(section=place) for _ in range(asked)]
    stability = 10 * FACTOR / (forecast ** (1 / DECAY) - 1)
    CardState.objects.bulk_create(
        CardState(learner=learner, card=card, repetitions=2, interval=10, due_date=TODAY, answers=2)
        for card in cards
    )
    Trace.objects.bulk_create(
        Trace(
            learner=learner,
            card=card,
            stability=stability,
            difficulty=5,
            reviewed_on=TODAY - 10 * DAY,
        )
        for card in cards
    )
    for number, card in enumerate(cards):
        answer(learner, card, 4 if number < recalled else 2)
    return read_audit(learner)


def calibrations(learner: Learner, pairs: Iterable[tuple[float, bool]]) -> list[Calibration]:
    """Return the rows that these forecasts, and what became of them, add up to."""
    rows = [Calibration(learner=learner, tenth=tenth) for tenth in range(BINS)]
    for chance, is_recalled in pairs:
        row = rows[bin_of(chance)]
        row.forecasts += 1
        row.expected += chance
        row.squares += chance**2
        row.recalled += is_recalled
        row.expected_of_recalled += chance * is_recalled
    return [row for row in rows if row.forecasts]


def sitting(learner: Learner, **fields: Any) -> Sitting:
    """Return a paper handed in, of which 40 right were forecast, give or take five."""
    defaults = {
        "seed": 304,
        "total": 60,
        "started_at": NOON,
        "place_since": NOON,
        "deadline": NOON + timedelta(minutes=90),
        "finished_at": NOON + timedelta(minutes=80),
        "ending": Ending.HANDED_IN,
        "right": 40,
        "expected": 40.2,
        "expected_low": 35,
        "expected_high": 45,
    }
    return Sitting(learner=learner, **defaults | fields)


def test_forecasts_that_come_true_stay_green(learner: Learner) -> None:
    audit = judge(learner, forecast=0.9, recalled=54, asked=60)

    assert (audit.recall.forecasts, audit.recall.recalled) == (60, 54)
    assert audit.recall.expected == pytest.approx(54)
    assert audit.recall.verdict is Verdict.CALIBRATED
    assert not audit.is_off


def test_forecasts_that_promised_too_much_are_said_to_be_optimistic(learner: Learner) -> None:
    audit = judge(learner, forecast=0.95, recalled=36, asked=60)

    assert audit.recall.whole.mean_forecast == pytest.approx(0.95)
    assert audit.recall.whole.share_recalled == pytest.approx(0.6)
    assert audit.recall.verdict is Verdict.OPTIMISTIC
    assert audit.is_off


def test_forecasts_that_promised_too_little_are_said_to_be_pessimistic(learner: Learner) -> None:
    audit = judge(learner, forecast=0.6, recalled=57, asked=60)

    assert audit.recall.verdict is Verdict.PESSIMISTIC
    assert audit.is_off


def test_too_few_forecasts_say_so_however_wrong_they_are(learner: Learner) -> None:
    few = judge(learner, forecast=0.95, recalled=0, asked=49)
    assert few.recall.verdict is Verdict.TOO_FEW
    assert not few.is_off

    enough = judge(learner, forecast=0.95, recalled=0, asked=1)
    assert enough.is_off

    undo(learner, NOON)
    assert read_audit(learner).recall.verdict is Verdict.TOO_FEW


def test_a_tenth_that_is_off_is_found_where_the_whole_comes_out_even(learner: Learner) -> None:
    promised = [(0.95, number < 80) for number in range(100)]
    feared = [(0.65, number < 80) for number in range(100)]
    Calibration.objects.bulk_create(calibrations(learner, promised + feared))

    audit = read_audit(learner)

    assert audit.recall.z == pytest.approx(0)
    assert audit.recall.verdict is Verdict.OPTIMISTIC  # the worse of the two
    assert {bin_.low: bin_.forecasts for bin_ in audit.recall.bins if bin_.forecasts} == {
        0.6: 100,
        0.9: 100,
    }


def test_honest_forecasts_are_seldom_accused_and_false_ones_always(db: None) -> None:
    dice = random.Random(304)
    honest, false = ([make_learner() for _ in range(60)] for _ in "ab")
    rows: list[Calibration] = []
    for learners, missing in [(honest, 0.0), (false, 0.25)]:
        for one in learners:
            chances = [dice.uniform(0.4, 0.99) for _ in range(400)]
            pairs = [(chance, dice.random() < chance - missing) for chance in chances]
            rows += calibrations(one, pairs)
    Calibration.objects.bulk_create(rows)

    assert sum(read_audit(one).is_off for one in honest) <= 3
    assert all(read_audit(one).recall.verdict is Verdict.OPTIMISTIC for one in false)


def test_another_learners_forecasts_and_papers_are_no_business_here(learner: Learner) -> None:
    other = make_learner()
    Calibration.objects.bulk_create(calibrations(other, [(0.95, False)] * 99))
    sitting(other).save()

    audit = read_audit(learner)

    assert (audit.recall.forecasts, audit.papers, audit.papers_hit) == (0, [], 0)
    assert len(audit.recall.bins) == BINS


def test_papers_are_counted_in_and_out_of_their_interval(learner: Learner) -> None:
    papers = [
        sitting(learner, right=right, started_at=NOON + number * DAY)
        for number, right in enumerate([34, 35, 40, 45, 46, 0])
    ]
    Sitting.objects.bulk_create(papers)

    audit = read_audit(learner)

    assert audit.papers == papers[::-1]
    assert audit.papers_hit == 3


def test_a_score_of_nothing_may_have_been_forecast(learner: Learner) -> None:
    sitting(learner, right=0, expected=0.4, expected_low=0, expected_high=1).save()

    assert read_audit(learner).papers_hit == 1


def test_papers_without_a_forecast_or_a_score_are_left_out(learner: Learner) -> None:
    unforecast = {"expected": None, "expected_low": None, "expected_high": None}
    out_of_time = sitting(learner, ending=Ending.TIME_OUT)
    Sitting.objects.bulk_create(
        [
            out_of_time,
            sitting(learner, **unforecast),
            sitting(learner, ending=Ending.ABANDONED, right=None),
            sitting(learner, ending="", finished_at=None, right=None),
        ]
    )

    audit = read_audit(learner)

    assert (audit.papers, audit.papers_hit) == ([out_of_time], 1)
