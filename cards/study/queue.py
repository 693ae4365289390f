"""Which card comes next. The only place that orders."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression, OrderBy
from django.db.models.functions import Mod

from cards.core.schedule import Mode, State
from cards.models import Card, CardState, Learner, Review
from cards.models.card import CardQuerySet
from cards.models.functions import DaysBetween
from cards.models.prepared import Blank, Prepared
from cards.models.review import CardStateQuerySet
from cards.study.day import LEARNER, SCOPES_PREPARED, TODAY, Day, unmet
from cards.study.scope import Scope
from cards.study.states import state_of

NEW_CARDS_LOOKED_AT = 8
SHUFFLE_SIZE = 65521

STEP = Blank("step", IntegerField())


@dataclass(frozen=True, slots=True)
class Asked:
    """A card to ask, why, and the learner's state of it (None: never answered)."""

    card: Card
    mode: Mode
    row: CardState | None

    @property
    def state(self) -> State | None:
        """The state of the card, as the scheduler knows it."""
        return state_of(self.row) if self.row else None


def next_card(learner: Learner, day: Day, scope: Scope) -> Asked | None:
    """Return the next card of the session, or None when it is over.

    Due cards, then new ones, then the drill; new ones first when the plan says so. Two cards of
    one section follow each other only where nothing else is left.
    """
    if scope.practice:
        return _practice_card(learner, day.today, scope)
    phases: list[Callable[[], Asked | None]] = []
    if day.plan.due:
        phases.append(lambda: _due_card(learner, day, scope))
    if day.plan.new:
        at = 0 if day.plan.new_first else len(phases)
        phases.insert(at, lambda: _new_card(learner, day.today, scope))
    if day.tally.drill:
        phases.append(lambda: _drill_card(learner, day.today, scope))
    return next((asked for phase in phases if (asked := phase())), None)


def practice_left(learner: Learner, today: date, scope: Scope) -> tuple[int, int]:
    """Return how many cards of a practice round are answered, and how many are left."""
    total = _practisable(learner, scope).count()
    left = _unpractised(learner, today, scope).count()
    return total - left, left


def _due_card(learner: Learner, day: Day, scope: Scope) -> Asked | None:
    """Due cards are shuffled anew each day; when some must wait, the most valuable come first."""
    row = _first_due(scope, bool(day.plan.waiting)).first(
        learner=learner.pk, today=day.today, step=_step(day.today)
    )
    return Asked(row.card, Mode.SCHEDULED, row) if row else None


@lru_cache(maxsize=SCOPES_PREPARED)
def _first_due(scope: Scope, is_by_value: bool) -> Prepared[CardState]:
    states = CardState.objects.of(LEARNER).awake().due_on(TODAY).filter(scope.cards("card__"))
    order: list[OrderBy | Mod | F] = [_shuffled("card_id", STEP), F("card_id")]
    if is_by_value:
        order.insert(0, _value_of_asking().desc())
    # First the number alone, off the index: a row with its card is long, and all are sorted.
    first = Subquery(states.order_by(_follows_its_like(), *order).values("card_id")[:1])
    return _first_row(CardState.objects.of(LEARNER).filter(card_id=first))


def _follows_its_like() -> Case:
    """Tell a state whose card is of the section that was answered last."""
    last_section = Subquery(_latest_sections()[:1])
    of_section = Card.objects.filter(section=last_section).order_by().values("pk")
    return Case(When(card__in=of_section, then=Value(1)), default=Value(0))


def _new_card(learner: Learner, today: date, scope: Scope) -> Asked | None:
    """New cards come in their place, which deals the sections out evenly."""
    near = _nearest_unmet(scope).rows(learner=learner.pk)
    if not near:
        return None
    last_section = _last_section(learner, today)
    others = [pk for pk, section in near if section != last_section]
    card = Card.objects.with_place().get(pk=others[0] if others else near[0][0])
    row = CardState.objects.of(learner).filter(card=card).first()
    return Asked(card, Mode.SCHEDULED, row)


