"""Mock exams: a sitting is one paper with its clock, a question one place on it."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.card import Card
from cards.models.learner import Learner
from cards.models.syllabus import Objective


class Ending(models.TextChoices):
    """How a sitting came to its end."""

    HANDED_IN = "handed_in", _("Handed in")
    TIME_OUT = "time_out", _("Time was up")
    ABANDONED = "abandoned", _("Abandoned")


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Verbs that read as a phrase: Sitting.objects.of(learner).running()."""

    def of(self, learner: Learner) -> Self:
        """Keep one learner's sittings."""
        return self.filter(learner=learner)

    def running(self) -> Self:
        """Keep the sitting that is not over; a learner has at most one."""
        return self.filter(finished_at=None)

    def scored(self) -> Self:
        """Keep sittings that were marked: all that ended and were not abandoned."""
        return self.exclude(finished_at=None).exclude(ending=Ending.ABANDONED)


class Sitting(models.Model):
    """One paper, its seed and its clock.

    `place` is the question in front of the learner since `place_since`; `right` is null until the
    paper is marked. `objective` is null where the paper covers the whole exam.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sittings")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True)
    seed = models.PositiveBigIntegerField()
    total = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=1)
    place_since = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=9, blank=True, default="", choices=Ending.choices)
    right = models.PositiveSmallIntegerField(null=True)
    # The score that was forecast when it began, and its 80 % interval; null where nothing could be.
    expected = models.FloatField(null=True)
    expected_low = models.PositiveSmallIntegerField(null=True)
    expected_high = models.PositiveSmallIntegerField(null=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(finished_at=None), name="one_open_sitting"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, ending="") | ~Q(finished_at=None) & ~Q(ending=""),
                name="an_ended_sitting_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_running(self) -> bool:
        """Whether it has not been ended; its time may be up all the same."""
        return self.finished_at is None

    @property
    def seconds(self) -> float:
        """The time there is for the whole paper."""
        return (self.deadline - self.started_at).total_seconds()

    def seconds_left(self, moment: datetime) -> float:
        """Return what is left of the time, never more than there was: clocks are set back."""
        return min(self.seconds, max(0.0, (self.deadline - moment).total_seconds()))


class Question(models.Model):
    """One place on one paper, and what the learner gave there.

    `response` is null while nothing is given: a typed text, or the numbers of the options chosen.
    `first_response` keeps what was given when the question was left for the first time, and
    `revision` the edition of the card that was drawn or answered. `is_right` is null until the
    paper is marked.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="questions")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="questions")
    revision = models.PositiveIntegerField()
    is_fresh = models.BooleanField()
    is_flagged = models.BooleanField(default=False)
    response = models.JSONField(null=True)
    first_response = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0.0)
    is_right = models.BooleanField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["sitting", "place"], name="one_question_a_place"),
            models.UniqueConstraint(fields=["sitting", "card"], name="a_card_once_on_a_paper"),
        ]
        indexes = [models.Index(fields=["learner", "card"], name="questions_by_card")]

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.place}"

    @property
    def is_answered(self) -> bool:
        """Whether anything is given."""
        return self.response is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the card was edited since, so that numbers may be those of other options."""
        return self.revision != self.card.revision
