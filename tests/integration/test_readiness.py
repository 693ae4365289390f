"""Would I pass? Only where that is honest, and then by recall, guessing and the exam's weights."""

from datetime import timedelta
from math import comb

import fsrs
import pytest

from cards.core.forecast import GainKind
from cards.models import Exam, Learner, Section, Tally, Trace
from cards.progress.dashboard import Filter, build
from cards.progress.planning import due_ahead, plan_exam, read_habit
from cards.progress.readiness import Missing, Readiness, forecast_paper, read_readiness
from tests.factories import NOON, TODAY, answer, make_card, make_learner
from tests.sessions import section

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# Where nothing is recalled, one in five is guessed.
GUESSED = 0.2


def readiness_of(learner: Learner) -> Readiness:
    standings = build(learner, TODAY, Filter()).standings
    habit, ahead = read_habit(learner, TODAY), due_ahead(learner, TODAY)
    plan = plan_exam(learner, TODAY, standings, habit, ahead)
    return read_readiness(learner, Exam.objects.get(), standings, plan)


def make_answers(learner: Learner, answers: int = 100, asked: int = 30) -> None:
    """Have the log add up to so many answers, a month ago, and so many of them to due cards."""
    for kind, counts in [("term", (answers - 1, asked - 1)), ("concept", (1, 1))]:
        Tally.objects.create(
            learner=learner,
            day=TODAY - 30 * DAY,
            objective=section(1).objective,
            kind=kind,
            form="recall",
            answers=counts[0],
            asked=counts[1],
        )


def make_cards(
    learner: Learner, place: Section, *, seen: int = 0, unseen: int = 0, days: int = 8
) -> None:
    """Make cards; those seen are recalled at 0.9 so many days after an answer: that is today."""
    for _ in range(unseen):
        make_card(section=place)
    cards = [make_card(section=place) for _ in range(seen)]
    since = TODAY - days * DAY
    Trace.objects.bulk_create(
        Trace(learner=learner, card=card, stability=days, difficulty=5, reviewed_on=since)
        for card in cards
    )


def make_half_known(learner: Learner, **settings: object) -> None:
    """Have 40 questions of an objective half seen, and 20 of one seen whole."""
    for field, value in settings.items():
        setattr(learner, field, value)
    make_cards(learner, section(1, weight=8), seen=2, unseen=2)
    make_cards(learner, section(2, weight=4), seen=3)


def right(recall: float) -> float:
    return recall + GUESSED * (1 - recall)


def binomial(number: int, chance: float) -> list[float]:
    return [comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(number + 1)]


@pytest.mark.parametrize(
    ("answers", "asked", "missing"),
    [
        (100, 30, None),
        (99, 30, Missing(1, 0)),
        (100, 29, Missing(0, 1)),
        (40, 5, Missing(60, 25)),
    ],
)
def test_below_the_least_it_says_what_is_missing_and_forecasts_nothing(
    learner: Learner, answers: int, asked: int, missing: Missing | None
) -> None:
    make_half_known(learner, exam_date=TODAY + 30 * DAY)
    make_answers(learner, answers, asked)

    readiness = readiness_of(learner)

    assert readiness.missing == missing
    assert (readiness.now is None) == (readiness.exam_day is None) == bool(missing)
    assert (readiness.gains == ()) == bool(missing)
    paper = forecast_paper(learner, TODAY, {"330.1": 4})
    assert (paper is None) == bool(missing)


def test_answers_of_another_learner_are_missing_here(learner: Learner) -> None:
    make_half_known(learner)
    make_answers(make_learner())
    answer(learner, make_card())
    answer(learner, make_card())

    assert readiness_of(learner).missing == Missing(98, 30)


def test_the_expected_score_is_what_is_recalled_and_what_is_guessed(learner: Learner) -> None:
    make_half_known(learner)
    make_answers(learner)

    readiness = readiness_of(learner)

    # Two of four cards at 0.9 are 0.45 of all; of twelve points eight are 40 of 60 questions.
    half, all_seen = right(0.45), right(0.9)
    assert readiness.now is not None
    assert readiness.questions == readiness.now.questions == 60
    assert readiness.now.expected == pytest.approx(40 * half + 20 * all_seen)
    assert readiness.exam_day is None


def test_the_chance_to_pass_and_the_interval_are_those_of_two_binomials(learner: Learner) -> None:
    make_half_known(learner)
    make_answers(learner)
    half, all_seen = binomial(40, right(0.45)), binomial(20, right(0.9))

    readiness = readiness_of(learner)

    def chance(low: int, high: int) -> float:
        return sum(
            half[k] * all_seen[m] for k in range(41) for m in range(21) if low <= k + m <= high
        )

    assert readiness.now is not None
    assert readiness.pass_right == 39  # 65 % of 60
    assert readiness.now.chance_to_reach(39) == pytest.approx(chance(39, 60))
    low, high = readiness.now.interval()
    assert low < readiness.now.expected < high
    assert chance(low, high) >= 0.8
    assert max(chance(low + 1, high), chance(low, high - 1)) < 0.8


