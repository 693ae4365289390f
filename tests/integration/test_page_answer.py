"""Giving an answer: what it does, what the buttons promised, and what it refuses."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from cards.models import Card, CardState, Learner, Review
from cards.views.tickets import write_ticket
from cards.views.words import interval_words
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_typed,
    ticket_for,
)
from tests.pages import HTMX, Reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

ANSWER = "/review/answer/"
ALREADY = "Already answered. Nothing was changed."
UNREADABLE = "That form could not be read. Nothing was changed."


def test_an_answer_is_logged_moves_the_card_and_shows_the_next_one(
    reviewer: Reviewer, learner: Learner
) -> None:
    first, second = make_card(), make_card(section=make_section(code="1-2", objective="330.2"))
    reviewer.open()
    reviewer.press("Space")
    reviewer.press("3")
    assert reviewer.prompt == second.prompt["en"]
    assert reviewer.notice == ""
    review = Review.objects.get()
    assert (review.learner, review.card, review.grade, review.mode) == (
        learner,
        first,
        4,
        "scheduled",
    )
    assert (review.answered_at, review.study_day, review.verdict) == (NOON, TODAY, "")
    state = CardState.objects.get()
    assert (state.learner, state.card, state.due_date) == (
        learner,
        first,
        TODAY + timedelta(days=1),
    )


def test_the_time_from_showing_a_card_to_its_grade_is_kept(reviewer: Reviewer) -> None:
    make_card()
    with time_machine.travel(NOON, tick=False) as clock:
        reviewer.open()
        clock.shift(9)
        reviewer.press("Space")
        clock.shift(4)
        reviewer.press("3")
    assert Review.objects.get().seconds == pytest.approx(13, abs=0.001)


@pytest.mark.parametrize(
    ("buttons", "keys"),
    [
        ("four", {"1": 2, "2": 3, "3": 4, "4": 5}),
        ("six", {str(grade): grade for grade in range(6)}),
    ],
)
def test_each_key_gives_its_grade(
    reviewer: Reviewer, learner: Learner, buttons: str, keys: dict[str, int]
) -> None:
    learner.buttons = buttons
    learner.save()
    for _ in keys:
        make_card()
    for key in keys:
        reviewer.open()
        reviewer.press("Space")
        reviewer.press(key)
    assert list(Review.objects.order_by("card_id").values_list("grade", flat=True)) == list(
        keys.values()
    )


@pytest.mark.parametrize("buttons", ["four", "six"])
@pytest.mark.parametrize("grades", [[], [4], [4, 4], [4, 4, 5, 4], [5, 5, 5, 5, 5], [4, 4, 2]])
@pytest.mark.parametrize("exam_in", [None, 5, 40])
def test_the_label_on_each_button_is_what_pressing_it_does(
    client: Client, learner: Learner, buttons: str, grades: list[int], exam_in: int | None
) -> None:
    today = answer_on_each_due_day(learner, make_card(), grades)
    learner.buttons = buttons
    learner.exam_date = today + timedelta(days=exam_in) if exam_in else None
    learner.save()
    reviewer = Reviewer(client)
    with time_machine.travel(NOON + (today - TODAY), tick=False):
        reviewer.open()
        for key in {"four": "1234", "six": "012345"}[buttons]:
            reviewer.press("Space")
            label = reviewer.button(key).one(class_="interval").text
            reviewer.press(key)
            due_date = CardState.objects.get().due_date
            assert due_date
            assert label == interval_words((due_date - today).days)
            reviewer.press("u")


def answer_on_each_due_day(learner: Learner, card: Card, grades: list[int]) -> date:
    today = TODAY
    for grade in grades:
        answer(learner, card, grade, at=NOON + (today - TODAY))
        today = CardState.objects.get().due_date or today
    return today


@pytest.mark.parametrize(("grade", "label"), [("1", "today"), ("2", "today"), ("3", "1 d")])
def test_a_drill_button_says_today_until_the_drill_is_done(
    reviewer: Reviewer, learner: Learner, grade: str, label: str
) -> None:
    make_card()
    reviewer.open()
    reviewer.press("Space")
    reviewer.press("1")
    assert reviewer.notice == ""
    reviewer.press("Space")
    assert reviewer.button(grade).one(class_="interval").text == label
    before = CardState.objects.get()
    page = reviewer.press(grade)
    after = CardState.objects.get()
    assert (after.interval, after.easiness, after.due_date) == (
        before.interval,
        before.easiness,
        before.due_date,
    )
    assert bool(page.all(id="card-form")) == (label == "today")
    assert Review.objects.latest("number").mode == "drill"


def test_the_same_form_sent_twice_counts_once(reviewer: Reviewer) -> None:
    make_card()
    reviewer.open()
    reviewer.press("Space")
    fields = {**reviewer.fields, "grade": "4"}
    reviewer.post(ANSWER, fields)
    state = CardState.objects.values().get()
    reviewer.post(ANSWER, {**fields, "grade": "0"})
    assert reviewer.notice == ALREADY
    assert CardState.objects.values().get() == state
    assert Review.objects.get().grade == 4


def test_a_second_tab_with_the_same_card_changes_nothing(
    reviewer: Reviewer, client: Client
) -> None:
    make_card()
    other_tab = Reviewer(client)
    for tab in (reviewer, other_tab):
        tab.open()
        tab.press("Space")
    other_tab.press("4")
    state = CardState.objects.values().get()
    reviewer.press("1")
    assert reviewer.notice == ALREADY
    assert CardState.objects.values().get() == state
    assert Review.objects.get().grade == 5


def test_an_answer_taken_back_cannot_be_sent_again_by_its_old_form(reviewer: Reviewer) -> None:
    make_card()
    reviewer.open()
    reviewer.press("Space")
    fields = {**reviewer.fields, "grade": "4"}
    reviewer.post(ANSWER, fields)
    reviewer.press("u")
    reviewer.post(ANSWER, fields)
    assert reviewer.notice == ALREADY
    assert CardState.objects.get().answers == 0
    assert Review.objects.get().undone_at == NOON


@pytest.mark.parametrize("grade", ["", "6", "-1", "4.0", "good", "\x00", "9" * 5000, None])
def test_a_grade_that_is_none_changes_nothing(reviewer: Reviewer, grade: str | None) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("Space")
    fields = reviewer.fields | ({} if grade is None else {"grade": grade})
    reviewer.post(ANSWER, fields)
    assert reviewer.notice == UNREADABLE
    assert reviewer.prompt == card.prompt["en"]
    assert nothing_is_written()


@pytest.mark.parametrize("ticket", ["", "nonsense", "a:b:c", "\x00", "カード", None])
def test_a_ticket_that_is_none_changes_nothing(reviewer: Reviewer, ticket: str | None) -> None:
    make_card()
    reviewer.post(ANSWER, {"grade": "4"} | ({} if ticket is None else {"ticket": ticket}))
    assert reviewer.notice == UNREADABLE
    assert nothing_is_written()


def test_a_ticket_with_one_letter_changed_is_refused(reviewer: Reviewer) -> None:
    make_card()
    reviewer.open()
    ticket = reviewer.ticket
    reviewer.post(ANSWER, {"grade": "4", "ticket": ("A" if ticket[0] != "A" else "B") + ticket[1:]})
    assert reviewer.notice == UNREADABLE
    assert nothing_is_written()


def test_another_learners_ticket_is_refused_and_changes_nothing(reviewer: Reviewer) -> None:
    make_card()
    stranger = Client(headers={"accept-language": "en"})
    stranger.force_login(make_learner().user)
    theirs = Reviewer(stranger)
    theirs.open()
    reviewer.post(ANSWER, {"grade": "4", "ticket": theirs.ticket})
    assert reviewer.notice == UNREADABLE
    reviewer.post("/review/card/", {"stage": "shown", "ticket": theirs.ticket})
    assert reviewer.notice == "That card has moved on. Here is the next one."
    assert nothing_is_written()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_signed_out_nothing_is_answered(learner: Learner, headers: dict[str, str]) -> None:
    card = make_card()
    ticket = write_ticket(ticket_for(learner, card), learner)
    response = Client().post(ANSWER, {"grade": "4", "ticket": ticket}, headers=headers)
    assert "/sign-in/" in response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    assert nothing_is_written()


def test_an_answer_cannot_be_given_by_opening_an_address(client: Client) -> None:
    make_card()
    reviewer = Reviewer(client)
    reviewer.open()
    assert client.get(ANSWER, {"ticket": reviewer.ticket, "grade": "4"}).status_code == 405
    assert nothing_is_written()


def test_a_plain_answer_is_followed_by_a_redirect_so_that_a_reload_sends_nothing(
    client: Client,
) -> None:
    make_card()
    reviewer = Reviewer(client)
    reviewer.open("?section=1-1")
    response = client.post(ANSWER + "?section=1-1", {**reviewer.fields, "grade": "4"})
    assert (response.status_code, response.headers["Location"]) == (302, "/review/?section=1-1")


def test_an_answer_is_kept_although_its_card_was_edited_meanwhile(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("Space")
    Card.objects.filter(pk=card.pk).update(revision=2, prompt="Edited")
    reviewer.press("3")
    assert reviewer.notice == ""
    assert Review.objects.get().revision == 1


@pytest.mark.parametrize("is_shown", [False, True])
def test_options_are_never_judged_by_those_of_another_edition(
    reviewer: Reviewer, is_shown: bool
) -> None:
    card = make_choice()
    reviewer.open()
    if is_shown:
        reviewer.enter(choice=["0"])
    Card.objects.filter(pk=card.pk).update(revision=2, choices=card.choices[::-1])
    if is_shown:
        reviewer.press("3")
        assert reviewer.notice == "This card was edited a moment ago. Here it is as it is now."
    else:
        reviewer.enter(choice=["0"])
        assert reviewer.notice == "That card has moved on. Here is the next one."
    assert reviewer.page.all(class_="verdict") == []
    assert not Review.objects.exists()


def test_a_drill_ends_with_its_day(reviewer: Reviewer, learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 1)
    reviewer.open()
    reviewer.press("Space")
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        reviewer.press("4")
        assert reviewer.notice == "The day of that drill is over. Nothing was changed."
        assert Review.objects.get().mode == "scheduled"
        reviewer.press("Space")
        reviewer.press("4")
    assert [review.mode for review in Review.objects.all()] == ["scheduled", "scheduled"]


def test_enter_takes_no_grade_on_a_recall_card_by_itself(reviewer: Reviewer) -> None:
    make_card()
    reviewer.open()
    reviewer.enter()
    assert reviewer.page.all(class_="proposed") == []


def test_the_forms_own_word_on_the_verdict_is_not_taken(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh list"])
    reviewer.open()
    reviewer.post(
        ANSWER,
        {"ticket": reviewer.ticket, "grade": "5", "typed": "xl list", "verdict": "right"},
    )
    review = Review.objects.get()
    assert (review.verdict, review.grade, review.response) == ("wrong", 5, "xl list")


def nothing_is_written() -> bool:
    return not Review.objects.exists() and not CardState.objects.exists()
