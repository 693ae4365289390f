"""The mock exam from outside: papers to start, the one that is open, those that are past."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cards.mock.sitting import abandon, hand_in
from cards.models import Card, Learner, Sitting
from tests.factories import NOON
from tests.pages import Node, read
from tests.sittings import make_pool, respond, right, sit_down

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

MOCK, START = "/mock/", "/mock/start/"


def page_of(client: Client, path: str = MOCK) -> Node:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return read(response.content)


def said(client: Client, **form: str) -> str:
    response = client.post(START, form, follow=True)
    assert response.redirect_chain[-1][0] == MOCK
    return read(response.content).one(class_="messages").text


def test_without_questions_it_says_what_to_do(client: Client) -> None:
    assert "make run" in page_of(client).text


def test_a_paper_is_started_and_its_first_question_follows(client: Client) -> None:
    make_pool(60)

    response = client.post(START, {"paper": "whole"}, follow=True)

    sitting = Sitting.objects.get()
    assert response.redirect_chain == [(f"/mock/{sitting.pk}/1/", 302)]
    assert (sitting.total, sitting.deadline - sitting.started_at) == (60, timedelta(minutes=90))


@pytest.mark.parametrize(("paper", "total", "minutes"), [("short", 20, 30), ("330.1", 10, 15)])
def test_shorter_papers_keep_the_pace(client: Client, paper: str, total: int, minutes: int) -> None:
    make_pool(30)

    client.post(START, {"paper": paper})

    sitting = Sitting.objects.get()
    assert (sitting.total, sitting.seconds / 60) == (total, minutes)


@pytest.mark.parametrize("paper", ["", "long", "999.9", "whole" * 9])
def test_a_paper_that_is_not_offered_is_refused(client: Client, paper: str) -> None:
    make_pool()

    assert said(client, paper=paper) == "There is no such paper. Choose one of these."
    assert not Sitting.objects.exists()


def test_a_second_paper_is_refused_while_one_is_open(client: Client, learner: Learner) -> None:
    sit_down(learner)

    assert said(client, paper="short").startswith("A paper is open already.")
    assert Sitting.objects.count() == 1


def test_an_empty_pool_is_told(client: Client) -> None:
    make_pool(1)
    Card.objects.update(retired_at=NOON)

    assert said(client, paper="whole") == "There are no questions for this paper yet."


def test_a_start_is_never_a_get(client: Client) -> None:
    assert client.get(START).status_code == 405


def test_an_open_paper_is_where_to_go_on(client: Client, learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [0], go_to=3)

    page = page_of(client)

    assert "you were at number 3" in page.text
    assert page.one(class_="open-paper").all("a")[0]["href"] == f"/mock/{sitting.pk}/"
    assert page.one(id="clock").text == "6 min left"
    assert page.all("form", class_="paper") == []


def test_the_first_page_tells_of_an_open_paper(client: Client, learner: Learner) -> None:
    sitting = sit_down(learner)

    note = page_of(client, "/").one(class_="note")

    assert note.text == "A mock exam is open: 6 min left"
    assert note.one("a")["href"] == f"/mock/{sitting.pk}/"


@pytest.mark.time_machine(NOON + timedelta(minutes=7), tick=False)
def test_a_paper_whose_time_is_up_is_past(client: Client, learner: Learner) -> None:
    sitting = sit_down(learner)

    page = page_of(client)

    assert page.all(class_="open-paper") == []
    assert page.one(class_="past").one("a")["href"] == f"/mock/{sitting.pk}/result/"


def test_past_papers_are_listed_latest_first_with_a_picture_of_all(
    client: Client, learner: Learner
) -> None:
    make_pool(12)
    for day in range(3):
        sitting = sit_down(learner, at=NOON + timedelta(days=day - 9))
        for place in range(1, day + 2):
            respond(sitting, place, right(sitting, place))
        hand_in(learner, sitting.pk, sitting.started_at)
    abandon(learner, sit_down(learner).pk, NOON)

    past = page_of(client).one(class_="past")

    rows = past.one("tbody").all("tr")
    assert [row.all("td")[2].text for row in rows] == ["3/4", "2/4", "1/4"]
    assert len(past.one("svg").all("circle")) == 3
    assert len(past.one("svg").all("circle", class_="fail")) == 2
    assert "The latest: 3 of 4 right." in past.text


def test_the_facts_of_the_exam_are_told_with_their_doubts(client: Client) -> None:
    make_pool(1)

    text = page_of(client, "/mock/exam/").text

    assert "90 minutes, about 60 questions" in text
    assert "as printed in 2016" in text
    assert "today's rules were not checked" in text
    assert "assumes a pass at 65 %" in text


def test_a_paper_whose_time_ran_out_is_in_nobodys_way(client: Client, learner: Learner) -> None:
    late = sit_down(learner)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        page = read(client.post("/mock/start/", {"paper": "whole"}, follow=True).content)
    assert page.one("h1").text.startswith("Question 1 of")
    late.refresh_from_db()
    assert late.ending == "time_out"


def test_a_paper_that_is_abandoned_is_said_to_be(client: Client, learner: Learner) -> None:
    sitting = sit_down(learner)
    page = read(client.post(f"/mock/{sitting.pk}/abandon/", follow=True).content)
    assert "The paper is abandoned." in page.one(class_="messages").text
