"""What learners say is wrong with a card."""

from django.db import models

from cards.models.card import Card
from cards.models.learner import Learner


class Report(models.Model):
    """One learner's remark on one revision of a card, for the author to settle."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reports")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="reports")
    revision = models.PositiveIntegerField()
    comment = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.card_id} r{self.revision}"
