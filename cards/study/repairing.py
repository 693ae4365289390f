"""The log put right: everything in it that was made from answers is made anew, and the states."""

from collections.abc import Iterable

from django.db import transaction

from cards.models import Card, CardState, Review
from cards.study.auditing import Entry, Fields, History, histories, remade
from cards.study.states import row_fields


def repair(places: Iterable[tuple[int, str]]) -> None:
    """Make the histories of these learners and card keys anew, all or none.

    What learners gave is not touched, nor what was taken back, nor notes and cards set aside.
    """
    with transaction.atomic():
        for learner, card in places:
            _lock(learner, card)
            for history in list(histories(learner_id=learner, card__key=card)):
                _rewrite(history)


def _lock(learner: int, card: str) -> None:
    """Wait for an answer that is being written, and let the next one wait."""
    cards = Card.objects.filter(key=card).values("pk")
    list(CardState.objects.select_for_update().filter(learner_id=learner, card__in=cards))


def _rewrite(history: History) -> None:
    rows, state = remade(history.entries)
    _renumber(history.learner, rows)
    CardState.objects.update_or_create(
        learner_id=history.learner, card_id=history.card_id, defaults=row_fields(state)
    )


def _renumber(learner: int, rows: Iterable[tuple[Entry, Fields]]) -> None:
    for entry, made in rows:
        if entry.made != made:
            Review.objects.filter(learner_id=learner, token=entry.token).update(**made)
