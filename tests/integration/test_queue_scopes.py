"""Sessions by choice: practice, scopes and extra; and what finding a card costs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner
from cards.study.answering import undo
from cards.study.day import read_day
from cards.study.queue import next_card, practice_left
from cards.study.scope import WHOLE, Scope
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_state
from tests.sessions import (
    EXTRA,
    PRACTICE,
    TOMORROW,
    ask,
    assert_sections_alternate_where_they_can,
    cards_of,
    make_due,
    make_many,
    make_unaskable,
    modes_of,
    section,
    study,
)

# Practice


def test_a_practice_round_asks_every_card_once_due_or_not_met_or_not(learner: Learner) -> None:
    cards = [make_card(), make_due(learner)]
    cards.append(make_state(learner=learner, card=make_card(), due_date=TOMORROW).card)
    states = list(CardState.objects.order_by("card").values())

    session = study(learner, scope=PRACTICE, grades=[1] * 9)

    assert sorted(modes_of(session), key=lambda asked: asked[0].pk) == [
        (card, Mode.PRACTICE) for card in cards
    ]
    assert list(CardState.objects.order_by("card").values()) == states


def test_a_second_practice_round_asks_every_card_once_more(learner: Learner) -> None:
    cards = [make_card() for _ in range(3)]
    study(learner, scope=PRACTICE)

    again = study(learner, scope=Scope(practice=True, round=2), start=NOON + timedelta(hours=1))

    assert sorted(card.pk for card in cards_of(again)) == [card.pk for card in cards]


def test_practice_starts_afresh_each_day_and_for_each_learner(learner: Learner) -> None:
    make_card()
    study(learner, scope=PRACTICE)

    assert ask(learner, PRACTICE) is None
    assert ask(learner, PRACTICE, TOMORROW)
    assert ask(make_learner(), PRACTICE)


def test_a_scheduled_answer_is_no_practice(learner: Learner) -> None:
    card = make_card()
    answer(learner, card)

    assert cards_of(study(learner, scope=PRACTICE)) == [card]


def test_a_practice_answer_taken_back_is_asked_again(learner: Learner) -> None:
    card = make_card()
    study(learner, scope=PRACTICE)

    undo(learner, NOON + timedelta(minutes=5))

    assert cards_of(study(learner, scope=PRACTICE, start=NOON + timedelta(hours=1))) == [card]


def test_practice_says_how_much_of_the_round_is_done_and_left(learner: Learner) -> None:
    for _ in range(3):
        make_card()
    make_unaskable(learner)
    second = Scope(practice=True, round=2)

    seen = [practice_left(learner, TODAY, PRACTICE)]
    study(learner, scope=PRACTICE, grades=[4, 4])
    seen.append(practice_left(learner, TODAY, PRACTICE))
    seen.append(practice_left(learner, TODAY, second))

    assert seen == [(0, 3), (2, 1), (0, 3)]


def test_practice_alternates_sections(learner: Learner) -> None:
    for number in (1, 1, 1, 2, 2, 3):
        make_card(section=section(number))

    session = cards_of(study(learner, scope=PRACTICE))

    assert len(session) == 6
    assert_sections_alternate_where_they_can(session)


# Scopes

SCOPES = [
    Scope(objective="330.2"),
    Scope(section="1-2"),
    Scope(kind="command"),
    Scope(page=50),
    Scope(objective="330.2", section="1-2", kind="command", page=51),
]


def make_inside_and_outside(learner: Learner, **state: Any) -> Card:
    """Return a card that belongs to every scope, beside two that belong to none."""
    inside = make_card(section=section(2), kind="command", first_page=50, last_page=51)
    before = make_card(section=section(1), kind="term", first_page=49, last_page=49)
    behind = make_card(section=section(3), kind="term", first_page=52, last_page=53)
    if state:
        for card in (before, inside, behind):
            make_state(learner=learner, card=card, **state)
    return inside


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    "state", [{}, {"due_date": TODAY}, {"due_date": TOMORROW, "drill_day": TODAY}]
)
def test_a_session_asks_only_cards_of_its_scope(
    learner: Learner, scope: Scope, state: dict[str, Any]
) -> None:
    inside = make_inside_and_outside(learner, **state)

    assert cards_of(study(learner, scope=scope)) == [inside]
    assert len(study(learner, start=NOON + timedelta(hours=1))) == 2


@pytest.mark.parametrize("scope", SCOPES)
def test_practice_and_extra_keep_to_their_scope(learner: Learner, scope: Scope) -> None:
    inside = make_inside_and_outside(learner)

    assert cards_of(study(learner, scope=replace(scope, practice=True))) == [inside]
    assert cards_of(study(learner, scope=replace(scope, extra=True))) == [inside]


def test_a_scope_lifts_the_cap_on_due_cards_and_keeps_the_limit_on_new_ones(db: None) -> None:
    learner = make_learner(minutes_a_day=5, new_cards_a_day=2)
    make_many(learner, due=27)
    for _ in range(3):
        make_card()

    session = study(learner, scope=Scope(section="1-1"))

    assert len(session) == 29


def test_an_extra_session_asks_on_when_the_day_is_full(db: None) -> None:
    learner = make_learner(minutes_a_day=5, new_cards_a_day=1)
    make_many(learner, due=26)
    for _ in range(3):
        make_card()
    assert len(study(learner)) == 25

    more = study(learner, scope=EXTRA, start=NOON + timedelta(hours=1))

    assert len(more) == 4


# The price


@pytest.mark.parametrize("size", [5, 60])
@pytest.mark.parametrize(
    ("scope", "state", "queries"),
    [
        (WHOLE, {"due_date": TODAY}, 1),
        (WHOLE, {}, 4),
        (WHOLE, {"due_date": TOMORROW, "drill_day": TODAY}, 1),
        (EXTRA, {}, 4),
        (PRACTICE, {"due_date": TODAY}, 4),
    ],
    ids=["due", "new", "drill", "extra", "practice"],
)
def test_the_next_card_costs_as_many_queries_for_sixty_cards_as_for_five(
    learner: Learner,
    django_assert_num_queries: DjangoAssertNumQueries,
    size: int,
    scope: Scope,
    state: dict[str, Any],
    queries: int,
) -> None:
    cards = [make_card(section=section(number % 6 + 1)) for number in range(size)]
    answer(learner, cards[0], mode=Mode.PRACTICE)
    if state:
        CardState.objects.bulk_create(
            CardState(learner=learner, card=card, answers=1, **state) for card in cards
        )
    day = read_day(learner, TODAY, scope)

    with django_assert_num_queries(queries):
        asked = next_card(learner, day, scope)
        assert asked
        assert asked.card.section.objective.weight
