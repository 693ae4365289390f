"""Prove the forecast of a score on learners made up: eight of ten must land in their interval.

Each learner remembers as FSRS-6 says, studies as the app has them study, and sits one mock exam.
The forecast knows of them what the app would: the log of their answers. All dice have seeds.
Some are bound to pass and some to fail, as a forecast of scores near 60 alone would prove little.

`python scripts/simulate.py [LEARNERS]`. With SPREAD=0.3 in the environment learners forget faster
or slower than the forecast takes for granted: by a power of the recall, whose logarithm has this
standard deviation.
"""

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

from fsrs import Card, Rating, Scheduler

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from cards.core import plan  # noqa: E402
from cards.core.blueprint import seats  # noqa: E402
from cards.core.calibration import Calibration, calibration_of, hits  # noqa: E402
from cards.core.forecast import GUESS, Forecast, forecast_of  # noqa: E402
from cards.core.schedule import Calendar, Mode, State, outcome  # noqa: E402
from cards.core.sm2 import Grade  # noqa: E402
from cards.progress.recall import strengthen  # noqa: E402

LEARNERS = 200
QUESTIONS = 60
LEAST_PERCENT, MOST_PERCENT = 75, 85

WEIGHTS = {
    "330.1": 8, "330.2": 9, "330.3": 9, "330.4": 3, "330.5": 5, "330.6": 2,
    "334.1": 5, "334.2": 6, "334.3": 6, "334.4": 1, "335.1": 3, "335.2": 3,
}  # fmt: skip
STUDY_CARDS = {
    "330.1": 95, "330.2": 107, "330.3": 107, "330.4": 36, "330.5": 60, "330.6": 24,
    "334.1": 59, "334.2": 71, "334.3": 71, "334.4": 18, "335.1": 36, "335.2": 36,
}  # fmt: skip

LEAST_MINUTES, MOST_MINUTES = 10, 40
LEAST_DAYS, MOST_DAYS = 20, 90
# Of these days a learner leaves out so many.
MOST_LEFT_OUT = 0.5
# So many learners have told the app when their exam is; to the others it gives a plain plan.
WITH_EXAM_DATE = 0.25
# Of cards just met, right after reading their pages, a learner knows so many.
LEAST_AT_FIRST, MOST_AT_FIRST = 0.2, 0.8
# What a card recalled is graded, one time in ten each; else 4.
HARD, EASY = 0.1, 0.9

FIRST_DAY = date(2026, 1, 1)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(MOST_DAYS + 1)]
MOMENTS = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in DAYS]
RATINGS = {
    Grade.BLACKOUT: Rating.Again,
    Grade.WRONG: Rating.Again,
    Grade.ALMOST: Rating.Again,
    Grade.HARD: Rating.Hard,
    Grade.GOOD: Rating.Good,
    Grade.EASY: Rating.Easy,
}

Entry = tuple[int, Mode, Grade]
"""An answer of the log: the number of the day, why the card was asked, the grade."""


def deck() -> dict[int, str]:
    """Return the objective of each card, in the order of meeting: all objectives side by side."""
    places = [
        ((number + 0.5) / size, objective)
        for objective, size in STUDY_CARDS.items()
        for number in range(size)
    ]
    return {card_id: objective for card_id, (_, objective) in enumerate(sorted(places), start=1)}


DECK = deck()
FSRS = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())


