"""Mock questions called into the reviews: asked tomorrow, unseen while a paper is being sat."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Review
from cards.study.answering import NothingToUndo, call_card, undo
from cards.study.auditing import problems
from cards.study.day import read_day
from cards.study.overview import studied_days
from cards.study.queue import next_card
from cards.study.scope import WHOLE, Scope
from cards.study.summary import read_summary
from tests.factories import NOON, TODAY, answer, make_card, make_choice, make_state
from tests.pages import HTMX, Reviewer, read
from tests.sittings import sit_down

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

TOMORROW = TODAY + timedelta(days=1)
NEXT_NOON = NOON + timedelta(days=1)


@pytest.fixture
def question() -> Card:
    return make_choice(pool="mock", place=0)


def test_a_called_question_is_asked_tomorrow_and_not_today(
    learner: Learner, question: Card
) -> None:
    call_card(learner, question, NOON)

    assert next_card(learner, read_day(learner, TODAY), WHOLE) is None
    asked = next_card(learner, read_day(learner, TOMORROW), WHOLE)
    assert asked is not None
    assert (asked.card, asked.mode) == (question, Mode.SCHEDULED)


def test_a_question_never_called_is_never_asked(learner: Learner, question: Card) -> None:
    assert next_card(learner, read_day(learner, TOMORROW), WHOLE) is None


def test_a_call_changes_the_day_and_nothing_else(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card, due_date=TODAY + timedelta(days=9), easiness=186)
    before = CardState.objects.values().get()

    review = call_card(learner, card, NOON)

    assert review is not None
    assert (review.mode, review.number) == (Mode.CALLED, 4)
    assert CardState.objects.values().get() == before | {"due_date": TOMORROW, "answers": 4}


@pytest.mark.parametrize("days", [-3, 0, 1])
def test_a_card_due_by_tomorrow_need_not_be_called(learner: Learner, days: int) -> None:
    card = make_card()
    make_state(learner=learner, card=card, due_date=TODAY + timedelta(days=days))

    assert call_card(learner, card, NOON) is None
    assert not Review.objects.exists()


def test_a_question_called_twice_is_called_once(learner: Learner, question: Card) -> None:
    call_card(learner, question, NOON)

    assert call_card(learner, question, NOON) is None
    assert Review.objects.count() == 1


def test_the_log_and_the_states_agree_after_calls_and_answers(
    learner: Learner, question: Card
) -> None:
    call_card(learner, question, NOON)
    answer(learner, question, 4, at=NEXT_NOON)
    answer(learner, question, 4, at=NEXT_NOON + timedelta(days=1))
    call_card(learner, question, NEXT_NOON + timedelta(days=2))

    assert list(problems()) == []
    assert CardState.objects.get().repetitions == 2


def test_a_first_answer_to_a_called_question_goes_as_any_first_answer(
    learner: Learner, question: Card
) -> None:
    call_card(learner, question, NOON)

    review = answer(learner, question, 4, at=NEXT_NOON)

    assert (review.repetitions_after, review.interval_after, review.easiness_after) == (1, 1, 250)


def test_undo_passes_calls_and_mock_answers_by(learner: Learner, question: Card) -> None:
    card = make_card()
    answer(learner, card, at=NOON)
    call_card(learner, question, NOON + timedelta(minutes=1))

    assert undo(learner, NOON + timedelta(minutes=2)).card == card
    with pytest.raises(NothingToUndo):
        undo(learner, NOON + timedelta(minutes=3))
    assert CardState.objects.get(card=question).due_date == TOMORROW


def test_undo_of_an_answer_takes_a_later_call_of_its_card_along(learner: Learner) -> None:
    card = make_card()
    for days in (7, 6):
        answer(learner, card, at=NOON - timedelta(days=days))
    answered = answer(learner, card)
    called = call_card(learner, card, NOON + timedelta(minutes=1))
    assert called is not None

    assert undo(learner, NOON + timedelta(minutes=2)).token == answered.token
    assert not Review.objects.standing().filter(token=called.token).exists()
    assert list(problems()) == []


def test_a_call_alone_is_no_answer_to_take_back(learner: Learner, question: Card) -> None:
    call_card(learner, question, NOON)

    with pytest.raises(NothingToUndo):
        undo(learner, NOON)


def test_calls_are_no_answers_in_any_count(learner: Learner, question: Card) -> None:
    call_card(learner, question, NOON)

    summary = read_summary(learner, TODAY)
    assert (summary.answers, summary.due_tomorrow) == (0, 1)
    assert studied_days(learner, TODAY)[-1].answers == 0
    assert read_day(learner, TODAY).tally.answered == 0


def test_while_a_paper_is_sat_no_mock_question_is_asked_or_counted(
    client: Client, learner: Learner, question: Card
) -> None:
    make_state(learner=learner, card=question)
    study = make_card(prompt="Study")
    make_state(learner=learner, card=study)
    assert read_day(learner, TODAY).tally.due == 2
    sit_down(learner)

    assert read_day(learner, TODAY, Scope(study_only=True)).tally.due == 1
    assert read(client.get("/").content).one(class_="load").text.startswith("1 ")
    reviewer = Reviewer(client)
    reviewer.open()
    assert reviewer.prompt == "Study"
    reviewer.press("Space")
    reviewer.press("3")
    assert reviewer.page.all(id="card-form") == []


def test_a_question_that_lies_open_is_covered_when_a_paper_begins(
    client: Client, learner: Learner, question: Card
) -> None:
    make_state(learner=learner, card=question)
    reviewer = Reviewer(client)
    reviewer.open()
    fields: dict[str, Any] = {**reviewer.fields, "gave_up": "1"}
    sit_down(learner)

    page = client.post("/review/card/", fields, headers=HTMX).content.decode()

    assert "Why 0" not in page
    assert "That card has moved on" in page


def test_the_card_answered_last_is_covered_while_a_paper_is_sat(
    client: Client, learner: Learner, question: Card
) -> None:
    answer(learner, question, at=NOON)
    assert "Option 0" in client.get("/review/last/").content.decode()
    sit_down(learner)

    assert "Option 0" not in client.get("/review/last/").content.decode()


def test_a_mock_questions_page_opens_once_it_is_called_and_no_paper_is_sat(
    client: Client, learner: Learner, question: Card
) -> None:
    page = f"/library/card/{question.key}/"
    assert client.get(page).status_code == 404
    call_card(learner, question, NOON)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}report/").status_code == 200
    sit_down(learner)

    assert client.get(page).status_code == 404
    assert client.post(f"{page}suspend/").status_code == 404


def test_a_card_set_aside_is_not_called(learner: Learner, question: Card) -> None:
    make_state(learner=learner, card=question, is_suspended=True, due_date=TODAY, answers=3)
    CardState.objects.update(due_date=TODAY + timedelta(days=9))

    assert call_card(learner, question, NOON) is None

    assert CardState.objects.get().is_suspended
    assert not Review.objects.exists()
