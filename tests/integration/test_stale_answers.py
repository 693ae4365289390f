"""Stale answers: a used token, a second tab, two requests at once. They change nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cards.core.schedule import Mode, outcome
from cards.core.sm2 import Grade
from cards.models import CardState, Learner, Review
from cards.study.answering import Given, StaleAnswer, Ticket, answer_card
from tests.factories import NOON, answer, make_card, make_learner, make_state, ticket_for


def everything() -> list[Any]:
    """Return all that answers could change."""
    states = CardState.objects.order_by("learner", "card").values()
    return [*states, *Review.objects.order_by("learner", "token").values()]


def test_a_used_token_changes_nothing(learner: Learner) -> None:
    card = make_card()
    ticket = ticket_for(learner, card)
    answer_card(learner, ticket, Given(Grade.GOOD), NOON)
    before = everything()

    with pytest.raises(StaleAnswer):
        answer_card(learner, ticket, Given(Grade.EASY), NOON)

    assert everything() == before


def test_a_used_token_that_claims_to_know_the_card_as_it_is_changes_nothing(
    learner: Learner,
) -> None:
    card = make_card()
    token = answer(learner, card).token
    before = everything()

    with pytest.raises(StaleAnswer):
        answer(learner, card, 1, token=token)

    assert everything() == before


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
def test_a_used_token_is_refused_where_no_state_moves(learner: Learner, mode: Mode) -> None:
    card = make_card()
    token = answer(learner, card, mode=mode).token
    before = everything()

    with pytest.raises(StaleAnswer):
        answer(learner, card, mode=mode, token=token)

    assert everything() == before


def test_two_learners_may_be_given_the_same_token(learner: Learner) -> None:
    card = make_card()
    token = answer(learner, card).token

    answer(make_learner(), card, token=token)

    assert Review.objects.filter(token=token).count() == 2


@pytest.mark.parametrize("mode", list(Mode))
def test_a_card_that_has_moved_on_in_another_tab_is_not_answered_again(
    learner: Learner, mode: Mode
) -> None:
    card = make_card()
    make_state(learner=learner, card=card)
    second_tab = ticket_for(learner, card, mode=mode)
    answer(learner, card)
    before = everything()

    with pytest.raises(StaleAnswer):
        answer_card(learner, second_tab, Given(Grade.BLACKOUT), NOON)

    assert everything() == before


def test_a_new_card_shown_in_two_tabs_is_met_once(learner: Learner) -> None:
    card = make_card()
    first_tab, second_tab = ticket_for(learner, card), ticket_for(learner, card)
    answer_card(learner, first_tab, Given(Grade.GOOD), NOON)
    before = everything()

    with pytest.raises(StaleAnswer):
        answer_card(learner, second_tab, Given(Grade.GOOD), NOON)

    assert everything() == before


def test_a_ticket_from_before_an_undo_is_refused_once_the_card_is_answered_again(
    learner: Learner,
) -> None:
    card = make_card()
    stale = ticket_for(learner, card, answers=2)
    answer(learner, card)
    before = everything()

    with pytest.raises(StaleAnswer):
        answer_card(learner, stale, Given(Grade.GOOD), NOON)

    assert everything() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answers", [0, 3])
def test_of_two_answers_at_the_same_moment_one_counts(
    monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    learner, card = make_learner(), make_card()
    if answers:
        make_state(learner=learner, card=card, answers=answers)
    meet_after_reading(monkeypatch)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: try_to_answer(learner, card.pk, answers), range(2)))

    assert sorted(results) == ["logged", "stale"]
    assert Review.objects.count() == 1
    assert CardState.objects.get().answers == answers + 1


def meet_after_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both answers read the card before either writes. SQLite lets in one at a time."""
    if connection.vendor != "postgresql":
        return
    both_have_read = threading.Barrier(2, timeout=20)

    def outcome_when_both_have_read(*args: Any) -> Any:
        both_have_read.wait()
        return outcome(*args)

    monkeypatch.setattr("cards.study.answering.outcome", outcome_when_both_have_read)


def try_to_answer(learner: Learner, card_id: int, answers: int) -> str:
    try:
        ticket = Ticket(uuid4(), card_id, 1, answers, Mode.SCHEDULED, NOON)
        answer_card(learner, ticket, Given(Grade.GOOD), NOON)
    except StaleAnswer:
        return "stale"
    finally:
        connection.close()
    return "logged"