class Learner:
    """One who studies for an exam: what is in the head, and what the app knows of it."""

    def __init__(self, seed: int, spread: float = 0.0) -> None:
        self._dice = dice = Random(seed)
        self._minutes = dice.randint(LEAST_MINUTES, MOST_MINUTES)
        self.days = dice.randint(LEAST_DAYS, MOST_DAYS)
        self._left_out = dice.uniform(0, MOST_LEFT_OUT)
        self._exam_date = DAYS[self.days] if self._chance(WITH_EXAM_DATE) else None
        self._at_first = dice.uniform(LEAST_AT_FIRST, MOST_AT_FIRST)
        self._forgetting = math.exp(dice.gauss(0, spread))
        self._traces: dict[int, Card] = {}
        self._states: dict[int, State] = {}
        self._unseen = list(DECK)
        self._last_day: date | None = None
        self.log: dict[int, list[Entry]] = {}

    def study(self) -> None:
        """Study up to the eve of the exam, with days left out."""
        for number in range(self.days):
            if not self._chance(self._left_out):
                self._study_on(number)
                self._last_day = DAYS[number]

    def sit(self) -> int:
        """Sit a paper on the day of the exam; return how many questions were right."""
        by_objective: dict[str, list[int]] = {}
        for card_id, objective in DECK.items():
            by_objective.setdefault(objective, []).append(card_id)
        asked = (
            card_id
            for objective, questions in seats(WEIGHTS, QUESTIONS).items()
            for card_id in self._dice.sample(by_objective[objective], questions)
        )
        return sum(self._recalls(card_id, self.days) or self._chance(GUESS) for card_id in asked)

    def _study_on(self, number: int) -> None:
        today = DAYS[number]
        due = [card_id for card_id, state in self._states.items() if state.due_date <= today]
        load = plan.Load(due=len(due), unseen=len(self._unseen), met=len(self._states))
        planned = plan.plan_day(load, self._limits(today))
        self._dice.shuffle(due)
        if planned.waiting:
            due.sort(key=lambda card_id: self._value_of_asking(card_id, today), reverse=True)
        new, self._unseen = self._unseen[: planned.new], self._unseen[planned.new :]
        for card_id in [*due[: planned.due], *new]:
            self._review(card_id, number)

    def _limits(self, today: date) -> plan.Limits:
        return plan.Limits(
            capacity=plan.capacity(self._minutes, None),
            days_left=plan.days_left(today, self._exam_date),
            is_first_day_back=plan.is_first_day_back(today, self._last_day),
        )

    def _value_of_asking(self, card_id: int, today: date) -> int:
        overdue = (today - self._states[card_id].due_date).days
        return WEIGHTS[DECK[card_id]] * (overdue + 1)

    def _review(self, card_id: int, number: int) -> None:
        """Answer a card, and again in the drill until it is known."""
        self._answer(card_id, number, Mode.SCHEDULED)
        while self._states[card_id].drill_day:
            self._answer(card_id, number, Mode.DRILL)

    def _answer(self, card_id: int, number: int, mode: Mode) -> None:
        is_new = card_id not in self._traces
        knows = self._chance(self._at_first) if is_new else self._recalls(card_id, number)
        grade = self._grade(knows)
        calendar = Calendar(DAYS[number], self._exam_date)
        state = self._states.get(card_id)
        self._states[card_id] = outcome(state, mode, grade, calendar, card_id)
        self._traces[card_id] = reviewed(self._traces.get(card_id), number, grade)
        self.log.setdefault(card_id, []).append((number, mode, grade))

    def _grade(self, knows: bool) -> Grade:
        if not knows:
            return Grade.ALMOST
        luck = self._dice.random()
        return Grade.HARD if luck < HARD else Grade.EASY if luck > EASY else Grade.GOOD

    def _recalls(self, card_id: int, number: int) -> bool:
        return self._chance(recall(self._traces.get(card_id), number) ** self._forgetting)

    def _chance(self, probability: float) -> bool:
        return self._dice.random() < probability


def reviewed(trace: Card | None, number: int, grade: Grade) -> Card:
    """Return the trace in the head after an answer on a day."""
    trace = trace or Card(card_id=0, due=MOMENTS[number])
    return FSRS.review_card(trace, RATINGS[grade], MOMENTS[number])[0]


