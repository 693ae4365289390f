"""What the log adds up to, kept beside it so that no page need read it again.

Written in the transaction that writes the log; `rebuild_progress` makes all of it anew from there.
"""

from typing import Self

from django.db import models

from cards.models.card import Card, Form, Kind
from cards.models.learner import Learner
from cards.models.syllabus import Objective


class Trace(models.Model):
    """What the memory model makes of one learner's answers to one card.

    `stability` is in days: so long after the last answer the card is recalled nine times in ten.
    `difficulty` goes from 1 to 10. `reviewed_on` is the study day of the last answer.
    """

    pk = models.CompositePrimaryKey("learner_id", "card_id")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="traces")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="traces")
    stability = models.FloatField()
    difficulty = models.FloatField()
    reviewed_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.card_id}"


class TallyQuerySet(models.QuerySet["Tally"]):
    """Verbs that read as a phrase: Tally.objects.of(learner)."""

    def of(self, learner: Learner) -> Self:
        """Keep one learner's tallies."""
        return self.filter(learner=learner)


class Tally(models.Model):
    """One day's answers in the review to cards of one objective, kind and form.

    `asked` counts answers to cards that were due, `recalled` those of them that passed.
    """

    pk = models.CompositePrimaryKey("learner_id", "day", "objective_id", "kind", "form")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    form = models.CharField(max_length=8, choices=Form.choices)
    answers = models.IntegerField(default=0)
    introduced = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)
    recalled = models.IntegerField(default=0)
    seconds = models.FloatField(default=0.0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.day}"


class Calibration(models.Model):
    """Forecasts of recall in one tenth (0 is 0 to 0.1), and what became of them, as sums."""

    pk = models.CompositePrimaryKey("learner_id", "tenth")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="calibrations")
    tenth = models.PositiveSmallIntegerField()
    forecasts = models.IntegerField(default=0)
    expected = models.FloatField(default=0.0)
    squares = models.FloatField(default=0.0)
    recalled = models.IntegerField(default=0)
    expected_of_recalled = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.tenth}"
