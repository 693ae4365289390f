"""Undo: today's answers, one by one, and nothing but answers."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner, Review
from cards.study.answering import NothingToUndo, StaleAnswer, set_aside, undo, write_note
from cards.study.day import read_day
from cards.study.queue import next_card
from cards.study.scope import WHOLE
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_state


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def states() -> list[Any]:
    """Return every state that an answer has made; a row without answers is no state."""
    return list(CardState.objects.filter(answers__gt=0).order_by("learner", "card").values())


def standing() -> list[Any]:
    reviews = Review.objects.standing().order_by("answered_at", "number")
    return list(reviews.values_list("card", "number", "grade"))


def undo_all(learner: Learner, moment: datetime) -> list[Review]:
    undone = []
    while True:
        try:
            undone.append(undo(learner, moment))
        except NothingToUndo:
            return undone


def test_undo_restores_every_field_of_the_state(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card, lapses=2, easiness=186, drill_day=date(2026, 2, 15))
    before = states()
    answer(learner, card, 1)

    undo(learner, at(1))

    assert states() == before


def test_undo_of_a_first_answer_makes_the_card_new_again(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 1)

    undo(learner, at(1))

    row = CardState.objects.get()
    assert (row.repetitions, row.interval, row.easiness, row.lapses) == (0, 0, 250, 0)
    assert (row.due_date, row.drill_day, row.answers) == (None, None, 0)
    assert read_day(learner, TODAY).tally.unseen == 1


def test_an_undone_answer_stays_in_the_log_with_the_moment_it_was_taken_back(
    learner: Learner,
) -> None:
    review = answer(learner, make_card(), 3)
    before = Review.objects.values().get()

    undone = undo(learner, at(2))

    assert undone.token == review.token
    assert Review.objects.values().get() == before | {"undone_at": at(2)}


def test_todays_answers_are_taken_back_one_by_one_to_the_first(learner: Learner) -> None:
    known, new = make_card(), make_card()
    make_state(learner=learner, card=known)
    steps = [(known, 4), (new, 1), (known, 2), (new, 3)]
    seen = [states()]
    for minute, (card, grade) in enumerate(steps):
        answer(learner, card, grade, at=at(minute))
        seen.append(states())

    for minute, (card, grade) in reversed(list(enumerate(steps))):
        assert states() == seen.pop()
        undone = undo(learner, at(10))
        assert (undone.card, undone.grade, undone.answered_at) == (card, grade, at(minute))

    assert states() == seen.pop()
    with pytest.raises(NothingToUndo):
        undo(learner, at(10))


def test_undo_goes_back_through_the_drill(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 1, at=at(0))
    failed = states()
    answer(learner, card, 2, at=at(1), mode=Mode.DRILL)
    drilled = states()
    answer(learner, card, 4, at=at(2), mode=Mode.DRILL)

    undo(learner, at(3))
    assert states() == drilled
    undo(learner, at(3))
    assert states() == failed
    undo(learner, at(3))
    assert states() == []


def test_undo_works_after_the_last_card_and_asks_it_again(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card)
    answer(learner, card, 4)
    assert next_card(learner, read_day(learner, TODAY), WHOLE) is None

    undo(learner, at(1))

    asked = next_card(learner, read_day(learner, TODAY), WHOLE)
    assert asked
    assert (asked.card, asked.mode) == (card, Mode.SCHEDULED)


def test_an_answer_of_a_mock_exam_is_never_taken_back(learner: Learner) -> None:
    reviewed = answer(learner, make_card(), 4, at=at(0))
    answer(learner, make_card(pool="mock"), 4, at=at(1), mode=Mode.MOCK)

    assert undo(learner, at(2)).token == reviewed.token
    with pytest.raises(NothingToUndo):
        undo(learner, at(3))


def test_undo_of_an_answer_that_moved_nothing_moves_nothing(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 4, at=at(0))
    before = states()
    practised = answer(learner, card, 0, at=at(1), mode=Mode.PRACTICE)

    assert undo(learner, at(2)).token == practised.token

    assert states() == before
    assert standing() == [(card.pk, 1, 4)]


def test_only_todays_answers_are_taken_back(learner: Learner) -> None:
    before_four, after_four = NOON - timedelta(hours=8, minutes=1), NOON - timedelta(hours=8)
    yesterdays, todays = make_card(), make_card()
    answer(learner, yesterdays, 4, at=before_four)
    answer(learner, todays, 4, at=after_four)

    undone = undo_all(learner, NOON)

    assert [review.card for review in undone] == [todays]
    assert standing() == [(yesterdays.pk, 1, 4)]


def test_an_answer_cannot_be_taken_back_the_day_after(learner: Learner) -> None:
    answer(learner, make_card())
    before = states()

    with pytest.raises(NothingToUndo):
        undo(learner, NOON + timedelta(days=1))

    assert states() == before


def test_without_an_answer_there_is_nothing_to_undo(learner: Learner) -> None:
    with pytest.raises(NothingToUndo):
        undo(learner, NOON)


def test_undo_never_takes_back_another_learners_answer(learner: Learner) -> None:
    card, other = make_card(), make_learner()
    answer(learner, card, at=at(0))
    answer(other, card, 1, at=at(1))
    answer(other, card, 4, at=at(2), mode=Mode.DRILL)

    assert [review.learner for review in undo_all(learner, at(3))] == [learner]

    assert list(Review.objects.standing().values_list("learner", flat=True)) == [other.pk] * 2
    assert CardState.objects.get(learner=other).answers == 2


def test_undo_never_takes_back_an_edit(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card)
    answer(learner, card, 1)
    write_note(learner, card, "remember")
    set_aside(learner, card, aside=True)
    Card.objects.filter(pk=card.pk).update(revision=2, answer={"ja": "新", "en": "new"})

    undo(learner, at(1))

    row = CardState.objects.select_related("card").get()
    assert (row.answers, row.note, row.is_suspended) == (3, "remember", True)
    assert (row.card.revision, row.card.answer["en"]) == (2, "new")


def test_undo_keeps_the_note_of_a_card_that_becomes_new_again(learner: Learner) -> None:
    card = make_card()
    answer(learner, card)
    write_note(learner, card, "remember")

    undo(learner, at(1))

    assert CardState.objects.get().note == "remember"


def test_the_answers_of_a_card_come_back_in_order_though_the_clock_was_set_back(
    learner: Learner,
) -> None:
    card, other = make_card(), make_card()
    answer(learner, card, 1, at=at(0))
    failed = states()
    answer(learner, card, 2, at=at(-30), mode=Mode.DRILL)
    drilled = states()
    answer(learner, card, 4, at=at(-20), mode=Mode.DRILL)
    answer(learner, other, 5, at=at(-40))

    undone = undo(learner, at(-19))
    assert (undone.number, states()[:1]) == (3, drilled)
    undone = undo(learner, at(-19))
    assert (undone.number, states()[:1]) == (2, failed)
    assert [review.card for review in undo_all(learner, at(-19))] == [card, other]
    assert states() == []


def test_an_answer_taken_back_can_be_given_anew(learner: Learner) -> None:
    card = make_card()
    make_state(learner=learner, card=card)
    answer(learner, card, 1, at=at(0))
    undo(learner, at(1))

    again = answer(learner, card, 5, at=at(2))

    row = CardState.objects.get()
    assert (again.number, row.answers, row.interval, row.lapses) == (4, 4, 38, 0)
    assert standing() == [(card.pk, 4, 5)]
    assert Review.objects.count() == 2


def test_a_first_answer_taken_back_can_be_given_anew(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 1, at=at(0))
    undo(learner, at(1))

    again = answer(learner, card, 5, at=at(2))

    assert (again.number, again.repetitions_before) == (1, None)
    assert (states()[0]["easiness"], states()[0]["answers"]) == (260, 1)


def test_undo_after_a_new_answer_takes_back_the_new_one_then_nothing(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 1, at=at(0))
    undo(learner, at(1))
    again = answer(learner, card, 5, at=at(2))

    undone = undo_all(learner, at(3))

    assert [review.token for review in undone] == [again.token]


def test_the_token_of_an_answer_taken_back_cannot_be_used_again(learner: Learner) -> None:
    card = make_card()
    token = answer(learner, card, 1).token
    undo(learner, at(1))

    with pytest.raises(StaleAnswer):
        answer(learner, card, 5, token=token)

    assert states() == []
    assert Review.objects.count() == 1


def test_an_answer_that_travel_has_put_under_a_later_one_stays(learner: Learner) -> None:
    """A card failed in Tokyo and drilled in Hawaii has its later answer on the day before."""
    card = make_card()
    answer(learner, card, 1, at=at(0))
    learner.time_zone = "Pacific/Honolulu"
    drilled = answer(learner, card, 4, at=at(480), mode=Mode.DRILL)
    assert drilled.study_day == TODAY - timedelta(days=1)
    before = states()

    with pytest.raises(NothingToUndo):
        undo(learner, at(480) + timedelta(days=1))

    assert states() == before
    assert len(standing()) == 2
