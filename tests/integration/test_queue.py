"""Which card comes next: due, new or drill; of which section; in which order."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.core.plan import DayPlan
from cards.core.schedule import Mode
from cards.models import Card, Learner
from cards.study.answering import set_aside, undo, write_note
from cards.study.day import Day, read_day
from cards.study.queue import next_card
from cards.study.scope import WHOLE, Scope
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_section, make_state
from tests.sessions import (
    EXTRA,
    PRACTICE,
    TOMORROW,
    ask,
    assert_sections_alternate_where_they_can,
    cards_of,
    make_due,
    make_many,
    make_unaskable,
    modes_of,
    section,
    study,
)

YESTERDAY = TODAY - timedelta(days=1)


# Phases


def test_due_cards_come_before_new_ones_and_the_drill_comes_last(learner: Learner) -> None:
    new = make_card()
    drilled = make_state(learner=learner, card=make_card(), due_date=TOMORROW, drill_day=TODAY).card
    due = make_due(learner)

    assert modes_of(study(learner)) == [
        (due, Mode.SCHEDULED),
        (new, Mode.SCHEDULED),
        (drilled, Mode.DRILL),
    ]


def test_new_cards_come_first_when_time_is_short_before_the_exam(db: None) -> None:
    learner = make_learner(minutes_a_day=5, exam_date=TODAY + timedelta(days=2))
    make_many(learner, due=25)
    new = make_card()

    session = study(learner)

    assert cards_of(session)[0] == new
    assert len(session) == 25


def test_new_cards_pause_while_behind(db: None) -> None:
    learner = make_learner(minutes_a_day=5)
    due = make_many(learner, due=26)
    make_card()

    session = study(learner)

    assert len(session) == 25
    assert set(cards_of(session)) < set(due)


def test_a_card_failed_today_comes_again_today_until_it_gets_a_four(learner: Learner) -> None:
    card = make_due(learner)

    session = study(learner, grades=[1, 0, 3, 4, 4])

    assert modes_of(session) == [(card, Mode.SCHEDULED), *[(card, Mode.DRILL)] * 3]


def test_a_card_due_tomorrow_is_not_asked_today(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(), due_date=TOMORROW)

    assert ask(learner) is None
    assert ask(learner, EXTRA) is None


def test_a_drill_left_over_from_yesterday_is_not_asked(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(), due_date=TOMORROW, drill_day=YESTERDAY)

    assert ask(learner) is None


def test_what_is_asked_comes_with_the_state_it_is_in(learner: Learner) -> None:
    row = make_state(learner=learner, card=make_card())

    asked = ask(learner)

    assert asked
    assert asked.row == row
    assert asked.state
    assert (asked.state.memory.interval, asked.state.answers) == (15, 3)


def test_a_card_never_answered_is_asked_without_a_state(learner: Learner) -> None:
    bare, noted = make_card(), make_card()
    write_note(learner, noted, "remember")

    session = study(learner)

    assert [(asked.card, asked.row is None, asked.state) for asked in session] == [
        (bare, True, None),
        (noted, False, None),
    ]


def test_another_learners_cards_are_not_asked(learner: Learner) -> None:
    card = make_state(learner=learner, card=make_card(), due_date=TOMORROW).card
    make_state(learner=make_learner(), card=card)
    make_state(learner=make_learner(), card=card, due_date=TOMORROW, drill_day=TODAY)

    assert ask(learner) is None
    assert next_card(learner, look_everywhere(learner, WHOLE), WHOLE) is None


# Never asked


def look_everywhere(learner: Learner, scope: Scope) -> Day:
    """Return a day that says there is something to ask in every phase."""
    day = read_day(learner, TODAY, scope)
    return replace(day, plan=DayPlan(due=9, new=9), tally=replace(day.tally, drill=9))


@pytest.mark.parametrize("scope", [WHOLE, EXTRA, PRACTICE, Scope(section="1-1")])
def test_cards_set_aside_or_retired_and_mock_questions_are_never_asked(
    learner: Learner, scope: Scope
) -> None:
    make_unaskable(learner)

    day = read_day(learner, TODAY, scope)

    assert next_card(learner, day, scope) is None
    assert next_card(learner, look_everywhere(learner, scope), scope) is None
    assert (day.tally.due, day.tally.unseen, day.tally.drill, day.plan.left) == (0, 0, 0, 0)


def test_a_card_set_aside_before_its_first_answer_is_new_when_it_is_brought_back(
    learner: Learner,
) -> None:
    card = make_card()
    set_aside(learner, card, aside=True)
    assert ask(learner) is None

    set_aside(learner, card, aside=False)

    assert cards_of(study(learner)) == [card]


def test_a_due_card_brought_back_is_due_as_before(learner: Learner) -> None:
    card = make_due(learner)
    set_aside(learner, card, aside=True)
    set_aside(learner, card, aside=False)

    assert cards_of(study(learner)) == [card]


# Sections


@pytest.mark.parametrize("counts", [(2, 2, 2), (5, 1, 1), (4, 3, 0), (3, 0, 0)])
def test_two_due_cards_of_a_section_follow_each_other_only_where_nothing_else_is_left(
    learner: Learner, counts: tuple[int, ...]
) -> None:
    for number, due in enumerate(counts, start=1):
        make_many(learner, due=due, place=section(number))

    session = cards_of(study(learner))

    assert len(session) == sum(counts)
    assert_sections_alternate_where_they_can(session)


def test_two_new_cards_of_a_section_follow_each_other_only_where_nothing_else_is_near(
    learner: Learner,
) -> None:
    for number in (1, 1, 2, 2, 3, 3, 1):
        make_card(section=section(number))

    session = cards_of(study(learner))

    assert [card.section.code for card in session] == [
        f"1-{number}" for number in (1, 2, 1, 2, 3, 1, 3)
    ]


def test_the_first_new_card_is_of_another_section_than_the_last_due_one(learner: Learner) -> None:
    due = make_due(learner, section=section(1))
    same, other = make_card(section=section(1)), make_card(section=section(2))

    assert cards_of(study(learner)) == [due, other, same]


def test_new_cards_come_in_their_place(learner: Learner) -> None:
    third, first, second = (make_card(place=place) for place in (30, 10, 20))

    assert cards_of(study(learner)) == [first, second, third]


# The shuffle


def make_same_due(cards: Sequence[Card]) -> Learner:
    learner = make_learner()
    for card in cards:
        make_state(learner=learner, card=card)
    return learner


def test_due_cards_are_shuffled_by_the_day_and_not_by_the_moment(db: None) -> None:
    cards = [make_card() for _ in range(8)]
    noon = cards_of(study(make_same_due(cards)))
    evening = cards_of(study(make_same_due(cards), start=NOON + timedelta(hours=8)))

    other_days = [
        cards_of(study(make_same_due(cards), start=NOON + timedelta(days=days)))
        for days in (1, 2, 3)
    ]

    assert evening == noon
    assert noon not in other_days
    assert noon != cards
    assert all(sorted(day, key=cards.index) == cards for day in other_days)


def test_the_same_card_waits_however_often_the_page_is_opened(learner: Learner) -> None:
    make_many(learner, due=8)
    first = ask(learner)

    assert [ask(learner) for _ in range(3)] == [first] * 3


# What matters most


def test_with_more_due_than_fits_the_most_valuable_come_first(db: None) -> None:
    learner = make_learner(minutes_a_day=5)
    make_many(learner, due=26, place=section(1, weight=1))
    overdue = {9: 0, 4: 2, 3: 4, 8: 0, 2: 5}
    valuable = {
        weight: make_state(
            learner=learner,
            card=make_card(section=section(number, weight=weight)),
            due_date=TODAY - timedelta(days=days),
        ).card
        for number, (weight, days) in enumerate(overdue.items(), start=2)
    }

    session = cards_of(study(learner, grades=[4] * 5))

    # Weight times days overdue, the first day counted: 15, 12, 12, 9, 8.
    assert session[0] == valuable[3]
    assert set(session[1:3]) == {valuable[4], valuable[2]}
    assert session[3:] == [valuable[9], valuable[8]]


def test_with_room_for_all_value_does_not_order(learner: Learner) -> None:
    many = [section(number, weight=number) for number in range(1, 9)]
    cards = [make_due(learner, section=place) for place in many]

    session = cards_of(study(learner))

    assert session != sorted(cards, key=lambda card: -card.section.objective.weight)


# The drill


def test_the_drill_goes_round_and_asks_the_card_longest_out_of_sight(learner: Learner) -> None:
    cards = [make_card() for _ in range(3)]
    order = random.Random(304).sample(cards, 3)
    for minute, card in enumerate(order):
        answer(learner, card, 1, at=NOON - timedelta(minutes=10 - minute))

    session = study(learner, grades=[3, 3, 3, 3, 4, 1, 4, 4])

    first, second, third = order
    assert modes_of(session) == [
        (card, Mode.DRILL) for card in (first, second, third, first, second, third, first, third)
    ]


def test_the_drill_takes_turns_between_sections(learner: Learner) -> None:
    one, other = make_section(code="1-1"), make_section(code="1-2")
    first, second, third = (make_card(section=section) for section in (one, one, other))
    for minute, card in enumerate([first, second, third]):
        answer(learner, card, 1, at=NOON - timedelta(minutes=10 - minute))
    answer(learner, make_card(section=one), at=NOON - timedelta(minutes=1))

    session = study(learner, grades=[4, 4, 4])

    assert modes_of(session) == [(card, Mode.DRILL) for card in (third, first, second)]


def test_a_drill_answer_taken_back_does_not_count_as_seen(learner: Learner) -> None:
    first, second = make_card(), make_card()
    answer(learner, first, 1, at=NOON)
    answer(learner, second, 1, at=NOON + timedelta(minutes=1))
    study(learner, start=NOON + timedelta(minutes=2), grades=[3])

    undo(learner, NOON + timedelta(minutes=3))

    asked = ask(learner)
    assert asked
    assert asked.card == first
