"""Who learns, and how they want their days."""

import zoneinfo
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cards.core.study_day import study_day


class User(AbstractUser):
    """An account. Custom from the first migration, since it cannot be made so later."""


class Buttons(models.TextChoices):
    """Which grades are offered."""

    FOUR = "four", _("Four: again, hard, good, easy")
    SIX = "six", _("All six grades of SM-2, 0 to 5")


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the tz database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Expected a name such as Asia/Tokyo."),
            params={"name": name},
        )


def default_time_zone() -> str:
    """Return the zone a new learner starts in."""
    return settings.LEARNER_TIME_ZONE


class LearnerQuerySet(models.QuerySet["Learner"]):
    """Learners, and what is done to many at once."""

    def recount(self) -> None:
        """Make void what was counted for them once a day; the next page counts anew."""
        self.update(recounts=F("recounts") + 1)


class Learner(models.Model):
    """One learner's settings. Every row of a learner carries this one's key."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    exam_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(
        max_length=64, default=default_time_zone, validators=[check_time_zone]
    )
    day_starts_at = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(23)])
    new_cards_a_day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(200)]
    )
    minutes_a_day = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    language = models.CharField(
        max_length=8, blank=True, default="", choices=[("ja", "日本語"), ("en", "English")]
    )
    buttons = models.CharField(max_length=8, choices=Buttons.choices, default=Buttons.FOUR)
    # Study days to come on which nothing is asked, as ISO dates.
    days_off = models.JSONField(blank=True, default=list)
    # How often all counts kept for this learner became void: cards were imported, or an export.
    recounts = models.PositiveIntegerField(default=0, editable=False)

    objects = LearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user_id)

    def key_of_day(self, name: str, today: date) -> str:
        """Return the key under which something is kept that is counted once a day."""
        return f"{name}:{self.pk}:{self.recounts}:{today.isoformat()}"

    def days_off_ahead(self, today: date) -> set[date]:
        """Return the days off from today on."""
        days = {date.fromisoformat(day) for day in self.days_off}
        return {day for day in days if day >= today}


def today_of(learner: Learner, moment: datetime) -> date:
    """Return the learner's study day at this moment."""
    return study_day(moment, zoneinfo.ZoneInfo(learner.time_zone), learner.day_starts_at)


@receiver(post_save, sender=User)
def give_settings(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    """Give every new account its learner, whichever door made it."""
    if created and not raw:
        Learner.objects.create(user=instance)
