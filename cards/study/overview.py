"""Where each objective stands, and on which days the learner studied."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.core.cache import cache
from django.db.models import Count, Q

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Objective, Pool, Review
from cards.models.card import CardQuerySet, Text
from cards.models.review import ReviewQuerySet
from cards.study.scope import WHOLE, Scope

ONE_DAY = 60 * 60 * 24
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


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards by objective: all of them, those seen, those known."""

    cards: dict[int, int]
    seen: dict[int, int]
    known: dict[int, int]

    def plus(self, changes: Self, times: int = 1) -> "Counts":
        """Return the counts after changes of seen and known, or before them with -1."""
        return Counts(
            self.cards,
            _added(self.seen, changes.seen, times),
            _added(self.known, changes.known, times),
        )


def objective_rows(learner: Learner, today: date, scope: Scope = WHOLE) -> list[ObjectiveRow]:
    """Return all objectives in the exam's order, with what is due of a scope."""
    due, counts = _due_counts(learner, today, scope), _counts(learner, today)
    return [
        ObjectiveRow(
            code=objective.code,
            title=objective.title,
            weight=objective.weight,
            cards=counts.cards.get(objective.pk, 0),
            seen=counts.seen.get(objective.pk, 0),
            due=due.get(objective.pk, 0),
            known=counts.known.get(objective.pk, 0),
        )
        for objective in Objective.objects.all()
    ]


def studied_days(learner: Learner, today: date) -> list[StudiedDay]:
    """Return the last fourteen days, oldest first, today included."""
    given = _given_before(learner, today)
    days = [today - timedelta(days=number) for number in range(DAYS_SHOWN - 1, 0, -1)]
    answers_today = _answers(learner).on(today).count()
    earlier = [StudiedDay(day, given.get(day, 0)) for day in days]
    return [*earlier, StudiedDay(today, answers_today)]


def _given_before(learner: Learner, today: date) -> dict[date, int]:
    """Return how many answers were given on the days before; they do not change today."""
    key = learner.key_of_day("fortnight", today)
    given: dict[date, int] | None = cache.get(key)
    if given is None:
        since = today - timedelta(days=DAYS_SHOWN - 1)
        answers = _answers(learner).filter(study_day__gte=since, study_day__lt=today)
        given = dict(answers.order_by().values_list("study_day").annotate(given=Count("*")))
        cache.set(key, given, ONE_DAY)
    return given


def _answers(learner: Learner) -> ReviewQuerySet:
    return Review.objects.of(learner).standing().exclude(mode=Mode.CALLED)


def _counts(learner: Learner, today: date) -> Counts:
    """Return what today began with, kept while today lasts, and what today's answers changed.

    Counting every card and state takes long with many of them; today's answers are few.
    """
    key = learner.key_of_day("objectives", today)
    changes = _changes(learner, today)
    began_with: Counts | None = cache.get(key)
    if began_with is None:
        began_with = _query_counts(learner).plus(changes, -1)
        cache.set(key, began_with, ONE_DAY)
    return began_with.plus(changes)


def _changes(learner: Learner, today: date) -> Counts:
    """Return by how many cards more are seen, and known, than when today began."""
    answers = Review.objects.of(learner).standing().on(today).counting()
    shown = answers.filter(card__pool=Pool.STUDY, card__retired_at=None).order_by("number")
    columns = ("card_id", "card__section__objective", "repetitions_before", "repetitions_after")
    first: dict[int, int | None] = {}
    last: dict[int, tuple[int, int]] = {}
    for card, objective, before, after in shown.values_list(*columns):
        first.setdefault(card, before)
        last[card] = (objective, after)
    changes = Counts({}, Counter(), Counter())
    for card, (objective, after) in last.items():
        before = first[card]
        changes.seen[objective] += before is None
        changes.known[objective] += _is_known(after) - _is_known(before or 0)
    return changes


def _is_known(repetitions: int) -> bool:
    return repetitions >= KNOWN_REPETITIONS


def _query_counts(learner: Learner) -> Counts:
    cards = _deck().order_by().values_list("section__objective").annotate(Count("pk"))
    states = CardState.objects.of(learner).filter(card__retired_at=None, card__pool=Pool.STUDY)
    rows = (
        states.order_by()
        .values("card__section__objective")
        .annotate(
            seen=Count("card", filter=Q(answers__gt=0)),
            known=Count("card", filter=Q(repetitions__gte=KNOWN_REPETITIONS)),
        )
    )
    seen_and_known = list(rows.values_list("card__section__objective", "seen", "known"))
    return Counts(
        cards=dict(cards),
        seen={objective: seen for objective, seen, _ in seen_and_known},
        known={objective: known for objective, _, known in seen_and_known},
    )


def _due_counts(learner: Learner, today: date, scope: Scope) -> dict[int, int]:
    """Count what is due afresh: it changes with the day and with cards set aside too."""
    due = CardState.objects.of(learner).awake().due_on(today).filter(scope.cards("card__"))
    return dict(due.order_by().values_list("card__section__objective").annotate(Count("card")))


def _deck() -> CardQuerySet:
    return Card.objects.active().for_study()


def _added(counts: dict[int, int], changes: dict[int, int], times: int) -> dict[int, int]:
    keys = counts.keys() | changes.keys()
    return {key: counts.get(key, 0) + times * changes.get(key, 0) for key in keys}
