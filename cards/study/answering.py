"""The only writer of card states and of the review log."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import IntegerField

from cards.core.schedule import Calendar, Mode, State, outcome
from cards.core.sm2 import Grade
from cards.models import Card, CardState, Learner, Review
from cards.models.learner import today_of
from cards.models.prepared import Blank, Prepared
from cards.study.day import LEARNER
from cards.study.states import log_fields, row_fields, state_before, state_of
from cards.study.witness import Witness

LONGEST_SECONDS = 600.0

# Who keeps count; set once, when the app is ready.
witness = Witness()


class StaleAnswer(Exception):
    """The answer was already given, or the card has moved on since it was shown."""


class DrillOver(StaleAnswer):
    """The card was shown in the drill of an earlier study day: it is due as its schedule says."""


class NothingToUndo(Exception):
    """No answer of today is left to take back."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One showing of a card: it can be answered once, and only while the card is as shown."""

    token: UUID
    card_id: int
    revision: int
    answers: int
    mode: Mode
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What the learner gave: a grade, what was typed or chosen, and the app's verdict on it."""

    grade: Grade
    response: Any = ""
    verdict: str = ""
    is_overruled: bool = False


def answer_card(learner: Learner, ticket: Ticket, given: Given, moment: datetime) -> Review:
    """Log one answer and move the card, or raise StaleAnswer and change nothing."""
    try:
        with transaction.atomic():
            return _write_answer(learner, ticket, given, moment)
    except IntegrityError as error:
        # The token is used already, or another request met this new card first.
        raise StaleAnswer from error


def is_past(ticket: Ticket, learner: Learner, today: date) -> bool:
    """Tell whether a card was shown in a drill that ended with its day."""
    return ticket.mode is Mode.DRILL and today_of(learner, ticket.shown_at) != today


def call_card(learner: Learner, card: Card, moment: datetime) -> Review | None:
    """Have a card asked tomorrow, its easiness and interval untouched; None if nothing comes of it.

    It is asked by then anyhow, or is set aside. The wish is an entry of the log like an answer, so
    that a state stays the replay of its log.
    """
    row = CardState.objects.of(learner).filter(card=card).first()
    state = state_of(row) if row else None
    tomorrow = today_of(learner, moment) + timedelta(days=1)
    if (row and row.is_suspended) or (state and state.due_date <= tomorrow):
        return None
    answers = state.answers if state else 0
    ticket = Ticket(uuid4(), card.pk, card.revision, answers, Mode.CALLED, moment)
    return answer_card(learner, ticket, Given(Grade.ALMOST), moment)


def undo(learner: Learner, moment: datetime) -> Review:
    """Take back today's latest answer, or raise NothingToUndo.

    If its card was called since then, that goes with it.
    """
    try:
        with transaction.atomic():
            return _take_back(learner, moment)
    except StaleAnswer as error:
        # Another request was first, or travel has put a later answer on another study day.
        raise NothingToUndo from error


def set_aside(learner: Learner, card: Card, *, aside: bool) -> None:
    """Suspend a card, so that it is not asked, or bring it back with its schedule untouched."""
    CardState.objects.update_or_create(learner=learner, card=card, defaults={"is_suspended": aside})


def write_note(learner: Learner, card: Card, note: str) -> None:
    """Keep the learner's own hint to a card."""
    CardState.objects.update_or_create(learner=learner, card=card, defaults={"note": note})


def _write_answer(learner: Learner, ticket: Ticket, given: Given, moment: datetime) -> Review:
    row = _one_state().first(learner=learner.pk, card=ticket.card_id)
    before = state_of(row) if row else None
    today = today_of(learner, moment)
    if ticket.answers != (before.answers if before else 0):
        raise StaleAnswer
    if is_past(ticket, learner, today):
        raise DrillOver
    outlook = witness.look(learner, ticket.card_id, today)
    log: dict[str, Any] = {"forecast": outlook.forecast}
    if ticket.mode.counts:
        calendar = Calendar(today, learner.exam_date)
        after = outcome(before, ticket.mode, given.grade, calendar, ticket.card_id)
        _store(learner, ticket.card_id, row, after)
        log |= log_fields(before, "before") | log_fields(after, "after") | {"number": after.answers}
    review = _log(learner, ticket, given, moment, today, **log)
    witness.note(review, outlook)
    return review


@cache
def _one_state() -> Prepared[CardState]:
    card = Blank("card", IntegerField())
    return Prepared(CardState.objects.of(LEARNER).filter(card_id=card))


def _store(learner: Learner, card_id: int, row: CardState | None, after: State) -> None:
    if row is None:
        CardState.objects.create(learner=learner, card_id=card_id, **row_fields(after))
    else:
        _move(learner, card_id, after.answers - 1, after)


def _move(learner: Learner, card_id: int, answers: int, state: State | None) -> None:
    """Change the state only if it still is the one that was seen."""
    seen = CardState.objects.of(learner).filter(card_id=card_id, answers=answers)
    if not seen.update(**row_fields(state)):
        raise StaleAnswer


def _log(
    learner: Learner, ticket: Ticket, given: Given, moment: datetime, today: date, **log: Any
) -> Review:
    seconds = (moment - ticket.shown_at).total_seconds()
    return Review.objects.create(
        learner=learner,
        token=ticket.token,
        card_id=ticket.card_id,
        revision=ticket.revision,
        mode=ticket.mode,
        grade=given.grade,
        answered_at=moment,
        study_day=today,
        seconds=min(max(seconds, 0.0), LONGEST_SECONDS),
        response=given.response,
        verdict=given.verdict,
        is_overruled=given.is_overruled,
        **log,
    )


def _take_back(learner: Learner, moment: datetime) -> Review:
    review = _latest_answer(learner, today_of(learner, moment))
    if review is None:
        raise NothingToUndo
    if review.number:
        _move(learner, review.card_id, review.number, state_before(review))
    standing = Review.objects.of(learner).standing().filter(token=review.token)
    if not standing.update(undone_at=moment):
        raise StaleAnswer
    witness.forget(review)
    return _take_back(learner, moment) if review.mode == Mode.CALLED else review


def _latest_answer(learner: Learner, today: date) -> Review | None:
    """Return the answer given last; of its card the one with the highest number.

    The number, not the clock, tells the order of one card's answers: clocks are set back.
    """
    answers = Review.objects.of(learner).standing().on(today)
    review = answers.in_review().latest_first().first()
    if review and review.number:
        of_card = answers.filter(card_id=review.card_id, number__isnull=False)
        return of_card.order_by("-number").first()
    return review
