"""The only writer of sittings: start, answer, flag, move, hand in, abandon.

Every change locks the sitting first, so that two requests at once come one after the other. Time
is what the server's clock says; a paper whose time is up is ended by whoever touches it next.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import IntegerField

from cards.core.forecast import Forecast
from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.mock.marking import is_right
from cards.mock.papers import Paper, draw_paper
from cards.models import Card, Ending, Form, Learner, Question, Review, Sitting
from cards.models.learner import today_of
from cards.models.prepared import Blank, Prepared
from cards.models.review import Verdict

# What score is to be expected of a paper with so many questions of each objective.
Foretell = Callable[[Mapping[str, int]], Forecast | None]

LONGEST_TYPED = 2000
LONGEST_SECONDS = 600.0
STEP_FIELDS = ["response", "revision", "first_response", "answered_at", "is_flagged"]


class OpenSitting(Exception):
    """The learner is in the middle of another paper."""


class EmptyPool(Exception):
    """There is no question to draw."""


class SittingOver(Exception):
    """The paper was handed in, or its time is up. Nothing was changed."""


class NotOnPaper(Exception):
    """The paper has no such question, or the question no such option. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one form says: the response at a place, what was shown there, a flag, where to go.

    `was` is the response that the page showed: unless the learner changed it, nothing is written,
    so that an old page on another device undoes nothing. `flag` is None where it stays. `leaves`
    tells whether the learner is done with the question for now: what stands there then is an
    answer, and not half of one that is saved while it grows.
    """

    place: int
    response: Any = None
    was: Any = None
    flag: bool | None = None
    go_to: int | None = None
    leaves: bool = True


def start(
    learner: Learner,
    paper: Paper,
    seed: int,
    moment: datetime,
    foretell: Foretell = lambda seated: None,
) -> Sitting:
    """Draw a paper and start the clock, or raise OpenSitting or EmptyPool.

    A pool too small for the paper makes it shorter, and its time with it. What is foretold of the
    score is kept with the paper, to be compared with what comes of it.
    """
    drawn = draw_paper(learner, paper, seed)
    if not drawn:
        raise EmptyPool
    try:
        with transaction.atomic():
            sitting = _write_paper(learner, paper, seed, moment, drawn)
            _keep_forecast(sitting, foretell(_seated(drawn)))
            return sitting
    except IntegrityError as error:
        raise OpenSitting from error


def current(learner: Learner, moment: datetime) -> Sitting | None:
    """Return the running sitting, if there is one; one whose time is up is ended first."""
    sitting = _running().first(learner=learner.pk)
    if sitting is None or moment < sitting.deadline:
        return sitting
    with transaction.atomic():
        end_if_late(_locked(learner, sitting.pk), moment)
    return None


@cache
def _running() -> Prepared[Sitting]:
    """Return the query that every page of the review makes."""
    return Prepared(Sitting.objects.filter(learner=Blank("learner", IntegerField())).running()[:1])


def take_step(learner: Learner, pk: uuid.UUID, step: Step, moment: datetime) -> Sitting:
    """Keep what one form says, or raise SittingOver or NotOnPaper and keep nothing of it."""
    with transaction.atomic():
        sitting = _locked(learner, pk)
        if not end_if_late(sitting, moment):
            _take_step(sitting, step, moment)
    if not sitting.is_running:
        raise SittingOver
    return sitting


def hand_in(learner: Learner, pk: uuid.UUID, moment: datetime) -> Sitting:
    """End a sitting and mark it. Once ended, it stays as it is."""
    with transaction.atomic():
        sitting = _locked(learner, pk)
        if not end_if_late(sitting, moment):
            _end(sitting, Ending.HANDED_IN, moment)
    return sitting


def abandon(learner: Learner, pk: uuid.UUID, moment: datetime) -> Sitting:
    """End a sitting without marking it. Its questions count as seen."""
    with transaction.atomic():
        sitting = _locked(learner, pk)
        if not end_if_late(sitting, moment):
            _close(sitting, Ending.ABANDONED, moment)
    return sitting


def end_if_late(sitting: Sitting, moment: datetime) -> bool:
    """End a locked sitting whose time is up; tell whether it is over."""
    if sitting.is_running and moment >= sitting.deadline:
        _end(sitting, Ending.TIME_OUT, sitting.deadline)
    return not sitting.is_running


def _seated(drawn: Sequence[tuple[Card, bool]]) -> Mapping[str, int]:
    return Counter(card.section.objective.code for card, _ in drawn)


def _keep_forecast(sitting: Sitting, forecast: Forecast | None) -> None:
    if forecast is None:
        return
    sitting.expected = forecast.expected
    sitting.expected_low, sitting.expected_high = forecast.interval()
    sitting.save(update_fields=["expected", "expected_low", "expected_high"])


def _write_paper(
    learner: Learner,
    paper: Paper,
    seed: int,
    moment: datetime,
    drawn: Sequence[tuple[Card, bool]],
) -> Sitting:
    objective = drawn[0][0].section.objective if paper.objective else None
    sitting = Sitting.objects.create(
        learner=learner,
        objective=objective,
        seed=seed,
        total=len(drawn),
        started_at=moment,
        deadline=moment + timedelta(minutes=paper.minutes * len(drawn) / paper.questions),
        place_since=moment,
    )
    Question.objects.bulk_create(
        Question(
            sitting=sitting,
            learner=learner,
            place=place,
            card=card,
            revision=card.revision,
            is_fresh=is_fresh,
        )
        for place, (card, is_fresh) in enumerate(drawn, 1)
    )
    return sitting


def _locked(learner: Learner, pk: uuid.UUID) -> Sitting:
    """Return the learner's own sitting, for this transaction alone; raise Sitting.DoesNotExist."""
    return Sitting.objects.select_for_update().of(learner).get(pk=pk)


