"""Where each objective stands, and on which days the learner studied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Count, F, Q

from cards.models import Card, CardState, Learner, Objective, Review
from cards.models.card import Text

# Recalled twice in a row: SM-2 then waits six days or more.
KNOWN_REPETITIONS = 2
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective: its weight, and its study cards counted."""

    code: str
    title: Text
    weight: int
    cards: int
    seen: int
    due: int
    known: int

    @property
    def known_share(self) -> float:
        """Known cards as a share of all, from 0 to 1."""
        return self.known / self.cards if self.cards else 0.0


@dataclass(frozen=True, slots=True)
class StudiedDay:
    """One of the last days, and how many answers were given on it."""

    day: date
    answers: int


def objective_rows(learner: Learner, today: date) -> list[ObjectiveRow]:
    """Return all objectives in the exam's order. Three queries, however many cards there are."""
    cards = dict(
        Card.objects.active()
        .for_study()
        .order_by()
        .values_list("section__objective")
        .annotate(Count("pk"))
    )
    states = {row["objective"]: row for row in _state_counts(learner, today)}
    none = {"seen": 0, "due": 0, "known": 0}
    return [
        ObjectiveRow(
            code=objective.code,
            title=objective.title,
            weight=objective.weight,
            cards=cards.get(objective.pk, 0),
            **{name: states.get(objective.pk, none)[name] for name in none},
        )
        for objective in Objective.objects.all()
    ]


def studied_days(learner: Learner, today: date) -> list[StudiedDay]:
    """Return the last fourteen days, oldest first, today included."""
    first = today - timedelta(days=DAYS_SHOWN - 1)
    answers = Review.objects.of(learner).standing().filter(study_day__gte=first)
    counted = dict(answers.order_by().values_list("study_day").annotate(Count("token")))
    days = [first + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return [StudiedDay(day, counted.get(day, 0)) for day in days]


def _state_counts(learner: Learner, today: date) -> Iterable[Mapping[str, Any]]:
    is_due = Q(is_suspended=False, due_date__lte=today)
    states = CardState.objects.of(learner).filter(card__retired_at=None, card__pool="study")
    counted = states.order_by().values(objective=F("card__section__objective"))
    rows = counted.annotate(
        seen=Count("card", filter=Q(answers__gt=0)),
        due=Count("card", filter=is_due),
        known=Count("card", filter=Q(repetitions__gte=KNOWN_REPETITIONS)),
    )
    return cast(Iterable[Mapping[str, Any]], rows)
