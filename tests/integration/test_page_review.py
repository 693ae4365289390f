"""The review: which card lies there, what its page keeps to itself, and what turning it shows."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Review
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_state,
    make_typed,
)
from tests.pages import HTMX, Reviewer, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

REVIEW = "/review/"
TURN = "/review/card/"


def test_the_review_shows_the_next_card_with_its_place_in_book_and_exam(reviewer: Reviewer) -> None:
    card = make_card(kind="command")
    page = reviewer.open()
    assert reviewer.prompt == card.prompt["en"]
    assert page.one(class_="card-head").text == "Command 330.1 Concepts P.16–18"
    assert page.one("progress")["max"] == "1"


def test_htmx_gets_the_region_and_a_browser_the_page(client: Client) -> None:
    make_card()
    region, page = client.get(REVIEW, headers=HTMX), client.get(REVIEW)
    assert read(region.content).all("div", id="session")
    assert "<html" not in region.content.decode()
    assert "<html" in page.content.decode()
    assert "HX-Request" in region.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]


def test_turning_a_card_shows_answer_explanation_sources_and_four_grades(
    reviewer: Reviewer,
) -> None:
    card = make_card(sources=["virsh(1)", "objectives"])
    reviewer.open()
    page = reviewer.press("Space")
    assert card.answer["en"] in page.text
    assert card.explanation["en"] in page.text
    assert [node.text for node in page.one(class_="sources").elements][1:] == [
        "About this card",
        "Book P.16–18",
        "virsh(1)",
        "Exam objectives",
    ]
    assert [node.text for node in page.all("button", class_="grade")] == [
        "1 d Again 1",
        "1 d Hard 2",
        "1 d Good 3",
        "1 d Easy 4",
    ]
    assert not Review.objects.exists()


def test_turning_a_card_keeps_the_ticket_so_that_it_is_one_showing(reviewer: Reviewer) -> None:
    make_card()
    reviewer.open()
    ticket = reviewer.ticket
    reviewer.press("Space")
    assert reviewer.ticket == ticket


@pytest.mark.parametrize("query", ["", "?practice=1"])
def test_the_page_of_an_asked_recall_card_does_not_hold_its_answer(
    client: Client, query: str
) -> None:
    make_card(answer="qemu-secret", explanation="because-secret", sources=["secret(1)"])
    for headers in ({}, HTMX):
        assert "secret" not in client.get(REVIEW + query, headers=headers).content.decode()


def test_the_page_of_an_asked_typed_card_does_not_hold_its_answer(reviewer: Reviewer) -> None:
    make_typed(accepted=["secret-command"], explanation="because-secret")
    reviewer.open()
    assert "secret" not in reviewer.response.content.decode()
    reviewer.press("l", typed="virsh")
    assert "secret" not in reviewer.response.content.decode()


def test_the_page_of_an_asked_choice_card_is_the_same_whichever_option_is_right(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = uuid.UUID(int=7)
    monkeypatch.setattr("cards.views.tickets.uuid.uuid4", lambda: token)
    card = make_choice()
    pages = set()
    for right in range(4):
        for number, choice in enumerate(card.choices):
            choice["correct"] = number == right
        card.save()
        html = client.get(REVIEW).content.decode()
        assert "Why" not in html
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html))
    assert len(pages) == 1


def test_options_are_shuffled_from_showing_to_showing_and_stay_while_one_lasts(
    reviewer: Reviewer,
) -> None:
    make_choice(options=5)
    orders = set()
    for _ in range(12):
        reviewer.open()
        orders.add(order_of_options(reviewer))
    assert len(orders) > 1
    before = order_of_options(reviewer)
    reviewer.press("Enter", choice=["2"])
    assert order_of_options(reviewer) == before


def test_a_card_that_was_answered_elsewhere_is_not_turned(
    reviewer: Reviewer, learner: Learner
) -> None:
    first, second = make_card(), make_card()
    reviewer.open()
    answer(learner, first)
    reviewer.press("Space")
    assert reviewer.notice == "That card has moved on. Here is the next one."
    assert reviewer.prompt == second.prompt["en"]
    assert Review.objects.count() == 1


@pytest.mark.parametrize("ticket", ["", "nonsense", "a:b:c", "カード:1:2", "\x00", "x" * 5000])
def test_a_ticket_that_is_none_gets_the_next_card_and_a_notice(
    reviewer: Reviewer, ticket: str
) -> None:
    card = make_card()
    reviewer.post(TURN, {"ticket": ticket, "stage": "shown"})
    assert reviewer.notice == "That card has moved on. Here is the next one."
    assert reviewer.prompt == card.prompt["en"]
    assert card.answer["en"] not in reviewer.page.text


def test_a_form_without_a_ticket_gets_the_next_card(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.post(TURN, {})
    assert reviewer.prompt == card.prompt["en"]


def test_a_turned_card_loaded_again_by_its_address_goes_to_the_review(client: Client) -> None:
    response = client.get(TURN + "?section=1-1")
    assert (response.status_code, response.headers["Location"]) == (302, "/review/?section=1-1")


@pytest.mark.parametrize("name", ["review", "card-last"])
def test_pages_that_only_show_refuse_a_post(client: Client, name: str) -> None:
    assert client.post(reverse(f"cards:{name}")).status_code == 405


@pytest.mark.parametrize(
    "query",
    ["?kind=nonsense", "?page=0", "?page=x", "?round=0", "?round=100", "?section=" + "1" * 17],
)
def test_a_scope_that_cannot_be_is_not_found(client: Client, query: str) -> None:
    make_card()
    assert client.get(REVIEW + query).status_code == 404
    assert client.post(TURN + query).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["?section=1-2", "?objective=330.2", "?kind=term", "?page=50", "?section=1-2&practice=1"],
)
def test_a_scope_asks_only_its_own_cards_and_keeps_its_address(
    reviewer: Reviewer, query: str
) -> None:
    make_card()
    wanted = make_card(
        section=make_section(code="1-2", objective="330.2", pages=(40, 60)),
        kind="term",
        first_page=48,
        last_page=52,
    )
    reviewer.open(query)
    assert reviewer.prompt == wanted.prompt["en"]
    reviewer.press("Space")
    reviewer.press("3")
    assert reviewer.page.all(id="card-form") == []
    assert reviewer.page.one("form", class_="quiet-row")["action"] == "/review/undo/" + query


def test_a_due_card_says_the_drill_apart_from_what_is_left(
    reviewer: Reviewer, learner: Learner
) -> None:
    answer(learner, make_card(), 4, at=NOON - timedelta(days=1))
    page = reviewer.open()
    assert page.one(class_="left").text == "1 left"
    reviewer.press("Space")
    page = reviewer.press("1")
    assert page.one(class_="left").text == "Drill: 1"
    assert (page.one("progress")["value"], page.one("progress")["max"]) == ("1", "1")


def test_practice_changes_no_schedule_and_can_be_done_once_more(
    reviewer: Reviewer, learner: Learner
) -> None:
    make_card()
    reviewer.open("?practice=1")
    page = reviewer.press("Space")
    assert page.all(class_="interval") == []
    page = reviewer.press("4")
    assert page.one("h1").text == "Once through"
    assert "Practice changes no schedule." in page.text
    assert not CardState.objects.exists()
    assert Review.objects.get().mode == "practice"
    again = next(link["href"] for link in page.all("a") if link.text == "Once more")
    assert reviewer.open(again.removeprefix(REVIEW)).all(id="card-form")


def test_the_last_card_is_followed_by_a_page_that_closes_the_day(
    reviewer: Reviewer, learner: Learner
) -> None:
    make_card()
    reviewer.open()
    reviewer.press("Space")
    page = reviewer.press("3")
    assert page.one("h1").text == "That is all for today"
    assert page.one("dl", class_="figures").text == "Answers1 New cards1 Recalled– Minutes0"
    assert page.one(class_="tomorrow").text == "Tomorrow 1 card comes back."
    assert [link.text for link in page.one(class_="ways").all("a")] == ["Close the book"]


def test_nothing_due_says_so_and_offers_a_way_on(client: Client) -> None:
    page = read(client.get(REVIEW).content)
    assert page.one("h1").text == "Nothing is due today"
    ways = {link.text: link["href"] for link in page.one(id="session").all("a")}
    assert ways == {"Close the book": "/", "Ask me more all the same": "/review/?extra=1"}


def test_a_scope_without_cards_says_so(client: Client) -> None:
    make_card()
    page = read(client.get(REVIEW + "?section=9-9").content)
    assert page.one("h1").text == "Nothing to ask here"


def test_more_can_be_asked_when_the_day_is_done(client: Client, learner: Learner) -> None:
    learner.new_cards_a_day = 0
    learner.save()
    make_card()
    assert "Nothing is due today" in client.get(REVIEW).content.decode()
    assert read(client.get(REVIEW + "?extra=1").content).all(id="card-form")


def test_a_card_set_aside_a_retired_card_and_a_mock_question_are_not_asked(
    client: Client, learner: Learner
) -> None:
    CardState.objects.create(learner=learner, card=make_card(), is_suspended=True)
    make_card(retired_at=NOON)
    make_card(pool="mock")
    for query in ("", "?extra=1", "?section=1-1"):
        assert read(client.get(REVIEW + query).content).all(id="card-form") == []


def test_what_another_learner_answered_is_still_asked_of_me(client: Client) -> None:
    card = make_card()
    answer(make_learner(), card)
    assert card.prompt["en"] in client.get(REVIEW).content.decode()
    assert Card.objects.count() == 1
    assert CardState.objects.get().due_date == TODAY + timedelta(days=1)


def order_of_options(reviewer: Reviewer) -> tuple[str, ...]:
    return tuple(option.one(class_="text").text for option in reviewer.page.all(class_="option"))


def test_practice_goes_on_after_the_last_round_that_is_counted(
    client: Client, learner: Learner
) -> None:
    card = make_card()
    for minute in range(99):
        answer(learner, card, mode=Mode.PRACTICE, at=NOON - timedelta(minutes=minute))
    page = read(client.get("/review/?practice=1&round=99").content)
    [again] = [link["href"] for link in page.all("a") if link.text == "Once more"]
    assert client.get(again).status_code == 200


def test_a_day_off_is_no_day_on_which_nothing_is_due(client: Client, learner: Learner) -> None:
    make_state(learner=learner, card=make_card())
    learner.days_off = [TODAY.isoformat()]
    learner.save()
    text = read(client.get("/review/").content).one("main").text
    assert "Today is a day off" in text
    assert "1 more card is due; it waits for the days to come." in text


def test_a_full_day_says_that_more_is_due(client: Client, learner: Learner) -> None:
    learner.minutes_a_day = 5
    learner.save()
    cards = [make_card() for _ in range(60)]
    for card in cards:
        make_state(learner=learner, card=card)
    for card in cards[:25]:
        answer(learner, card)
    summary = read(client.get("/review/").content).one("main").text
    assert "35 more cards are due; they wait for the days to come." in summary
    today = read(client.get("/").content).one("main").text
    assert "35 cards wait for the days to come" in today
    assert "Nothing more for today" not in today