def test_a_share_that_is_no_whole_number_of_questions_is_rounded_up(learner: Learner) -> None:
    section(1)
    Exam.objects.update(assumed_pass_percent=66, questions=60)

    assert readiness_of(learner).pass_right == 40  # 39.6


def recall_of_new_card() -> float:
    """Return what the memory model says of a card four days after a first "good"."""
    card, _ = fsrs.Scheduler(enable_fuzzing=False, learning_steps=()).review_card(
        fsrs.Card(card_id=1, due=NOON), fsrs.Rating.Good, NOON
    )
    scheduler = fsrs.Scheduler()
    return float(scheduler.get_card_retrievability(card, NOON + 4 * DAY))


def test_by_a_plan_that_is_kept_exam_day_is_better_than_today(learner: Learner) -> None:
    learner.exam_date = TODAY + 30 * DAY
    # Recalled at 0.9 four days after the last look, as on exam day; today it is long ago.
    make_cards(learner, section(1), seen=2, unseen=2, days=4)
    Trace.objects.update(reviewed_on=TODAY - 60 * DAY)
    make_answers(learner)

    readiness = readiness_of(learner)

    assert readiness.now is not None
    assert readiness.exam_day is not None
    assert readiness.now.expected < 60 * right(0.45)
    then = (2 * 0.9 + 2 * recall_of_new_card()) / 4
    assert readiness.exam_day.expected == pytest.approx(60 * right(then))
    assert readiness.exam_day.expected > readiness.now.expected + 10


def test_what_the_plan_does_not_reach_stays_unseen_on_exam_day(learner: Learner) -> None:
    # Two days for new cards, five minutes each: twelve cards, half of those unseen.
    learner.exam_date, learner.minutes_a_day = TODAY + 9 * DAY, 5
    make_cards(learner, section(1), unseen=24)
    make_answers(learner)

    readiness = readiness_of(learner)

    assert readiness.exam_day is not None
    then = 12 * recall_of_new_card() / 24
    assert readiness.exam_day.expected == pytest.approx(60 * right(then))


def test_at_most_three_gains_are_named_the_largest_first(learner: Learner) -> None:
    make_cards(learner, section(1, weight=20), unseen=4)
    make_cards(learner, section(2, weight=10), seen=2, unseen=2)
    make_cards(learner, section(3, weight=24), seen=1, unseen=3)
    make_cards(learner, section(4, weight=6), unseen=2)
    make_answers(learner)

    gains = readiness_of(learner).gains

    # Met and known at 0.9 each is worth 0.9 × 0.8 of its questions: some would be guessed.
    assert [(gain.objective, gain.kind) for gain in gains] == [
        ("330.1", GainKind.UNSEEN),
        ("330.3", GainKind.UNSEEN),
        ("330.4", GainKind.UNSEEN),
    ]
    worth = [20, 24 * 3 / 4, 6]
    assert [gain.points for gain in gains] == pytest.approx([0.72 * each for each in worth])


def test_forgotten_cards_are_a_gain_and_what_is_kept_up_is_none(learner: Learner) -> None:
    kept, forgotten = section(1, weight=30), section(2, weight=30)
    make_cards(learner, kept, seen=2)
    make_cards(learner, forgotten, seen=2)
    Trace.objects.filter(card__section=forgotten).update(reviewed_on=TODAY - 400 * DAY)
    make_answers(learner)
    standings = build(learner, TODAY, Filter()).standings
    recall = next(one.cell.recall_of_all for one in standings if one.code == "330.2")

    [gain] = readiness_of(learner).gains

    assert (gain.objective, gain.kind) == ("330.2", GainKind.FORGOTTEN)
    assert recall < 0.8
    assert gain.points == pytest.approx(30 * 0.8 * (0.9 - recall))


def test_a_part_of_a_paper_is_forecast_by_its_own_questions(learner: Learner) -> None:
    make_half_known(learner)
    make_answers(learner)
    section(3)

    paper = forecast_paper(learner, TODAY, {"330.2": 5, "330.3": 2})

    assert paper is not None
    assert paper.questions == 7
    # An objective without cards can only be guessed at.
    assert paper.expected == pytest.approx(5 * right(0.9) + 2 * GUESSED)


def test_a_whole_paper_is_forecast_as_readiness_forecasts_it(learner: Learner) -> None:
    make_half_known(learner)
    make_answers(learner)

    whole = forecast_paper(learner, TODAY, {"330.1": 40, "330.2": 20})

    assert whole == readiness_of(learner).now
