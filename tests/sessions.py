"""Sessions in a test: what is asked and answered, one card after the other."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Section
from cards.study.answering import set_aside
from cards.study.day import read_day
from cards.study.queue import Asked, next_card
from cards.study.scope import WHOLE, Scope
from tests.factories import NOON, TODAY, answer, make_card, make_section, make_state

TOMORROW = TODAY + timedelta(days=1)
RETIRED = NOON - timedelta(days=9)
PRACTICE = Scope(practice=True)
EXTRA = Scope(extra=True)


def ask(learner: Learner, scope: Scope = WHOLE, today: date = TODAY) -> Asked | None:
    return next_card(learner, read_day(learner, today, scope), scope)


def study(
    learner: Learner,
    *,
    scope: Scope = WHOLE,
    start: datetime = NOON,
    grades: Sequence[int] = (4,) * 100,
) -> list[Asked]:
    """Answer what is asked, a minute each, until the session or the grades are over."""
    asked_cards = []
    for minute, grade in enumerate(grades):
        moment = start + timedelta(minutes=minute)
        asked = ask(learner, scope, start.date())
        if asked is None:
            break
        answer(learner, asked.card, grade, at=moment, mode=asked.mode)
        asked_cards.append(asked)
    return asked_cards


def cards_of(session: Sequence[Asked]) -> list[Card]:
    return [asked.card for asked in session]


def modes_of(session: Sequence[Asked]) -> list[tuple[Card, Mode]]:
    return [(asked.card, asked.mode) for asked in session]


def section(number: int, weight: int = 5) -> Section:
    return make_section(code=f"1-{number}", objective=f"330.{number}", weight=weight)


def make_due(learner: Learner, **fields: Any) -> Card:
    return make_state(learner=learner, card=make_card(**fields)).card


def make_many(learner: Learner, *, due: int, place: Section | None = None) -> list[Card]:
    """Return cards due today, written at once."""
    where = place or make_section()
    cards = [make_card(section=where) for _ in range(due)]
    CardState.objects.bulk_create(
        CardState(learner=learner, card=card, repetitions=3, interval=15, due_date=TODAY, answers=3)
        for card in cards
    )
    return cards


def make_unaskable(learner: Learner) -> None:
    """Make a due, a drilled and a new card of every kind that must not be asked."""
    for retired_at, aside in [(RETIRED, False), (None, True)]:
        make_state(learner=learner, card=make_card(retired_at=retired_at), is_suspended=aside)
        make_state(
            learner=learner,
            card=make_card(retired_at=retired_at),
            due_date=TOMORROW,
            drill_day=TODAY,
            is_suspended=aside,
        )
    make_card(retired_at=RETIRED)
    make_card(pool="mock")
    set_aside(learner, make_card(), aside=True)


def assert_sections_alternate_where_they_can(cards: Sequence[Card]) -> None:
    for number in range(1, len(cards)):
        before, this = cards[number - 1], cards[number]
        left = {card.section_id for card in cards[number:]}
        assert this.section_id != before.section_id or left == {before.section_id}
