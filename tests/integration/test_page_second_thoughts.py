"""Second thoughts, time, and cards that change: what a result says is what happened."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from cards.mock.papers import Paper
from cards.mock.result import read_result
from cards.mock.sitting import hand_in
from cards.models import Card, CardState, Learner, Sitting
from cards.study.answering import set_aside
from tests.factories import NOON, TODAY, make_choice, make_section
from tests.pages import HTMX, read
from tests.sittings import make_typed_question, question, respond, sit_down

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting(learner: Learner) -> Sitting:
    return sit_down(learner)


def at(sitting: Sitting, path: str) -> str:
    return f"/mock/{sitting.pk}/{path}"


def save(client: Client, sitting: Sitting, place: int, **form: Any) -> None:
    """Send what a page of ours sends while an answer grows."""
    was = read(client.get(at(sitting, f"{place}/")).content).one(id="was")["value"]
    client.post(at(sitting, f"{place}/"), {"was": was, "save": "1", **form}, headers=HTMX)


def test_an_answer_that_grows_is_no_second_thought(client: Client, learner: Learner) -> None:
    make_choice(section=make_section(), pool="mock", right=2, options=5)
    make_typed_question("virsh list")
    sitting = sit_down(learner, Paper(2, 4))
    for place in (1, 2):
        several = question(sitting, place).card.form == "choice"
        steps: list[Any] = [["0"], ["0", "1"]] if several else ["virsh", "virsh list"]
        for step in steps:
            save(client, sitting, place, **{"choice" if several else "typed": step})

    result = read_result(learner, hand_in(learner, sitting.pk, NOON + MINUTE), TODAY)

    assert (result.score.right, result.mended, result.spoilt) == (2, [], [])


def test_a_change_after_a_question_was_left_is_a_second_thought(
    client: Client, sitting: Sitting, learner: Learner
) -> None:
    save(client, sitting, 1, choice=["3"])
    client.post(at(sitting, "1/"), {"was": "[3]", "choice": ["3"], "go": "next"})
    save(client, sitting, 1, choice=["0"])

    result = read_result(learner, hand_in(learner, sitting.pk, NOON + MINUTE), TODAY)

    assert [sheet.place for sheet in result.mended] == [1]


def test_time_goes_to_the_question_that_is_opened_from_the_list(
    client: Client, sitting: Sitting
) -> None:
    with time_machine.travel(NOON + timedelta(seconds=5), tick=False):
        client.post(at(sitting, "1/"), {"was": "null", "go": "list"})
        form = read(client.get(at(sitting, "list/")).content).one("form")
        page = client.post(form["action"], {"was": "null", "go": "4"}, follow=True)
        assert read(page.content).one("h1").text == "Question 4 of 4"
    with time_machine.travel(NOON + timedelta(seconds=125), tick=False):
        save(client, sitting, 4, choice=["3"])

    assert question(sitting, 1).seconds == pytest.approx(5)
    assert question(sitting, 4).seconds == pytest.approx(120)


def edit(sitting: Sitting, place: int, **fields: Any) -> None:
    """Import another edition of the card at a place."""
    card = question(sitting, place).card
    fields = {"choices": [*card.choices[1:], card.choices[0]], **fields}
    Card.objects.filter(pk=card.pk).update(revision=card.revision + 1, **fields)


def test_a_question_edited_in_an_open_paper_is_answered_again(
    client: Client, sitting: Sitting, learner: Learner
) -> None:
    respond(sitting, 1, [0])
    edit(sitting, 1)

    page = read(client.get(at(sitting, "1/")).content)
    assert "please answer it again" in page.one(class_="notice").text
    assert [box for box in page.all("input") if box.has("checked")] == []
    save(client, sitting, 1, choice=["3"])
    assert read(client.get(at(sitting, "1/")).content).all(class_="notice") == []

    assert hand_in(learner, sitting.pk, NOON + MINUTE).right == 1


def test_options_of_another_edition_count_as_no_answer(learner: Learner, sitting: Sitting) -> None:
    respond(sitting, 1, [0])
    edit(sitting, 1)

    result = read_result(learner, hand_in(learner, sitting.pk, NOON + MINUTE), TODAY)

    assert [sheet.mark.is_answered for sheet in result.sheets] == [False] * 4


def test_a_finished_paper_says_what_was_edited_and_judges_it_no_more(
    client: Client, learner: Learner, sitting: Sitting
) -> None:
    respond(sitting, 1, [0])
    respond(sitting, 2, [0])
    respond(sitting, 2, [3], was=[0])
    hand_in(learner, sitting.pk, NOON + MINUTE)
    for place in (1, 2):
        edit(sitting, place)

    page = read(client.get(at(sitting, "result/")).content)

    for sheet in (page.one(id="q-1"), page.one(id="q-2")):
        assert "This question was edited after it was answered" in sheet.text
        assert sheet.all(class_="yours") == []
    assert "Changed from" not in page.text


@pytest.mark.parametrize(
    ("why", "said"), [("retired", "asked no more"), ("aside", "You have set it aside")]
)
def test_a_missed_question_that_cannot_be_asked_is_not_put_into_the_reviews(
    client: Client, learner: Learner, sitting: Sitting, why: str, said: str
) -> None:
    hand_in(learner, sitting.pk, NOON + MINUTE)
    card = question(sitting, 1).card
    if why == "retired":
        Card.objects.filter(pk=card.pk).update(retired_at=NOON)
    else:
        set_aside(learner, card, aside=True)

    page = read(client.post(at(sitting, "call/"), {}, follow=True).content)

    assert page.one(class_="messages").text == "Put into tomorrow's reviews: 3"
    assert said in page.one(id="q-1").text
    assert page.one(id="q-1").all("button") == []
    assert not CardState.objects.filter(card=card, due_date__isnull=False).exists()


@pytest.mark.parametrize("was", ["[" * 100_000, "{", ""])
def test_a_form_of_nobody_is_refused(client: Client, sitting: Sitting, was: str) -> None:
    response = client.post(at(sitting, "1/"), {"was": was, "choice": ["0"]})
    assert "could not be read" in response.content.decode()
    assert client.post(at(sitting, "call/"), {"place": "9" * 5000}).status_code == 302
