"""Learners' remarks on cards, for the author."""

from datetime import datetime

from cards.models import Card, Learner, Report


def report_card(learner: Learner, card: Card, comment: str, moment: datetime) -> Report:
    """Keep a remark on the card as it reads now."""
    return Report.objects.create(
        learner=learner,
        card=card,
        revision=card.revision,
        comment=comment,
        created_at=moment,
    )
