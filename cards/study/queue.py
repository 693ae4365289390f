"""Which card comes next. The only place that orders."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    DateField,
    F,
    IntegerField,
    Max,
    OuterRef,
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
from cards.study.day import Day, unmet
from cards.study.scope import Scope
from cards.study.states import state_of

NEW_CARDS_LOOKED_AT = 8
SHUFFLE_SIZE = 65521


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
    last_section = _last_section(learner, day.today)
    if scope.practice:
        return _practice_card(learner, day.today, scope, last_section)
    phases: list[Callable[[], Asked | None]] = []
    if day.plan.due:
        phases.append(lambda: _due_card(learner, day, scope, last_section))
    if day.plan.new:
        at = 0 if day.plan.new_first else len(phases)
        phases.insert(at, lambda: _new_card(learner, scope, last_section))
    if day.tally.drill:
        phases.append(lambda: _drill_card(learner, day.today, scope))
    return next((asked for phase in phases if (asked := phase())), None)


def practice_left(learner: Learner, today: date, scope: Scope) -> tuple[int, int]:
    """Return how many cards of a practice round are answered, and how many are left."""
    total = Card.objects.active().for_study().filter(scope.cards()).count()
    left = _unpractised(learner, today, scope).count()
    return total - left, left


def _due_card(learner: Learner, day: Day, scope: Scope, last_section: int | None) -> Asked | None:
    """Due cards are shuffled anew each day; when some must wait, the most valuable come first."""
    states = CardState.objects.of(learner).awake().due_on(day.today).filter(scope.cards("card__"))
    order: list[OrderBy | Mod | F] = [_shuffled("card_id", day.today), F("card_id")]
    if day.plan.waiting:
        order.insert(0, _value_of_asking(day.today).desc())
    states = states.order_by(_is_section("card__section_id", last_section), *order)
    row = states.select_related("card__section__objective").defer("card__search_text").first()
    return Asked(row.card, Mode.SCHEDULED, row) if row else None


def _new_card(learner: Learner, scope: Scope, last_section: int | None) -> Asked | None:
    """New cards come in their place, which deals the sections out evenly."""
    cards = unmet(learner, scope).order_by("place", "pk")
    near = list(cards.values_list("pk", "section_id")[:NEW_CARDS_LOOKED_AT])
    if not near:
        return None
    others = [pk for pk, section in near if section != last_section]
    card = Card.objects.with_place().get(pk=others[0] if others else near[0][0])
    row = CardState.objects.of(learner).filter(card=card).first()
    return Asked(card, Mode.SCHEDULED, row)


def _drill_card(learner: Learner, today: date, scope: Scope) -> Asked | None:
    """The card longest out of sight comes first."""
    answers = Review.objects.of(learner).standing().on(today).filter(card=OuterRef("card_id"))
    last_seen = answers.order_by().values("card").annotate(last=Max("answered_at")).values("last")
    states = CardState.objects.of(learner).awake().to_drill_on(today)
    states = states.filter(scope.cards("card__")).order_by(Subquery(last_seen), "card_id")
    row = states.select_related("card__section__objective").defer("card__search_text").first()
    return Asked(row.card, Mode.DRILL, row) if row else None


def _practice_card(
    learner: Learner, today: date, scope: Scope, last_section: int | None
) -> Asked | None:
    cards = _unpractised(learner, today, scope).order_by(
        _is_section("section_id", last_section), _shuffled("pk", today), "pk"
    )
    card = cards.with_place().first()
    if card is None:
        return None
    row = CardState.objects.of(learner).filter(card=card).first()
    return Asked(card, Mode.PRACTICE, row)


def _unpractised(learner: Learner, today: date, scope: Scope) -> CardQuerySet:
    """Return the cards of the scope practised today less often than the round asks."""
    answers = Review.objects.of(learner).standing().on(today).filter(mode=Mode.PRACTICE)
    times = Counter(answers.values_list("card_id", flat=True))
    done = [card_id for card_id, practised in times.items() if practised >= scope.round]
    return Card.objects.active().for_study().filter(scope.cards()).exclude(pk__in=done)


def _last_section(learner: Learner, today: date) -> int | None:
    answers = Review.objects.of(learner).standing().on(today).latest_first()
    return answers.values_list("card__section_id", flat=True).first()


def _is_section(field: str, section: int | None) -> Case:
    return Case(
        When(**{field: section}, then=Value(1)), default=Value(0), output_field=IntegerField()
    )


def _shuffled(field: str, day: date) -> Mod:
    """Order numbers as if at random, the same all day and differently each day."""
    step = 1 + day.toordinal() * 7919 % (SHUFFLE_SIZE - 1)
    return Mod(F(field) * step, SHUFFLE_SIZE)


def _value_of_asking(today: date) -> CombinedExpression:
    """Weight of the objective times days overdue, the day it is due counted as one."""
    overdue = DaysBetween(Value(today, DateField()), F("due_date")) + 1.0
    return F("card__section__objective__weight") * overdue
