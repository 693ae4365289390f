"""A state is the replay of its log, whatever a learner does, in whatever order."""

import random
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cards.core.schedule import Mode, replay
from cards.core.sm2 import Grade
from cards.models import Card, CardState, Learner, Review, User
from cards.models.learner import today_of
from cards.study.answering import (
    Given,
    NothingToUndo,
    StaleAnswer,
    Ticket,
    answer_card,
    call_card,
    set_aside,
    undo,
)
from cards.study.states import log_fields, logged_answer, row_fields, state_of
from tests.factories import NOON, TODAY, make_card

HISTORIES = 1000
LONGEST = 8


class History:
    """One learner at random: answers, drills, practises, calls, undoes, sets cards aside.

    Time jumps on now and then.

    `answers` is what should be in force of each card, oldest first.
    """

    def __init__(self, learner: Learner, cards: Sequence[Card], chance: random.Random) -> None:
        self.learner = learner
        self.cards = cards
        self.chance = chance
        self.moment: datetime = NOON
        self.answers: dict[int, list[Review]] = defaultdict(list)

    def live(self) -> None:
        """Do a few things, some minutes or days apart; now and then the clock is set back."""
        doings = [self._answer] * 6 + [self._undo] * 3
        doings += [self._practise, self._set_aside, self._call]
        for _ in range(self.chance.randint(2, LONGEST)):
            minutes = self.chance.choice([1, 1, 1, 2, -5, 60 * 24, 60 * 24 * 7])
            self.moment += timedelta(minutes=minutes)
            self.chance.choice(doings)()

    def _answer(self) -> None:
        card = self.chance.choice(self.cards)
        given = self.answers[card.pk]
        today = today_of(self.learner, self.moment)
        to_drill = bool(given) and given[-1].drill_day_after == today
        review = self._give(card, Mode.DRILL if to_drill else Mode.SCHEDULED, len(given))
        if review:
            given.append(review)

    def _practise(self) -> None:
        card = self.chance.choice(self.cards)
        self._give(card, Mode.PRACTICE, len(self.answers[card.pk]))

    def _give(self, card: Card, mode: Mode, answers: int) -> Review | None:
        """Answer the card; one ticket in ten is from before the card's last answer."""
        is_stale = answers > 0 and self.chance.random() < 0.1
        token = uuid.UUID(int=self.chance.getrandbits(128))
        ticket = Ticket(token, card.pk, 1, answers - is_stale, mode, self.moment)
        grade = self.chance.choice([Grade.GOOD, *Grade])
        try:
            review = answer_card(self.learner, ticket, Given(grade), self.moment)
        except StaleAnswer:
            assert is_stale
            return None
        assert not is_stale
        return review

    def _call(self) -> None:
        card = self.chance.choice(self.cards)
        if review := call_card(self.learner, card, self.moment):
            self.answers[card.pk].append(review)

    def _undo(self) -> None:
        try:
            undone = undo(self.learner, self.moment)
        except NothingToUndo:
            return
        if undone.number:
            given = self.answers[undone.card_id]
            while given[-1].mode == Mode.CALLED:
                given.pop()
            assert given.pop().token == undone.token

    def _set_aside(self) -> None:
        set_aside(self.learner, self.chance.choice(self.cards), aside=self.chance.random() < 0.5)


def make_learners(chance: random.Random, count: int) -> list[Learner]:
    """Return learners, half of them with an exam within a year, written at once."""
    users = User.objects.bulk_create(User(username=f"history-{n}") for n in range(count))
    exam_dates = [TODAY + timedelta(days=chance.randint(1, 365)) for _ in users]
    return Learner.objects.bulk_create(
        Learner(user=user, time_zone="Asia/Tokyo", exam_date=chance.choice([None, exam_date]))
        for user, exam_date in zip(users, exam_dates, strict=True)
    )


def logs() -> Iterator[tuple[CardState, list[Review]]]:
    """Return every state with the answers in force that should add up to it."""
    answers: dict[Any, list[Review]] = defaultdict(list)
    for review in Review.objects.standing().counting().order_by("number"):
        answers[review.learner_id, review.card_id].append(review)
    for row in CardState.objects.all():
        yield row, answers.pop((row.learner_id, row.card_id), [])
    assert not answers


def fields_of(row: CardState) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row_fields(None)}


def assert_the_log_is_a_chain(reviews: Sequence[Review]) -> None:
    """Each answer starts from the state that the one before it made."""
    before, after = log_fields(None, "before"), log_fields(None, "after")
    assert [review.number for review in reviews] == list(range(1, len(reviews) + 1))
    for early, late in pairwise(reviews):
        assert [getattr(late, name) for name in before] == [getattr(early, name) for name in after]


def test_a_thousand_random_histories_replay_to_the_states_they_left(db: None) -> None:
    chance = random.Random(304)
    cards = [make_card() for _ in range(3)]
    histories = [
        History(learner, cards[: chance.randint(1, 3)], chance)
        for learner in make_learners(chance, HISTORIES)
    ]

    for history in histories:
        history.live()

    in_force = {history.learner.pk: history.answers for history in histories}
    for row, reviews in logs():
        expected = [review.token for review in in_force[row.learner_id][row.card_id]]
        assert [review.token for review in reviews] == expected
        state = replay(logged_answer(review) for review in reviews)
        assert state_of(row) == state
        assert fields_of(row) == row_fields(state)
        assert_the_log_is_a_chain(reviews)
    assert_histories_were_eventful()


def assert_histories_were_eventful() -> None:
    """A test of nothing would pass: see that everything happened often."""
    reviews = Review.objects.all()
    happened = {
        "scheduled": reviews.filter(mode=Mode.SCHEDULED),
        "drill": reviews.filter(mode=Mode.DRILL),
        "practice": reviews.filter(mode=Mode.PRACTICE),
        "undone": reviews.exclude(undone_at=None),
        "lapsed": reviews.filter(lapses_after__gt=0),
        "aside": CardState.objects.filter(is_suspended=True),
        "new again": CardState.objects.filter(answers=0, is_suspended=False),
    }
    rare = {what: rows.count() for what, rows in happened.items() if rows.count() < 100}
    assert not rare
