"""Recall and stability, by the memory model FSRS-6. The only importer of fsrs.

Time is counted in study days: a card answered late in the evening and early the next morning has
had a night between. SM-2's intervals schedule; nothing here is drawn from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from fsrs import Card, Rating, Scheduler, State

from cards.core.sm2 import Grade

SCHEDULER = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
DECAY = -SCHEDULER.parameters[20]
FACTOR = 0.9 ** (1 / DECAY) - 1
RATINGS = {
    Grade.BLACKOUT: Rating.Again,
    Grade.WRONG: Rating.Again,
    Grade.ALMOST: Rating.Again,
    Grade.HARD: Rating.Hard,
    Grade.GOOD: Rating.Good,
    Grade.EASY: Rating.Easy,
}


@dataclass(frozen=True, slots=True)
class Strength:
    """How well a card sits: stability in days, difficulty from 1 to 10, day of the last answer."""

    stability: float
    difficulty: float
    day: date

    def recall_on(self, day: date) -> float:
        """Return the chance to recall it on a day; what was answered that day waits for a night."""
        return recall_after(self.stability, max(1, (day - self.day).days))


def recall_after(stability: float, days: float) -> float:
    """Return the chance of recall so many days after an answer, from 0 to 1."""
    return float((1 + FACTOR * days / stability) ** DECAY)


def strengthen(strength: Strength | None, grade: int, day: date) -> Strength:
    """Return how well a card sits after an answer graded so on a study day."""
    before = Card(card_id=1, due=_noon(day))
    if strength:
        before = Card(
            card_id=1,
            state=State.Review,
            stability=strength.stability,
            difficulty=strength.difficulty,
            due=_noon(day),
            last_review=_noon(strength.day),
        )
    after, _ = SCHEDULER.review_card(before, RATINGS[Grade(grade)], _noon(day))
    assert after.stability is not None
    assert after.difficulty is not None
    return Strength(after.stability, after.difficulty, day)


def replay(answers: Iterable[tuple[int, date]]) -> Strength | None:
    """Return how well a card sits after these grades and study days, oldest first."""
    strength = None
    for grade, day in answers:
        strength = strengthen(strength, grade, day)
    return strength


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
