"""A ticket on the page: signed, so that what comes back is what was shown to this learner."""

import uuid
from datetime import UTC, datetime

from django.core import signing

from cards.core.schedule import Mode
from cards.models import Learner
from cards.study.answering import Ticket
from cards.study.queue import Asked

SALT = "cards.ticket"


class BadTicket(Exception):
    """The ticket was not made here, or not for this learner."""


def new_ticket(asked: Asked, moment: datetime) -> Ticket:
    """Return the ticket for one showing of a card."""
    answers = asked.state.answers if asked.state else 0
    return Ticket(uuid.uuid4(), asked.card.pk, asked.card.revision, answers, asked.mode, moment)


def write_ticket(ticket: Ticket, learner: Learner) -> str:
    """Return the ticket as text for a form."""
    parts = (
        learner.pk,
        ticket.token.hex,
        ticket.card_id,
        ticket.revision,
        ticket.answers,
        ticket.mode,
        ticket.shown_at.timestamp(),
    )
    return signing.dumps(parts, salt=SALT)


def read_ticket(text: str, learner: Learner) -> Ticket:
    """Return the ticket in a form, or raise BadTicket."""
    try:
        owner, token, card_id, revision, answers, mode, shown_at = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise BadTicket from error
    if owner != learner.pk:
        raise BadTicket
    moment = datetime.fromtimestamp(shown_at, UTC)
    return Ticket(uuid.UUID(token), card_id, revision, answers, Mode(mode), moment)
