"""One learner's study day: what waits, what is done, and what the plan makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django.core.cache import cache
from django.db.models import (
    DateField,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from cards.core import plan
from cards.core.plan import DayPlan, Limits, Load
from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Pool, Review
from cards.models.prepared import Blank, Prepared
from cards.study.scope import WHOLE, Scope

ANSWERS_TIMED = 200
ONE_DAY = 60 * 60 * 24
SCOPES_PREPARED = 128

LEARNER = Blank("learner", IntegerField())
TODAY = Blank("today", DateField())


@dataclass(frozen=True, slots=True)
class Tally:
    """Cards of a scope: due, never met, met, to drill; answers and first answers of today."""

    due: int
    unseen: int
    met: int
    drill: int
    answered: int
    introduced: int


@dataclass(frozen=True, slots=True)
class Past:
    """What the days before today say; it cannot change while today lasts."""

    pace: float | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Day:
    """Today as it stands now: the count of a scope and what is left to do of it."""

    today: date
    tally: Tally
    plan: DayPlan
    pace: float | None
    days_left: int | None
    capacity: int
    new_a_day: int
    is_day_off: bool


def read_day(learner: Learner, today: date, scope: Scope = WHOLE) -> Day:
    """Count and plan today. One query, and two more on the first call of a day."""
    past = read_past(learner, today)
    whole, scoped = _read_tallies(learner, today, scope)
    days_off = learner.days_off_ahead(today)
    limits = Limits(
        capacity=plan.capacity(learner.minutes_a_day, past.pace),
        new_cards=learner.new_cards_a_day,
        days_left=plan.study_days_left(today, learner.exam_date, days_off),
        is_first_day_back=plan.is_first_day_back(today, past.last_day),
        is_day_off=today in days_off,
    )
    return Day(
        today=today,
        tally=scoped,
        plan=_plan(whole, scoped, limits, scope),
        pace=past.pace,
        days_left=plan.days_left(today, learner.exam_date),
        capacity=limits.capacity,
        new_a_day=plan.new_cards_today(_load(whole), limits),
        is_day_off=limits.is_day_off,
    )


def read_past(learner: Learner, today: date) -> Past:
    """Return pace and last day of study, read once a day."""
    key = learner.key_of_day("past", today)
    past: Past | None = cache.get(key)
    if past is None:
        past = _query_past(learner, today)
        cache.set(key, past, ONE_DAY)
    return past


def unmet(learner: Learner | Blank, scope: Scope = WHOLE) -> QuerySet[Card]:
    """Return the study cards this learner has neither answered nor set aside."""
    cards = Card.objects.active().for_study().filter(scope.cards())
    return cards.filter(~Exists(_met_states(learner)))


def _met_states(learner: Learner | Blank) -> QuerySet[CardState]:
    """Return the states of a card of the outer query that was answered or is set aside."""
    is_met = Q(due_date__isnull=False) | Q(is_suspended=True)
    return CardState.objects.of(learner).filter(is_met, card=OuterRef("pk"))


def _plan(whole: Tally, scoped: Tally, limits: Limits, scope: Scope) -> DayPlan:
    """A scope chosen by hand lifts the cap on due cards, but not the limit on new ones."""
    if scope.extra:
        room = max(0, scope.most - scoped.answered) if scope.most else scoped.due + scoped.unseen
        due = min(scoped.due, room)
        return DayPlan(due=due, new=min(scoped.unseen, room - due))
    load = _load(whole)
    if scope.is_whole:
        return plan.plan_day(load, limits)
    new = min(scoped.unseen, plan.new_cards_left(load, limits))
    return DayPlan(due=scoped.due, new=new)


def _load(tally: Tally) -> Load:
    return Load(tally.due, tally.unseen, tally.met, tally.answered, tally.introduced)


def _query_past(learner: Learner, today: date) -> Past:
    earlier = Review.objects.of(learner).standing().filter(study_day__lt=today)
    newest = earlier.order_by("-study_day")
    seconds = newest.in_review().counting().values_list("seconds", flat=True)[:ANSWERS_TIMED]
    last_day = newest.values_list("study_day", flat=True).first()
    return Past(plan.pace(list(seconds)), last_day)


def _read_tallies(learner: Learner, today: date, scope: Scope) -> tuple[Tally, Tally]:
    """Return the tally of all cards and of the scope, in one query."""
    row = _tallies(scope).rows(learner=learner.pk, today=today)[0]
    whole = _tally(row, "whole")
    return whole, whole if scope.is_whole else _tally(row, "scoped")


@lru_cache(maxsize=SCOPES_PREPARED)
def _tallies(scope: Scope) -> Prepared[Mapping[str, int]]:
    counts = _counts(scope.widest, "whole")
    if not scope.is_whole:
        counts |= _counts(scope, "scoped")
    rows = cast("QuerySet[Learner, Mapping[str, int]]", Learner.objects.values(**counts))
    return Prepared(rows.filter(pk=LEARNER))


def _counts(scope: Scope, name: str) -> dict[str, Subquery]:
    states = CardState.objects.of(LEARNER).filter(scope.cards("card__"))
    answers = Review.objects.of(LEARNER).standing().on(TODAY).filter(scope.cards("card__"))
    scheduled = answers.filter(mode=Mode.SCHEDULED)
    is_elsewhere = Q(pool=Pool.MOCK) | Q(pool=Pool.STUDY, retired_at__isnull=False)
    elsewhere = Card.objects.filter(is_elsewhere, scope.cards())
    counted: dict[str, QuerySet[Any]] = {
        "due": states.awake().due_on(TODAY),
        "drill": states.awake().to_drill_on(TODAY),
        "answered": scheduled,
        "introduced": scheduled.filter(number=1),
        "cards": Card.objects.active().for_study().filter(scope.cards()),
        # Three counts, since each is read off an index; the last is of few cards.
        "met": states.filter(due_date__isnull=False),
        "aside": states.filter(due_date=None, is_suspended=True),
        "elsewhere": elsewhere.filter(Exists(_met_states(LEARNER))),
    }
    return {f"{name}_{key}": _count(rows) for key, rows in counted.items()}


def _tally(row: Mapping[str, int], name: str) -> Tally:
    met = row[f"{name}_met"] + row[f"{name}_aside"] - row[f"{name}_elsewhere"]
    return Tally(
        due=row[f"{name}_due"],
        unseen=row[f"{name}_cards"] - met,
        met=met,
        drill=row[f"{name}_drill"],
        answered=row[f"{name}_answered"],
        introduced=row[f"{name}_introduced"],
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    """Return the number of rows as a column of another query."""
    total = Func(function="COUNT", template="COUNT(*)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(total=total).values("total"))
