"""The page of one card: text, schedule, history, sources and neighbours."""

from datetime import timedelta

import pytest
from django.test import Client

from cards.core.schedule import Mode
from cards.models import Card, CardState, Heading, Learner, Review
from cards.study.answering import undo, write_note
from tests.factories import (
    NOON,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_typed,
)
from tests.pages import Node, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]


def test_a_card_never_met_shows_its_text_place_and_sources(client: Client) -> None:
    card = make_card(sources=["virsh(1)", "objectives"], kind="command")
    page = open_card(client, card)
    assert page.one("h1").text == card.prompt["en"]
    assert page.one(class_="answer-text").text == card.answer["en"]
    assert page.one(class_="explanation").text == card.explanation["en"]
    assert page.one(class_="card-head").text == "Command Recall P.16–18"
    assert "Sources: virsh(1), Exam objectives" in page.text
    assert "New: not asked yet." in page.text
    assert page.all(class_="history") == []


def test_a_choice_card_shows_every_option_with_its_reason(client: Client) -> None:
    page = open_card(client, make_choice(right=2))
    assert [
        (option.get("class"), option.text) for option in page.one(class_="option-list").all("li")
    ] == [
        ("right", "✓right Option 0 Why 0"),
        ("right", "✓right Option 1 Why 1"),
        ("", "· Option 2 Why 2"),
        ("", "· Option 3 Why 3"),
    ]


def test_the_schedule_is_shown_in_numbers(client: Client, learner: Learner) -> None:
    card = make_card()
    for number, day in enumerate((-22, -21, -15)):
        answer(learner, card, (4, 4, 5)[number], at=NOON + timedelta(days=day))
    answer(make_learner(), card, 1)
    figures = open_card(client, card).one("dl").text
    assert figures == "Due on03/02/2026 Interval15 d Easiness2.60 Lapses0"


def test_the_history_is_one_step_an_answer_and_a_table_of_all(
    client: Client, learner: Learner
) -> None:
    card = make_card()
    for ago, grade in ((9, 4), (8, 2), (7, 4)):
        answer(
            learner,
            card,
            grade,
            at=NOON - timedelta(days=ago),
            shown_at=NOON - timedelta(days=ago, seconds=12),
        )
    undo(learner, NOON - timedelta(days=7))
    answer(make_learner(), card)
    page = open_card(client, card)
    figure = page.one("figure")
    assert figure.one("figcaption").text.startswith("2 answers: each step is one")
    assert [step.get("class") for step in figure.all("circle")] == ["", "fail"]
    rows = [[cell.text for cell in row.all("td")] for row in page.one("tbody").all("tr")]
    assert rows == [
        ["02/23/2026", "4 Good (taken back)", "1 d", "12"],
        ["02/22/2026", "2 Again", "1 d", "12"],
        ["02/21/2026", "4 Good", "1 d", "12"],
    ]


def test_drill_and_practice_are_named_in_the_history(client: Client, learner: Learner) -> None:
    card = make_card()
    for minutes, mode in enumerate(("scheduled", "drill", "practice")):
        answer(learner, card, 2, at=NOON + timedelta(minutes=minutes), mode=Mode(mode))
    cells = [row.all("td")[1].text for row in open_card(client, card).one("tbody").all("tr")]
    assert cells == ["2 Again (practice)", "2 Again (drill)", "2 Again"]


def test_a_card_answered_many_times_still_fits_its_chart(client: Client, learner: Learner) -> None:
    card = make_card()
    for number in range(30):
        answer(learner, card, 5, at=NOON + timedelta(minutes=number))
    page = open_card(client, card)
    assert len(page.one("svg", role="img").all("circle")) == 24
    assert len(page.one("tbody").all("tr")) == 30
    heights = [float(step["cy"]) for step in page.one("figure").all("circle")]
    assert all(0 <= height <= 96 for height in heights)


def test_a_leech_shows_its_panel_open(client: Client, learner: Learner) -> None:
    card = make_typed(accepted=["virsh list"])
    answer(learner, card, 2)
    Review.objects.update(response="xl list", verdict="wrong")
    CardState.objects.update(lapses=8)
    leech = open_card(client, card).one(class_="leech")
    assert leech.has("open")
    assert "You have forgotten it 8 times." in leech.text
    assert leech.one("ul").text == "xl list ×1"


def test_a_card_set_aside_says_so_and_can_be_brought_back(client: Client, learner: Learner) -> None:
    card = make_card()
    answer(learner, card)
    CardState.objects.update(is_suspended=True)
    page = open_card(client, card)
    assert "You have set this card aside: it is not asked." in page.text
    assert page.one("form", action=f"/library/card/{card.key}/resume/").text == "Bring back"
    assert page.all("form", action=f"/library/card/{card.key}/suspend/") == []


def test_the_own_note_is_in_its_field(client: Client, learner: Learner) -> None:
    card = make_card()
    write_note(make_learner(), card, "theirs")
    assert open_card(client, card).one("input", id="note-text")["value"] == ""
    write_note(learner, card, '"><b>mine</b>')
    assert open_card(client, card).one("input", id="note-text")["value"] == '"><b>mine</b>'


def test_heading_and_neighbours_lead_on_in_the_book(client: Client) -> None:
    section = make_section()
    Heading.objects.create(
        section=section, code="1-1-1", title="Hypervisors", first_page=16, last_page=18
    )
    card = make_card(first_page=16, last_page=18)
    neighbour = make_card(first_page=18, last_page=20)
    for stranger in (
        {"first_page": 19},
        {"pool": "mock", "first_page": 16},
        {"retired_at": NOON, "first_page": 16},
    ):
        make_card(**{"last_page": 20} | stranger)
    page = open_card(client, card)
    line = page.one(class_="contents-line")
    assert line.text == "Hypervisors P.16–18"
    assert line.one("a")["href"] == f"/library/section/1-1/?card={card.key}#h-1-1-1"
    assert [link["href"] for link in page.one(class_="card-list").all("a")] == [
        f"/library/card/{neighbour.key}/"
    ]


def test_a_retired_card_keeps_its_page_and_history(client: Client, learner: Learner) -> None:
    card = make_card()
    answer(learner, card)
    Card.objects.update(retired_at=NOON)
    assert open_card(client, card).one("tbody").all("tr")


@pytest.mark.parametrize("key", ["no-such-card", "mock-question", "MOCK-question", "-", "x" * 300])
def test_a_mock_question_has_no_page_for_anyone(client: Client, learner: Learner, key: str) -> None:
    make_card(key="mock-question", pool="mock")
    for is_superuser in (False, True):
        learner.user.is_staff = learner.user.is_superuser = is_superuser
        learner.user.save()
        response = client.get(f"/library/card/{key}/")
        assert response.status_code == 404
        assert "Question" not in response.content.decode()


def test_the_page_is_in_the_language_of_the_pages(client: Client) -> None:
    card = make_card()
    client.post("/language/", {"language": "ja"})
    page = open_card(client, card)
    assert page.one("h1").text == card.prompt["ja"]
    assert page.one("html")["lang"] == "ja"


def open_card(client: Client, card: Card) -> Node:
    response = client.get(f"/library/card/{card.key}/")
    assert response.status_code == 200
    return read(response.content)
