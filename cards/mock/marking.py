"""Marking as the exam does: right or wrong, with no second look."""

from typing import Any

from cards.core.marking import Shape, Verdict, mark
from cards.models import Card, Form, Kind


def is_right(card: Card, response: Any) -> bool:
    """Say whether a response is right; no response, or one of another form, is not."""
    if card.form == Form.CHOICE:
        return isinstance(response, list) and frozenset(response) == card.right_choices
    if not isinstance(response, str):
        return False
    shape = Shape.COMMAND if card.kind == Kind.COMMAND else Shape.TERM
    return mark(response, card.accepted, shape).verdict is Verdict.RIGHT
