"""How often a page asks the database: a fixed number, however many cards and answers there are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Heading, Learner
from tests.factories import NOON, answer, make_card, make_choice, make_section, make_typed
from tests.pages import HTMX, Reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

FEW, MANY = 5, 60
# The session, and the account with its settings.
WHO_IS_THERE = 2
PAGES = {
    "/": 7,
    "/review/": 3,
    "/review/?section=1-1": 3,
    "/review/?practice=1": 9,
    "/review/last/": 2,
    "/library/": 5,
    "/library/?kind=concept": 6,
    "/library/section/1-1/": 4,
    "/library/card/a-card/": 6,
    "/settings/": 2,
    "/mock/": 5,
    "/progress/": 23,
    "/progress/objective/330.1/": 19,
    "/progress/pages/": 15,
    "/progress/forecasts/": 2,
}
# Turning a card over, grading it (and showing the next), taking the answer back.
STEPS = {make_card: (5, 13, 21), make_choice: (5, 13, 21), make_typed: (6, 14, 21)}


@pytest.mark.parametrize("cards", [FEW, MANY])
@pytest.mark.parametrize(("address", "queries"), PAGES.items())
def test_a_page_asks_as_often_for_few_cards_as_for_many(
    client: Client,
    learner: Learner,
    django_assert_num_queries: DjangoAssertNumQueries,
    cards: int,
    address: str,
    queries: int,
) -> None:
    fill_shelf(learner, make_card, cards)
    client.get("/")
    with django_assert_num_queries(WHO_IS_THERE + queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("cards", [FEW, MANY])
@pytest.mark.parametrize(("make", "queries"), STEPS.items())
def test_a_step_in_the_review_asks_as_often_for_few_cards_as_for_many(
    client: Client,
    learner: Learner,
    django_assert_num_queries: DjangoAssertNumQueries,
    cards: int,
    make: Callable[..., Card],
    queries: tuple[int, int, int],
) -> None:
    fill_shelf(learner, make, cards)
    reviewer = Reviewer(client)
    reviewer.open()
    fields: dict[str, Any] = {**reviewer.fields, "typed": "xl", "choice": ["0"], "grade": "4"}
    turned, answered, undone = queries
    with django_assert_num_queries(WHO_IS_THERE + turned):
        client.post("/review/card/", {**fields, "stage": "shown"}, headers=HTMX)
    with django_assert_num_queries(WHO_IS_THERE + answered):
        client.post("/review/answer/", fields, headers=HTMX)
    with django_assert_num_queries(WHO_IS_THERE + undone):
        client.post("/review/undo/", headers=HTMX)


def fill_shelf(learner: Learner, make: Callable[..., Card], cards: int) -> None:
    """Make so many cards in two sections, two in three of them met yesterday."""
    sections = [make_section(), make_section(code="1-2", objective="330.2")]
    for section in sections:
        Heading.objects.create(
            section=section, code=f"{section.code}-1", title="Xen", first_page=16, last_page=39
        )
    accepted = {"accepted": ["virsh list"]} if make is make_typed else {}
    for number in range(cards):
        key = {} if number else {"key": "a-card"}
        card = make(section=sections[number % 2], **accepted, **key)
        if number % 3 < 2:
            answer(learner, card, number % 6, at=NOON - timedelta(days=1, minutes=number))
    answer(learner, make(**accepted), 4, at=NOON - timedelta(minutes=1))
