"""Taking answers back, and looking at the card answered last."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cards.models import Card, CardState, Learner, Review
from cards.study.answering import call_card
from tests.factories import (
    NOON,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_typed,
)
from tests.pages import HTMX, Reviewer, read
from tests.sittings import sit_down

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

UNDO = "/review/undo/"
LAST = "/review/last/"
NOTHING = "Nothing of today is left to undo."


def test_undo_takes_the_answer_back_and_asks_its_card_again(
    reviewer: Reviewer, learner: Learner
) -> None:
    first = make_card()
    make_card()
    answer(learner, first, 4, at=NOON - timedelta(days=1))
    before = CardState.objects.get()
    reviewer.open()
    assert reviewer.prompt == first.prompt["en"]
    reviewer.press("Space")
    reviewer.press("1")
    reviewer.press("u")
    assert reviewer.notice == "Taken back. Answer this card again."
    assert reviewer.prompt == first.prompt["en"]
    after = CardState.objects.get()
    assert (after.interval, after.easiness, after.due_date, after.lapses, after.drill_day) == (
        before.interval,
        before.easiness,
        before.due_date,
        0,
        None,
    )
    assert Review.objects.filter(undone_at=NOON).count() == 1
    reviewer.press("Space")
    reviewer.press("4")
    assert Review.objects.standing().on(NOON.date()).get().grade == 5


def test_undo_works_after_the_last_card_of_the_session(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("Space")
    page = reviewer.press("3")
    assert page.one("h1").text == "That is all for today"
    reviewer.press("u")
    assert reviewer.prompt == card.prompt["en"]
    assert CardState.objects.get().due_date is None


def test_answers_are_taken_back_one_by_one_until_none_of_today_is_left(
    reviewer: Reviewer, learner: Learner
) -> None:
    cards = [make_card(section=make_section(code=f"1-{n}", objective=f"330.{n}")) for n in (1, 2)]
    old = make_card()
    answer(learner, old, 5, at=NOON - timedelta(days=1))
    for minutes, card in enumerate(cards):
        answer(learner, card, 4, at=NOON - timedelta(hours=1) + timedelta(minutes=minutes))
    reviewer.open()
    prompts = []
    for _ in cards:
        reviewer.press("u")
        prompts.append(reviewer.prompt)
    assert prompts == [card.prompt["en"] for card in reversed(cards)]
    reviewer.press("u")
    assert reviewer.notice == NOTHING
    assert Review.objects.standing().get().card == old


def test_a_drill_and_a_practice_answer_can_be_taken_back_too(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("Space")
    reviewer.press("1")
    reviewer.press("Space")
    reviewer.press("3")
    assert CardState.objects.get().drill_day is None
    reviewer.press("u")
    assert reviewer.page.one(class_="left").text == "Drill: 1"
    assert CardState.objects.get().drill_day == NOON.date()
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        reviewer.open("?practice=1")
        reviewer.press("Space")
        reviewer.press("3")
        reviewer.press("u")
    assert reviewer.prompt == card.prompt["en"]
    assert Review.objects.filter(mode="practice").get().undone_at


def test_with_nothing_answered_undo_says_so_and_keeps_the_card(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("u")
    assert reviewer.notice == NOTHING
    assert reviewer.prompt == card.prompt["en"]


def test_undo_touches_no_answer_of_another_learner(reviewer: Reviewer) -> None:
    answer(make_learner(), make_card())
    reviewer.post(UNDO, {})
    assert reviewer.notice == NOTHING
    assert Review.objects.get().undone_at is None


def test_undo_leaves_what_was_set_aside_and_noted(reviewer: Reviewer, learner: Learner) -> None:
    card = make_card()
    answer(learner, card)
    CardState.objects.update(note="mine", is_suspended=True)
    reviewer.post(UNDO, {})
    state = CardState.objects.get()
    assert (state.note, state.is_suspended, state.answers) == ("mine", True, 0)


def test_undo_keeps_the_scope_of_the_session(client: Client, learner: Learner) -> None:
    answer(learner, make_card())
    response = client.post(UNDO + "?section=1-1")
    assert (response.status_code, response.headers["Location"]) == (302, "/review/?section=1-1")


def test_undo_is_not_done_by_opening_an_address(client: Client, learner: Learner) -> None:
    answer(learner, make_card())
    assert client.get(UNDO).status_code == 405
    assert Review.objects.get().undone_at is None


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_signed_out_nothing_is_taken_back(learner: Learner, headers: dict[str, str]) -> None:
    answer(learner, make_card())
    response = Client().post(UNDO, headers=headers)
    assert "/sign-in/" in response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    assert Review.objects.get().undone_at is None


def test_the_last_card_is_shown_with_what_was_answered(client: Client, learner: Learner) -> None:
    make_typed(accepted=["virsh list"])
    reviewer = Reviewer(client)
    reviewer.open()
    reviewer.enter(typed="xl list")
    reviewer.enter()
    page = read(client.get(LAST).content).one(id="last-card")
    assert page.one(class_="answer-text").text == "virsh list"
    assert "You typed: xl list" in page.text
    assert "Your grade: Again" in page.text


def test_the_last_card_is_a_page_of_its_own_and_a_region_for_htmx(
    client: Client, learner: Learner
) -> None:
    card = make_card()
    answer(learner, card)
    region = client.get(LAST, headers=HTMX).content.decode()
    page = client.get(LAST + "?section=1-1").content.decode()
    assert "<html" not in region
    assert next(read(region).elements).all("section", id="last-card")
    assert card.answer["en"] in region
    assert card.answer["en"] in page
    back = read(page).one("main").all("a", class_="button")[-1]
    assert (back.text, back["href"]) == ("Back to the card", "/review/?section=1-1")


@pytest.mark.parametrize("picked", [["1"], [], ["0"]])
def test_the_last_choice_shows_what_was_picked_and_what_was_right(
    client: Client, picked: list[str]
) -> None:
    make_choice()
    reviewer = Reviewer(client)
    reviewer.open()
    reviewer.press("Enter" if picked else "x", choice=picked)
    reviewer.press("3")
    page = read(client.get(LAST).content)
    outcomes = {node["class"]: node.text for node in page.one(class_="option-list").all("li")}
    assert outcomes["right" if picked == ["0"] else "missed"] == "✓ Option 0"
    assert outcomes.get("wrong") == ("✗ Option 1" if picked == ["1"] else None)


def test_no_card_answered_today_says_so(client: Client, learner: Learner) -> None:
    answer(learner, make_card(), at=NOON - timedelta(days=1))
    answer(make_learner(), make_card())
    taken_back = make_card()
    answer(learner, taken_back)
    client.post(UNDO)
    assert "No card was answered today." in client.get(LAST).content.decode()


def test_a_drill_answer_taken_back_waits_for_no_other_day(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_card()
    answer(learner, card, 1)
    reviewer.open()
    reviewer.press("Space")
    reviewer.press("1")
    reviewer.press("u")
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        reviewer.open()
        reviewer.press("Space")
        reviewer.press("4")
    assert Review.objects.standing().latest("answered_at").mode == "scheduled"


def test_an_answer_whose_card_was_called_since_is_asked_as_it_was(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_card()
    for days in (7, 6):
        answer(learner, card, at=NOON - timedelta(days=days))
    answer(learner, card)
    assert call_card(learner, card, NOON)
    reviewer.open()
    reviewer.press("u")
    reviewer.press("Space")
    reviewer.press("4")
    review = Review.objects.standing().latest("number")
    assert (review.mode, review.grade, review.number) == ("scheduled", 5, 3)


def test_a_mock_question_taken_back_while_a_paper_is_sat_is_not_asked_again(
    reviewer: Reviewer, learner: Learner
) -> None:
    make_card(prompt="Study")
    answer(learner, make_choice(pool="mock"))
    sit_down(learner)
    reviewer.open()
    reviewer.press("u")
    assert (reviewer.notice, reviewer.prompt) == ("Taken back.", "Study")


def test_the_last_card_marks_no_option_of_another_edition(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_choice()
    reviewer.open()
    reviewer.enter(choice=["1"])
    reviewer.press("1")
    Card.objects.filter(pk=card.pk).update(revision=2, choices=card.choices[::-1])
    page = read(reviewer.client.get(LAST, headers=HTMX).content)
    assert "✗" not in page.one(id="last-card").text