def _take_step(sitting: Sitting, step: Step, moment: datetime) -> None:
    question = sitting.questions.select_related("card").filter(place=step.place).first()
    place = step.place if step.go_to is None else step.go_to
    if question is None or not 1 <= place <= sitting.total:
        raise NotOnPaper
    _spend_time(sitting, moment)
    response = _checked(question.card, step.response)
    if response != step.was and response != question.response:
        question.response, question.answered_at = response, moment
        question.revision = question.card.revision
    if step.leaves and question.first_response is None:
        question.first_response = question.response
    if step.flag is not None:
        question.is_flagged = step.flag
    question.save(update_fields=STEP_FIELDS)
    sitting.place = place
    sitting.save(update_fields=["place", "place_since"])


def _spend_time(sitting: Sitting, moment: datetime) -> None:
    """Count the time since the last step to the question it was spent on."""
    seconds = max(0.0, (min(moment, sitting.deadline) - sitting.place_since).total_seconds())
    question = sitting.questions.get(place=sitting.place)
    question.seconds += seconds
    question.save(update_fields=["seconds"])
    sitting.place_since = moment


def _checked(card: Card, response: Any) -> Any:
    """Return a response as it is kept: None for an empty one; raise NotOnPaper for no option."""
    if card.form != Form.CHOICE:
        text = str(response or "").replace("\0", "").strip()[:LONGEST_TYPED]
        return text or None
    picked = sorted(set(response or []))
    if not set(picked) <= set(range(len(card.choices))):
        raise NotOnPaper
    return picked or None


def _end(sitting: Sitting, ending: Ending, moment: datetime) -> None:
    """Mark every question, log the answers, close.

    Options chosen in another edition of a card count as nothing: their numbers may be others'.
    """
    _spend_time(sitting, moment)
    questions = list(sitting.questions.select_related("card"))
    for question in questions:
        if question.is_outdated and question.card.form == Form.CHOICE:
            question.response = question.first_response = None
        elif question.first_response is None:
            question.first_response = question.response
        question.is_right = is_right(question.card, question.response)
    Question.objects.bulk_update(questions, ["response", "first_response", "is_right"])
    Review.objects.bulk_create(
        _review(sitting, question) for question in questions if question.is_answered
    )
    sitting.right = sum(bool(question.is_right) for question in questions)
    _close(sitting, ending, moment)


def _close(sitting: Sitting, ending: Ending, moment: datetime) -> None:
    sitting.finished_at, sitting.ending = moment, ending
    sitting.save(update_fields=["finished_at", "ending", "right", "place_since"])


def _review(sitting: Sitting, question: Question) -> Review:
    """Return the answer as the log keeps it: it moves no card's state."""
    moment = question.answered_at or sitting.place_since
    return Review(
        learner=sitting.learner,
        token=uuid.uuid5(sitting.pk, str(question.place)),
        card=question.card,
        revision=question.revision,
        mode=Mode.MOCK,
        grade=Grade.GOOD if question.is_right else Grade.ALMOST,
        answered_at=moment,
        study_day=today_of(sitting.learner, moment),
        seconds=min(question.seconds, LONGEST_SECONDS),
        response=question.response,
        verdict=Verdict.RIGHT if question.is_right else Verdict.WRONG,
    )
