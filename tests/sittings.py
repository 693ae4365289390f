"""Papers in a test: a pool of mock questions, and a learner who sits some of them."""

from datetime import datetime, timedelta
from typing import Any

from cards.mock.papers import Paper
from cards.mock.sitting import Step, start, take_step
from cards.models import Card, Learner, Question, Sitting
from tests.factories import NOON, make_choice, make_section, make_typed

PAPER = Paper(questions=4, minutes=6)
DEADLINE = NOON + timedelta(minutes=6)
SEED = 304


def make_pool(number: int = 4, *, code: str = "1-1", objective: str = "330.1") -> list[Card]:
    """Return mock questions of a section, each with one right option: the first of four."""
    section = make_section(code=code, objective=objective)
    return [make_choice(section=section, pool="mock") for _ in range(number)]


def make_typed_question(accepted: str = "virsh list") -> Card:
    """Return a mock question whose answer is typed."""
    return make_typed(accepted=[accepted], section=make_section(), pool="mock")


def sit_down(learner: Learner, paper: Paper = PAPER, at: datetime = NOON) -> Sitting:
    """Start a paper, on a pool of its own if there is none."""
    if not Card.objects.filter(pool="mock").exists():
        make_pool(paper.questions)
    return start(learner, paper, SEED, at)


def respond(
    sitting: Sitting, place: int, response: Any, *, after: float = 60, **fields: Any
) -> Sitting:
    """Give a response, so many seconds after the start."""
    step = Step(place, response, **fields)
    return take_step(sitting.learner, sitting.pk, step, sitting.started_at + _seconds(after))


def question(sitting: Sitting, place: int) -> Question:
    """Return a question as it is stored now."""
    return Question.objects.select_related("card").get(sitting=sitting, place=place)


def right(sitting: Sitting, place: int) -> Any:
    """Return the right response to a question."""
    card = question(sitting, place).card
    return sorted(card.right_choices) or card.accepted[0]


def wrong(sitting: Sitting, place: int) -> Any:
    """Return a wrong response to a question."""
    card = question(sitting, place).card
    return [3] if card.choices else "xl list"


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
