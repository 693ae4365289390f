"""Learners in the middle of a paper, and one with papers behind them, whichever deck is stored."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from cards import clock
from cards.mock.papers import Paper
from cards.mock.sitting import Step, hand_in, start, take_step
from cards.models import Card, Form, Learner, Sitting
from cards.models.learner import today_of
from cards.progress.readiness import forecast_paper
from tests.browser import guests
from tests.browser.guests import Guest
from tests.factories import make_learner

PAPER = Paper(questions=20, minutes=30)
WHOLE = Paper(questions=60, minutes=90)
SHARES_RIGHT = (0.5, 0.62, 0.78)
PACES = (0.1, 0.4, 0.6, 0.8, 2.2, 0.7, 0.5, 0.9)


def at_choice() -> Guest:
    """In the middle of a paper, at a question with one right option; two are flagged."""
    return _sitting_down(lambda card: len(card.right_choices) == 1)


def at_several() -> Guest:
    """At a question with several right options."""
    return _sitting_down(lambda card: len(card.right_choices) > 1)


def at_typed() -> Guest:
    """At a question whose answer is typed."""
    return _sitting_down(lambda card: card.form == Form.TYPED)


def examined() -> Guest:
    """Three papers are over, each better than the one before."""
    learner = make_learner()
    for number, share in enumerate(SHARES_RIGHT):
        days = 7 * (len(SHARES_RIGHT) - number)
        sitting = _sit(learner, share, clock.now() - timedelta(days=days), seed=number)
    return Guest(learner, sitting=sitting)


def candidate() -> Guest:
    """Weeks of study, and two papers whose score was forecast."""
    guest = guests.regular()
    assert guest.learner is not None
    for number, share in enumerate(SHARES_RIGHT[1:]):
        moment = clock.now() - timedelta(days=5 - 3 * number)
        _sit(guest.learner, share, moment, number)
    return guest


def respond(card: Card, *, is_right: bool) -> Any:
    """Return a response to a card."""
    if card.form == Form.CHOICE:
        wrong = sorted(frozenset(range(len(card.choices))) - card.right_choices)
        return sorted(card.right_choices) if is_right else wrong[:1]
    return card.accepted[0] if is_right else card.accepted[0][:-2] + "xx"


def _sitting_down(is_wanted: Callable[[Card], bool]) -> Guest:
    learner, now = make_learner(), clock.now()
    sitting = start(learner, PAPER, 304, now - timedelta(minutes=6))
    questions = list(sitting.questions.select_related("card"))
    place = next(question.place for question in questions if is_wanted(question.card))
    for question in questions[::2]:
        response = None if question.place == place else respond(question.card, is_right=True)
        step = Step(question.place, response, flag=question.place % 3 == 1, go_to=place)
        sitting = take_step(learner, sitting.pk, step, now - timedelta(minutes=2))
    return Guest(learner, sitting=sitting)


def _sit(learner: Learner, share: float, moment: datetime, seed: int) -> Sitting:
    """Go through a whole paper: some slowly, some in haste, some with second thoughts."""
    dice = random.Random(seed)
    foretell = partial(forecast_paper, learner, today_of(learner, moment))
    sitting = start(learner, WHOLE, seed, moment, foretell)
    pace = timedelta(seconds=sitting.seconds / sitting.total)
    for question, haste in zip(
        sitting.questions.select_related("card"), cycle(PACES), strict=False
    ):
        moment += haste * pace
        last = dice.random() < share
        first = not last if dice.random() < 0.1 else last
        for is_right in (first, last):
            response = respond(question.card, is_right=is_right) if dice.random() < 0.97 else None
            step = Step(question.place, response, go_to=min(question.place + 1, sitting.total))
            take_step(learner, sitting.pk, step, moment)
    return hand_in(learner, sitting.pk, moment)
