"""Today: how many cards, how long they take, how far away the exam is, and why."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from cards.models import Card, CardState, Learner
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_section
from tests.pages import Node, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

# At five minutes a day and the usual twelve seconds an answer.
FIVE_MINUTES = 25


def test_the_load_of_the_day_is_one_number_of_due_and_new_cards(
    client: Client, learner: Learner
) -> None:
    make_due(learner, 3)
    make_unmet(2)
    page = open_today(client)
    assert page.one("h1").text == "5 cards today"
    assert page.one(class_="split").text == "3 due · 2 new"
    assert (page.one(class_="wide").text, page.one(class_="wide")["href"]) == ("Start", "/review/")


def test_one_card_is_said_in_the_singular(client: Client, learner: Learner) -> None:
    make_due(learner, 1)
    assert open_today(client).one("h1").text == "1 card today"


def test_a_day_under_way_goes_on(client: Client, learner: Learner) -> None:
    make_due(learner, 1)
    answer(learner, make_card())
    page = open_today(client)
    assert page.one(class_="wide").text == "Go on"


def test_what_is_left_to_drill_is_said_apart_and_then_alone(
    client: Client, learner: Learner
) -> None:
    answer(learner, make_card(), 2)
    make_due(learner, 1)
    assert open_today(client).one(class_="split").text == "1 due · 0 new · 1 to drill"
    CardState.objects.filter(answers=1).exclude(drill_day=TODAY).update(due_date=date(2026, 9, 1))
    assert open_today(client).one("h1").text == "1 to drill"


def test_a_day_that_is_done_says_so_and_offers_more(client: Client, learner: Learner) -> None:
    answer(learner, make_card(), 4)
    page = open_today(client)
    assert page.one("h1").text == "0 cards today"
    assert "Nothing more for today." in page.text
    assert page.one(class_="wide")["href"] == "/review/?extra=1"


def test_without_cards_the_page_says_how_to_get_them(client: Client) -> None:
    for prepare in (lambda: None, make_section, lambda: make_card(pool="mock")):
        prepare()
        page = open_today(client)
        assert page.one("h1").text == "No cards yet"
        assert "make run" in page.text
        assert page.all(class_="wide") == []


def test_the_first_day_explains_itself_once(client: Client, learner: Learner) -> None:
    card = make_card()
    assert len(open_today(client).all(class_="first-day")) == 1
    answer(learner, card)
    assert open_today(client).all(class_="first-day") == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "Set your exam date"),
        (30, "30 days to the exam"),
        (1, "1 day to the exam"),
        (0, "The exam is today"),
        (-1, "Set your exam date"),
    ],
)
def test_the_exam_is_as_far_away_as_the_calendar_says(
    client: Client, learner: Learner, days: int | None, words: str
) -> None:
    make_card()
    learner.exam_date = None if days is None else TODAY + timedelta(days=days)
    learner.save()
    assert open_today(client).one(class_="exam-in").text == words


@pytest.mark.parametrize(
    ("hour", "zone", "day"),
    [
        (18, "Asia/Tokyo", "2026-03-02"),
        (20, "Asia/Tokyo", "2026-03-03"),
        (20, "America/New_York", "2026-03-02"),
    ],
)
def test_the_day_is_the_learners_own(
    client: Client, learner: Learner, hour: int, zone: str, day: str
) -> None:
    learner.time_zone = zone
    learner.save()
    with time_machine.travel(NOON.replace(hour=hour), tick=False):
        assert open_today(client).one("time")["datetime"] == day


def test_a_full_day_is_capped_and_says_how_many_wait(client: Client, learner: Learner) -> None:
    learner.minutes_a_day = 5
    learner.save()
    make_due(learner, FIVE_MINUTES + 5)
    page = open_today(client)
    assert page.one("h1").text == f"{FIVE_MINUTES} cards today"
    assert page.one(class_="note").text == (
        "More is due than fits in your day. What matters most comes first; "
        "5 cards wait for the days to come."
    )


def test_new_cards_pause_while_behind_and_the_page_says_so(
    client: Client, learner: Learner
) -> None:
    learner.minutes_a_day = 5
    learner.save()
    make_due(learner, FIVE_MINUTES + 1)
    make_unmet(3)
    page = open_today(client)
    assert page.one(class_="split").text == f"{FIVE_MINUTES} due · 0 new"
    assert page.one(class_="note").text.endswith(
        "1 card waits for the days to come. New cards pause until then."
    )


def test_before_an_exam_new_cards_come_first_and_the_page_says_why(
    client: Client, learner: Learner
) -> None:
    learner.minutes_a_day = 5
    learner.exam_date = TODAY + timedelta(days=2)
    learner.save()
    answer(learner, make_card(), at=NOON - timedelta(days=1))
    make_due(learner, 20)
    make_unmet(15)
    page = open_today(client)
    assert page.one(class_="split").text == "10 due · 15 new"
    assert page.one(class_="note").text.startswith("Time is short before the exam: new cards come")
    assert "11 due cards wait." in page.one(class_="note").text


@pytest.mark.parametrize(("due", "unmet"), [(5, 5), (FIVE_MINUTES, 0), (0, 60)])
def test_a_day_in_which_nothing_waits_has_no_note(
    client: Client, learner: Learner, due: int, unmet: int
) -> None:
    learner.minutes_a_day = 5
    learner.exam_date = TODAY + timedelta(days=2) if unmet > due else None
    learner.save()
    make_due(learner, due)
    make_unmet(unmet)
    assert open_today(client).all(class_="note") == []


@pytest.mark.parametrize(("timed", "minutes"), [(29, None), (30, "about 7 minutes")])
def test_minutes_are_said_only_after_thirty_timed_answers(
    client: Client, learner: Learner, timed: int, minutes: str | None
) -> None:
    yesterday = NOON - timedelta(days=1)
    for _ in range(timed):
        answer(learner, make_card(), 5, at=yesterday, shown_at=yesterday - timedelta(seconds=40))
    CardState.objects.update(due_date=TODAY + timedelta(days=1))
    make_due(learner, 10)
    said = open_today(client).one(class_="split").text.split(" · ")[2:]
    assert said == ([minutes] if minutes else [])


def test_objectives_are_bars_as_long_as_their_weight_and_filled_as_far_as_known(
    client: Client, learner: Learner
) -> None:
    heavy = make_section(code="1-2", objective="330.2", weight=9)
    cards = [make_card(section=heavy) for _ in range(4)]
    make_section(code="1-1", objective="330.1", weight=3)
    for card, repetitions in zip(cards, (0, 1, 2), strict=False):
        answer(learner, card, at=NOON - timedelta(days=2))
        CardState.objects.filter(card=card).update(repetitions=repetitions)
    light, row = open_today(client).one("tbody").all("tr")
    assert light.get("class") == "empty"
    assert [cell.text for cell in row.all("td")] == ["9", "3/4", "1", "3"]
    assert {bar["class"]: bar["width"] for bar in row.all("rect")} == {
        "weight": "90",
        "seen": "67.5",
        "known": "22.5",
    }
    links = [link["href"] for link in row.all("a")]
    assert links == ["/library/?objective=330.2", "/review/?objective=330.2"]


def test_the_last_fourteen_days_are_days_studied_not_a_streak(
    client: Client, learner: Learner
) -> None:
    for ago in (0, 3, 13, 14):
        answer(learner, make_card(), at=NOON - timedelta(days=ago))
    answer(make_learner(), make_card(), at=NOON - timedelta(days=1))
    page = open_today(client)
    assert page.one(id="fortnight-title").text == "3 of the last 14 days"
    days = page.one(class_="fortnight").one("ol").all("li")
    assert [bool(day.get("class")) for day in days] == [
        ago in (0, 3, 13) for ago in range(13, -1, -1)
    ]
    assert days[-1].text.endswith(": 1 answer")


def test_the_exam_that_is_no_longer_given_is_said_to_be_so(client: Client) -> None:
    make_card()
    assert open_today(client).one(class_="status").text == "Retired"


def test_set_aside_retired_and_mock_cards_are_not_counted(client: Client, learner: Learner) -> None:
    make_due(learner, 3)
    first, second = CardState.objects.all()[:2]
    CardState.objects.filter(card=first.card).update(is_suspended=True)
    Card.objects.filter(pk=second.card_id).update(retired_at=NOON)
    make_card(pool="mock")
    assert open_today(client).one(class_="split").text == "1 due · 0 new"


def test_another_learners_day_is_not_mine(client: Client) -> None:
    make_due(make_learner(), 3)
    assert open_today(client).one(class_="split").text == "0 due · 3 new"


def test_the_first_page_refuses_a_post(client: Client) -> None:
    assert client.post("/").status_code == 405


def open_today(client: Client) -> Node:
    return read(client.get("/").content)


def make_due(learner: Learner, number: int) -> None:
    """Cards met ten days ago, due today."""
    for _ in range(number):
        CardState.objects.create(
            learner=learner, card=make_card(), answers=1, repetitions=1, interval=1, due_date=TODAY
        )


def make_unmet(number: int) -> None:
    for _ in range(number):
        make_card()
