"""Requests at the same moment: threads, each with its own connection, on the real database."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cards import clock
from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Review
from cards.progress.rebuilding import differences
from cards.study.auditing import problems
from cards.views.tickets import write_ticket
from tests.factories import answer, make_card, make_learner, ticket_for
from tests.pages import Reviewer

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER, UNDO = reverse("cards:card-answer"), reverse("cards:answer-undo")
ALREADY = "Already answered. Nothing was changed."
WRITERS = 6
ANSWERS_EACH = 15

Result = TypeVar("Result")


def at_once(work: Sequence[Callable[[], Result]]) -> list[Result]:
    """Do all at the same moment, each in a thread and on a connection of its own."""
    start = threading.Barrier(len(work), timeout=30)

    def do(one: Callable[[], Result]) -> Result:
        try:
            connection.ensure_connection()
            start.wait()
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(do, work))


def tab_of(learner: Learner, *, htmx: bool = True) -> Client:
    headers = {"accept-language": "en"} | ({"hx-request": "true"} if htmx else {})
    tab = Client(headers=headers)
    tab.force_login(learner.user)
    return tab


def form_of(learner: Learner, card: Card, grade: int = 4) -> dict[str, str]:
    """Return the form of a showing of the card; each call is a showing of its own."""
    ticket = ticket_for(learner, card, shown_at=clock.now())
    return {"ticket": write_ticket(ticket, learner), "grade": str(grade)}


def post(tab: Client, address: str, form: dict[str, str]) -> tuple[int, str]:
    response = tab.post(address, form)
    return response.status_code, response.content.decode()


@pytest.fixture
def card() -> Card:
    return make_card()


@pytest.fixture
def learner() -> Learner:
    """As everywhere, but committed."""
    return make_learner()


@pytest.mark.parametrize("times", [2, 10])
@pytest.mark.parametrize("met", [False, True], ids=["new", "met"])
@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_one_form_sent_many_times_at_once_is_one_answer(
    learner: Learner, card: Card, times: int, met: bool, htmx: bool
) -> None:
    if met:
        answer(learner, card)
    before = int(met)
    form = form_of(learner, card)
    tabs = [tab_of(learner, htmx=htmx) for _ in range(times)]
    replies = at_once([partial(post, tab, ANSWER, form) for tab in tabs])
    assert {status for status, _ in replies} == {200 if htmx else 302}
    if htmx:
        assert sum(ALREADY in page for _, page in replies) == times - 1
    assert Review.objects.of(learner).count() == before + 1
    assert CardState.objects.get(learner=learner, card=card).answers == before + 1
    assert not list(problems())


@pytest.mark.parametrize("met", [False, True], ids=["new", "met"])
def test_a_card_open_in_six_tabs_is_answered_once(learner: Learner, card: Card, met: bool) -> None:
    if met:
        answer(learner, card)
    forms = [form_of(learner, card, grade) for grade in range(6)]
    tabs = [tab_of(learner) for _ in forms]
    replies = at_once(
        [partial(post, tab, ANSWER, form) for tab, form in zip(tabs, forms, strict=True)]
    )
    assert [status for status, _ in replies] == [200] * 6
    assert sum(ALREADY in page for _, page in replies) == 5
    assert Review.objects.of(learner).count() == int(met) + 1
    assert not list(problems())


def test_undo_pressed_many_times_at_once_leaves_states_and_log_in_step(learner: Learner) -> None:
    cards = [make_card() for _ in range(3)]
    for card in cards:
        answer(learner, card, at=clock.now())
    tabs = [tab_of(learner) for _ in range(5)]
    replies = at_once([partial(post, tab, UNDO, {}) for tab in tabs])
    assert [status for status, _ in replies] == [200] * 5
    assert Review.objects.of(learner).standing().count() < 3
    assert not list(problems())


def test_an_answer_and_an_undo_at_once_leave_states_and_log_in_step(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, at=clock.now())
    form = form_of(learner, card)
    tabs = [tab_of(learner) for _ in range(4)]
    work = [
        partial(post, tabs[n], UNDO if n % 2 else ANSWER, {} if n % 2 else form) for n in range(4)
    ]
    assert [status for status, _ in at_once(work)] == [200] * 4
    assert not list(problems())


def test_six_writers_never_find_the_database_locked() -> None:
    for _ in range(ANSWERS_EACH):
        make_card()
    writers = [make_learner(new_cards_a_day=200) for _ in range(WRITERS)]
    at_once([partial(answer_all, Reviewer(tab_of(writer), htmx=True)) for writer in writers])
    assert Review.objects.count() == WRITERS * ANSWERS_EACH
    assert not list(problems())


def answer_all(reviewer: Reviewer) -> None:
    """Answer every card of the session; an answer of 500 or a notice would raise."""
    reviewer.open()
    for _ in range(ANSWERS_EACH):
        reviewer.post(ANSWER, {"ticket": reviewer.ticket, "grade": "5"})
        assert not reviewer.notice


def test_practice_answers_taken_back_at_once_are_each_counted_off_once(learner: Learner) -> None:
    for _ in range(5):
        answer(learner, make_card(), mode=Mode.PRACTICE, at=clock.now())

    at_once([partial(post, tab_of(learner), UNDO, {}) for _ in range(5)])

    assert list(differences(learner)) == []
