"""The review log, which is the truth, and the state of each card, which is its replay.

Both are keyed by learner first and their keys are made outside the database, so that the tables
can be partitioned or sharded by learner as they are.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.core.schedule import COUNTING, IN_REVIEW, Mode
from cards.models.card import Card
from cards.models.learner import Learner
from cards.models.prepared import Blank


class CardStateQuerySet(models.QuerySet["CardState"]):
    """Verbs that read as a phrase: CardState.objects.of(learner).awake().due_on(today)."""

    def of(self, learner: Learner | Blank) -> Self:
        """Keep one learner's states."""
        return self.filter(learner=learner)

    def awake(self) -> Self:
        """Leave out cards set aside by the learner or retired by the author.

        The retired ones are few: naming them spares a look at every other card.
        """
        retired = Card.objects.filter(retired_at__isnull=False).order_by().values("pk")
        return self.filter(is_suspended=False).exclude(card__in=retired)

    def due_on(self, day: date | Blank) -> Self:
        """Keep cards due on this day or before."""
        return self.filter(due_date__lte=day)

    def to_drill_on(self, day: date | Blank) -> Self:
        """Keep cards answered below 4 on this day and not at least 4 since."""
        return self.filter(drill_day=day)


class CardState(models.Model):
    """What the log adds up to for one learner and one card, and whether it is set aside.

    A card set aside or noted before its first answer has `answers` 0 and no due date.
    """

    pk = models.CompositePrimaryKey("learner_id", "card_id")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="states")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="states")
    repetitions = models.PositiveIntegerField(default=0)
    interval = models.PositiveIntegerField(default=0)
    easiness = models.PositiveSmallIntegerField(default=250)
    due_date = models.DateField(null=True)
    lapses = models.PositiveIntegerField(default=0)
    drill_day = models.DateField(null=True)
    answers = models.PositiveIntegerField(default=0)
    is_suspended = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True, default="")

    objects = CardStateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["learner", "due_date", "is_suspended", "card"], name="states_by_due_date"
            ),
            models.Index(
                fields=["learner", "drill_day"],
                name="states_to_drill",
                condition=Q(drill_day__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(easiness__gte=130), name="easiness_at_least_1_3"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.card_id}"


class Verdict(models.TextChoices):
    """What the app made of a typed or chosen answer."""

    RIGHT = "right", _("Right")
    WRONG = "wrong", _("Wrong")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Verbs that read as a phrase: Review.objects.of(learner).standing().on(today)."""

    def of(self, learner: Learner | Blank) -> Self:
        """Keep one learner's answers."""
        return self.filter(learner=learner)

    def standing(self) -> Self:
        """Leave out answers that were taken back."""
        return self.filter(undone_at=None)

    def on(self, day: date | Blank) -> Self:
        """Keep the answers of one study day."""
        return self.filter(study_day=day)

    def counting(self) -> Self:
        """Keep entries that moved a card's state."""
        return self.filter(mode__in=COUNTING)

    def in_review(self) -> Self:
        """Keep the answers of the daily review: no mock exam, no card that was only called."""
        return self.filter(mode__in=IN_REVIEW)

    def latest_first(self) -> Self:
        """Order by moment, newest first; the token settles ties."""
        return self.order_by("-answered_at", "-token")


class Review(models.Model):
    """One answer. Never edited, but for the moment it was taken back.

    `number` counts the card's standing answers: this one made state number `number`. It is null
    in the modes that touch no state. The fields `…_before` are null on a first answer.
    """

    pk = models.CompositePrimaryKey("learner_id", "token")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reviews")
    token = models.UUIDField()
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="reviews")
    revision = models.PositiveIntegerField()
    mode = models.CharField(max_length=9, choices=[(mode, mode) for mode in Mode])
    grade = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
    study_day = models.DateField()
    seconds = models.FloatField()
    response = models.JSONField(blank=True, default=str)
    verdict = models.CharField(max_length=8, blank=True, default="", choices=Verdict.choices)
    is_overruled = models.BooleanField(default=False)
    # The recall that the memory model forecast before this answer, from 0 to 1; null where it had
    # nothing to go by. Kept, so that forecasts are judged by what was really said.
    forecast = models.FloatField(null=True)
    number = models.PositiveIntegerField(null=True)
    repetitions_before = models.PositiveIntegerField(null=True)
    interval_before = models.PositiveIntegerField(null=True)
    easiness_before = models.PositiveSmallIntegerField(null=True)
    due_before = models.DateField(null=True)
    lapses_before = models.PositiveIntegerField(null=True)
    drill_day_before = models.DateField(null=True)
    repetitions_after = models.PositiveIntegerField(null=True)
    interval_after = models.PositiveIntegerField(null=True)
    easiness_after = models.PositiveSmallIntegerField(null=True)
    due_after = models.DateField(null=True)
    lapses_after = models.PositiveIntegerField(null=True)
    drill_day_after = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["learner", "study_day", "undone_at", "mode"], name="reviews_by_day"
            ),
            models.Index(fields=["learner", "card", "number"], name="reviews_by_card"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grade__lte=5), name="grade_from_0_to_5"),
            models.CheckConstraint(
                condition=Q(interval_after=None) | Q(due_after__isnull=False),
                name="a_state_after_has_a_due_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.token)
