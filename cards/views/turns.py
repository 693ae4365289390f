"""One showing of a card: read from its form, or kept in the session during a detour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from cards import clock
from cards.core.schedule import Mode
from cards.models import Card, CardState, Form, Learner, Pool, Review, Sitting
from cards.models.learner import today_of
from cards.study.answering import Ticket, is_past
from cards.study.queue import Asked
from cards.study.scope import Scope
from cards.text import LANGUAGES
from cards.views.scopes import scope_query
from cards.views.tickets import BadTicket, new_ticket, read_ticket, write_ticket

KEPT = "kept_turn"
LONGEST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Response:
    """What the learner gave so far: a typed text, or the numbers of the options chosen."""

    typed: str = ""
    picked: frozenset[int] = frozenset()
    is_overruled: bool = False
    gave_up: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not self.typed.strip() and not self.picked

    def for_log(self, card: Card) -> Any:
        """Return what the log keeps."""
        return sorted(self.picked) if card.form == Form.CHOICE else self.typed


@dataclass(frozen=True, slots=True)
class Turn:
    """One showing of a card: which, why, and how far the learner has come with it."""

    asked: Asked
    ticket: Ticket
    language: str
    wants_answer: bool = False
    response: Response = field(default_factory=Response)


def new_turn(asked: Asked, moment: datetime) -> Turn:
    """Return the first look at a card, in the language of the page."""
    return Turn(asked, new_ticket(asked, moment), page_language())


def read_turn(fields: Mapping[str, Any], learner: Learner) -> Turn | None:
    """Return the turn in a card's form; None when the card has moved on since."""
    try:
        ticket = read_ticket(fields.get("ticket", ""), learner)
    except BadTicket:
        return None
    asked = asked_by(ticket, learner)
    if asked is None:
        return None
    response = read_response(fields)
    wants_answer = fields.get("stage") == "shown" or response.gave_up
    return Turn(asked, ticket, _language(fields), wants_answer, response)


def read_response(fields: Mapping[str, Any]) -> Response:
    """Return what a card's form holds."""
    several = (
        fields.getlist("choice") if isinstance(fields, QueryDict) else fields.get("choice", [])
    )
    return Response(
        # PostgreSQL keeps no NUL; no keyboard makes one either.
        typed=str(fields.get("typed", "")).replace("\0", "")[:LONGEST_TYPED],
        picked=frozenset(int(number) for number in several if number in tuple("01234")),
        is_overruled=fields.get("overruled") == "1",
        gave_up=fields.get("gave_up") == "1",
    )


def asked_by(ticket: Ticket, learner: Learner) -> Asked | None:
    """Return the card of a ticket if it still is as it was shown and the ticket is unused.

    A mock question stays covered while a paper is being sat that may hold it.
    """
    card = Card.objects.with_place().filter(pk=ticket.card_id).first()
    row = CardState.objects.of(learner).filter(card_id=ticket.card_id).first()
    is_used = Review.objects.of(learner).filter(token=ticket.token).exists()
    if card is None or is_used or card.revision != ticket.revision:
        return None
    if (row.answers if row else 0) != ticket.answers:
        return None
    if is_past(ticket, learner, today_of(learner, clock.now())):
        return None
    if card.pool == Pool.MOCK and Sitting.objects.of(learner).running().exists():
        return None
    return Asked(card, ticket.mode, row)


def asked_again(learner: Learner, review: Review) -> Asked:
    """Return the card of an answer that was taken back."""
    row = CardState.objects.of(learner).filter(card_id=review.card_id).first()
    return Asked(Card.objects.with_place().get(pk=review.card_id), Mode(review.mode), row)


def keep_turn(request: HttpRequest, learner: Learner, scope: Scope, turn: Turn) -> None:
    """Keep a card as it lies, for the way back from a detour."""
    request.session[KEPT] = {
        "query": scope_query(scope),
        "ticket": write_ticket(turn.ticket, learner),
        "stage": "shown" if turn.wants_answer else "asked",
        "lang": turn.language,
        "typed": turn.response.typed,
        "choice": [str(number) for number in turn.response.picked],
        "overruled": "1" if turn.response.is_overruled else "",
        "gave_up": "1" if turn.response.gave_up else "",
    }


def kept_turn(request: HttpRequest, learner: Learner, scope: Scope) -> Turn | None:
    """Return the card kept for this scope, if it has not moved on."""
    fields = request.session.get(KEPT)
    if not fields or fields["query"] != scope_query(scope):
        return None
    return read_turn(fields, learner)


def kept_query(request: HttpRequest) -> str | None:
    """Return the query of the session that waits for the learner to come back, if one does."""
    fields = request.session.get(KEPT)
    return fields["query"] if fields else None


def forget_turn_of(request: HttpRequest, learner: Learner, card_id: int) -> None:
    """Drop the kept card if it is this one, or has moved on; another keeps waiting."""
    fields = request.session.get(KEPT)
    if not fields:
        return
    turn = read_turn(fields, learner)
    if turn is None or turn.asked.card.pk == card_id:
        del request.session[KEPT]


def page_language() -> str:
    """Return the language of the interface."""
    language = get_language() or LANGUAGES[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _language(fields: Mapping[str, Any]) -> str:
    wanted = fields.get("to_lang") or fields.get("lang", "")
    return wanted if wanted in LANGUAGES else page_language()