@lru_cache(maxsize=SCOPES_PREPARED)
def _nearest_unmet(scope: Scope) -> Prepared[tuple[int, int]]:
    cards = unmet(LEARNER, scope).order_by("place", "pk")
    return Prepared(cards.values_list("pk", "section_id")[:NEW_CARDS_LOOKED_AT])


def _drill_card(learner: Learner, today: date, scope: Scope) -> Asked | None:
    """The card longest out of sight comes first."""
    row = _first_drill(scope).first(learner=learner.pk, today=today)
    return Asked(row.card, Mode.DRILL, row) if row else None


@lru_cache(maxsize=SCOPES_PREPARED)
def _first_drill(scope: Scope) -> Prepared[CardState]:
    answers = Review.objects.of(LEARNER).standing().on(TODAY).filter(card=OuterRef("card_id"))
    last_seen = answers.order_by().values("card").annotate(last=Max("answered_at")).values("last")
    states = CardState.objects.of(LEARNER).awake().to_drill_on(TODAY)
    in_order = states.filter(scope.cards("card__")).order_by(
        _follows_its_like(), Subquery(last_seen), "card_id"
    )
    return _first_row(in_order)


def _first_row(states: CardStateQuerySet) -> Prepared[CardState]:
    """Prepare the first of these states, its card and the card's place with it."""
    with_card = states.select_related("card__section__objective").defer("card__search_text")
    return Prepared(with_card[:1])


def _practice_card(learner: Learner, today: date, scope: Scope) -> Asked | None:
    last_section = _last_section(learner, today)
    cards = _unpractised(learner, today, scope).order_by(
        _is_section(last_section), _shuffled("pk", _step(today)), "pk"
    )
    card = cards.with_place().first()
    if card is None:
        return None
    row = CardState.objects.of(learner).filter(card=card).first()
    return Asked(card, Mode.PRACTICE, row)


def _practisable(learner: Learner, scope: Scope) -> CardQuerySet:
    """Return the cards of the scope that are not set aside."""
    aside = CardState.objects.of(learner).filter(is_suspended=True, card=OuterRef("pk"))
    return Card.objects.active().for_study().filter(~Exists(aside), scope.cards())


def _unpractised(learner: Learner, today: date, scope: Scope) -> CardQuerySet:
    """Return the cards of the scope practised today less often than the round asks."""
    answers = Review.objects.of(learner).standing().on(today).filter(mode=Mode.PRACTICE)
    times = Counter(answers.values_list("card_id", flat=True))
    done = [card_id for card_id, practised in times.items() if practised >= scope.round]
    return _practisable(learner, scope).exclude(pk__in=done)


def _last_section(learner: Learner, today: date) -> int | None:
    return _latest_section().first(learner=learner.pk, today=today)


@cache
def _latest_section() -> Prepared[int]:
    return Prepared(_latest_sections()[:1])


def _latest_sections() -> QuerySet[Review, int]:
    answers = Review.objects.of(LEARNER).standing().in_review().on(TODAY).latest_first()
    return answers.values_list("card__section_id", flat=True)


def _is_section(section: int | None) -> Case:
    return Case(When(section_id=section, then=Value(1)), default=Value(0))


def _shuffled(field: str, step: int | Blank) -> Mod:
    """Order numbers as if at random: the same with the same step."""
    return Mod(F(field) * step, SHUFFLE_SIZE)


def _step(day: date) -> int:
    """Return the step of a day's shuffle."""
    return 1 + day.toordinal() * 7919 % (SHUFFLE_SIZE - 1)


def _value_of_asking() -> CombinedExpression:
    """Weight of the objective times days overdue, the day it is due counted as one."""
    overdue = DaysBetween(TODAY, F("due_date")) + 1.0
    return F("card__section__objective__weight") * overdue
