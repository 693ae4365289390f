"""Whoever keeps count of the log while it is written, in the same transaction.

The day writes the log and knows of nobody who reads it; `answering.witness` is who is told.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cards.models import Learner, Review


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a witness says of a card before it is answered.

    `forecast` is the chance of recall, None where there is nothing to go by; `memo` is the
    witness's own, handed back with the answer.
    """

    forecast: float | None = None
    memo: Any = None


class Witness:
    """Sees nothing and says nothing."""

    def look(self, learner: Learner, card_id: int, today: date) -> Outlook:
        """Say what is to be expected of an answer."""
        return Outlook()

    def note(self, review: Review, outlook: Outlook) -> None:
        """Count an answer that was just logged."""

    def forget(self, review: Review) -> None:
        """Count an answer no longer, as it was taken back."""