def recall(trace: Card | None, number: int) -> float:
    """Return the chance that a card is recalled on a day; 0 if it was never met."""
    return FSRS.get_card_retrievability(trace, MOMENTS[number]) if trace else 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the app makes of a log: recall by objective, and each recall it forecast on the way."""

    recalls: dict[str, float]
    forecasts: list[tuple[float, bool]]


def read(log: dict[int, list[Entry]], number: int, bias: float = 0.0) -> Known:
    """Replay a log as the app does, up to a day; `bias` is added to every recall forecast."""
    now: dict[str, list[float]] = {objective: [] for objective in WEIGHTS}
    forecasts: list[tuple[float, bool]] = []
    for card_id, objective in DECK.items():
        strength = None
        for day, mode, grade in log.get(card_id, []):
            if strength and mode is Mode.SCHEDULED:
                chance = raised(strength.recall_on(DAYS[day]), bias)
                forecasts.append((chance, grade.is_pass))
            strength = strengthen(strength, grade, DAYS[day])
        now[objective].append(strength.recall_on(DAYS[number]) if strength else 0.0)
    means = {objective: raised(fmean(recalls), bias) for objective, recalls in now.items()}
    return Known(means, forecasts)


def raised(probability: float, bias: float) -> float:
    """Return a probability with a bias, within 0 and 1."""
    return min(1.0, max(0.0, probability + bias))


@dataclass(frozen=True, slots=True)
class Paper:
    """One mock exam: what was forecast, and the score."""

    forecast: Forecast
    score: int

    @property
    def interval(self) -> tuple[int, int]:
        """The lowest and highest score of the 80 % interval."""
        return self.forecast.interval()

    @property
    def held(self) -> float:
        """What the interval holds by its own account: scores are whole, so often more than 80 %."""
        low, high = self.interval
        return self.forecast.chance_to_reach(low) - self.forecast.chance_to_reach(high + 1)


@dataclass(frozen=True, slots=True)
class Result:
    """How the forecasts of many learners did: those of scores, and those of recall."""

    papers: list[Paper]
    calibration: Calibration

    @property
    def inside(self) -> int:
        """How many scores lay in their 80 % interval."""
        return hits((*paper.interval, paper.score) for paper in self.papers)[0]

    @property
    def percent(self) -> float:
        """The same as a percentage."""
        return 100 * self.inside / len(self.papers)

    @property
    def is_honest(self) -> bool:
        """Whether the intervals hold about as many scores as they promise."""
        return LEAST_PERCENT <= self.percent <= MOST_PERCENT

    def lines(self) -> Iterator[str]:
        """Say it in words."""
        told, papers = self.calibration, len(self.papers)
        held = 100 * fmean(paper.held for paper in self.papers)
        expected = fmean(paper.forecast.expected for paper in self.papers)
        score = fmean(paper.score for paper in self.papers)
        yield (
            f"In their 80 % interval: {self.inside} of {papers} scores, {self.percent:.1f} % "
            f"(scores being whole, the intervals promised {held:.1f} %)."
        )
        yield f"Mean score: {expected:.2f} expected, {score:.2f} reached, of {QUESTIONS}."
        yield f"Recall: {told.expected:.0f} expected, {told.recalled} of {told.forecasts} recalled."
        yield f"Brier score: {told.brier:.4f}, of always the average: {told.brier_of_mean:.4f}."
        yield f"Verdict: {told.verdict} (z = {told.z:+.2f})."


def simulate(learners: int = LEARNERS, bias: float = 0.0, spread: float = 0.0) -> Result:
    """Let learners study and sit, each from a seed of their own, and compare."""
    papers: list[Paper] = []
    recalls: list[tuple[float, bool]] = []
    for seed in range(learners):
        learner = Learner(seed, spread)
        learner.study()
        known = read(learner.log, learner.days, bias)
        forecast = forecast_of(known.recalls, seats(WEIGHTS, QUESTIONS))
        papers.append(Paper(forecast, learner.sit()))
        recalls += known.forecasts
    return Result(papers, calibration_of(recalls))


def main() -> None:
    """Simulate and print; leave with 1 if the intervals hold too few scores, or too many."""
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    print(f"Simulating {learners} learners …", flush=True)
    result = simulate(learners, spread=float(os.environ.get("SPREAD") or 0))
    print(*result.lines(), sep="\n")
    sys.exit(0 if result.is_honest else 1)


if __name__ == "__main__":
    main()
