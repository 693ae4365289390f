"""The end of a session: what was done, and what tomorrow brings."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Case, Count, FloatField, Q, Sum, Value, When

from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.models import CardState, Learner, Review


@dataclass(frozen=True, slots=True)
class Summary:
    """Today in numbers. `recall` is a percentage of the due cards; None when none was due."""

    answers: int
    cards: int
    new: int
    recall: int | None
    minutes: int
    due_tomorrow: int
    still_due: int


def read_summary(learner: Learner, today: date) -> Summary:
    """Return what was done today and how many cards are due tomorrow."""
    answers = Review.objects.of(learner).standing().in_review().on(today)
    due_again = Q(mode=Mode.SCHEDULED, interval_before__gt=0)
    passed = Case(When(grade__gte=Grade.HARD, then=Value(100.0)), default=Value(0.0))
    done = answers.aggregate(
        answers=Count("token"),
        cards=Count("card", distinct=True),
        new=Count("token", filter=Q(mode=Mode.SCHEDULED, number=1)),
        recall=Avg(passed, filter=due_again, output_field=FloatField()),
        seconds=Sum("seconds", default=0.0),
    )
    states = CardState.objects.of(learner).awake()
    still_due = states.due_on(today).count()
    return Summary(
        answers=done["answers"],
        cards=done["cards"],
        new=done["new"],
        recall=None if done["recall"] is None else round(done["recall"]),
        minutes=round(done["seconds"] / 60),
        due_tomorrow=states.due_on(today + timedelta(days=1)).count(),
        still_due=still_due,
    )
