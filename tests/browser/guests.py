"""Learners in every situation a page has to cope with, whichever deck is stored."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cards import clock
from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.models import Card, Learner, Sitting
from cards.models.card import CardQuerySet
from cards.models.learner import today_of
from cards.study.answering import Given, answer_card, set_aside, write_note
from cards.study.day import read_day
from cards.study.queue import next_card
from cards.study.scope import WHOLE
from cards.views.desk import verdict_of
from cards.views.turns import Response
from tests.factories import make_learner, ticket_for

DAYS_OF_HISTORY = 24
REST_DAYS = (5, 6, 13)
NEW, OLD = (2, 3, 3, 4, 4, 4, 5), (2, 3, 4, 4, 4, 4, 4, 4, 5)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who opens a page (None: nobody signed in), and the card or paper it is about, if any."""

    learner: Learner | None = None
    card: Card | None = None
    sitting: Sitting | None = None

    @property
    def password_query(self) -> str:
        """The part of the address with which a forgotten password is replaced."""
        assert self.learner is not None
        user = self.learner.user
        uid = urlsafe_base64_encode(force_bytes(user.pk))
        return f"{uid}/{default_token_generator.make_token(user)}"


def beginner() -> Guest:
    """The first day: nothing answered, no exam date."""
    return Guest(make_learner(), _card(form="recall"))


def regular() -> Guest:
    """Weeks of study, six weeks before the exam, with a card that was answered several times."""
    now = clock.now()
    learner = make_learner(exam_date=(now + timedelta(days=41)).date())
    dice = random.Random(304)
    for days in range(DAYS_OF_HISTORY, 0, -1):
        if days not in REST_DAYS:
            _study(learner, now - timedelta(days=days, hours=2), dice)
    state = learner.states.filter(repetitions__gt=1).order_by("-answers", "card_id").first()
    return Guest(learner, state.card if state else None)


def behind() -> Guest:
    """Back after three weeks, with far more due than fits in the day."""
    learner = make_learner(minutes_a_day=5)
    for days in (40, 39, 33):
        moment = clock.now() - timedelta(days=days)
        for number, card in enumerate(_cards().order_by("place")[:60]):
            _answer(learner, card, Grade.GOOD, moment + timedelta(seconds=40 * number), 30)
    return Guest(learner)


def finished() -> Guest:
    """Done for today: some new cards met, nothing left."""
    learner = make_learner(new_cards_a_day=4)
    moment = clock.now() - timedelta(minutes=10)
    for number, card in enumerate(_cards().order_by("place")[:4]):
        _answer(learner, card, Grade.GOOD, moment + timedelta(seconds=20 * number), 14)
    return Guest(learner, card)


def idle() -> Guest:
    """Nothing is due, and no new cards are wanted."""
    return Guest(make_learner(new_cards_a_day=0))


def facing_recall() -> Guest:
    """One card is due, and it is a recall card."""
    return _facing(_card(form="recall"))


def facing_typed() -> Guest:
    """One card is due, and it is a command to be typed."""
    return _facing(_card(form="typed", kind="command"))


def facing_choice() -> Guest:
    """One card is due, and it has one right option."""
    return _facing(_choice(lambda right: right == 1))


def facing_several() -> Guest:
    """One card is due, and it has several right options."""
    return _facing(_choice(lambda right: right > 1))


def facing_longest() -> Guest:
    """One card is due: the recall card with the most to read. The learner grades from 0 to 5."""
    cards = _cards().filter(form="recall")
    longest = max(cards, key=lambda card: len(str(card.explanation)) + len(str(card.prompt)))
    return _facing(longest, buttons="six")


def facing_leech() -> Guest:
    """One card is due, and it was forgotten again and again; the learner wrote a hint to it."""
    card = _card(form="typed", kind="command")
    guest = _facing(card)
    assert guest.learner is not None
    for days in range(22, 11, -1):
        moment = clock.now() - timedelta(days=days)
        _answer(guest.learner, card, Grade.ALMOST, moment, 21)
    write_note(guest.learner, card, "list = running; --all = the rest too")
    return guest


def with_card_aside() -> Guest:
    """A card was set aside."""
    guest = facing_recall()
    assert guest.learner is not None
    assert guest.card is not None
    set_aside(guest.learner, guest.card, aside=True)
    return guest


def stranger() -> Guest:
    """Nobody."""
    return Guest()


def _facing(card: Card, **settings: str) -> Guest:
    learner = make_learner(new_cards_a_day=0, **settings)
    _answer(learner, card, Grade.GOOD, clock.now() - timedelta(days=30), 12)
    return Guest(learner, card)


def _cards() -> CardQuerySet:
    return Card.objects.active().for_study().with_place()


def _card(**fields: str) -> Card:
    return _cards().filter(**fields).order_by("place")[0]


def _choice(is_wanted: Callable[[int], bool]) -> Card:
    cards = _cards().filter(form="choice").order_by("place")
    return next(card for card in cards if is_wanted(len(card.right_choices)))


def _study(learner: Learner, moment: datetime, dice: random.Random) -> None:
    """Go through one day as the review does, to the end."""
    while asked := next_card(learner, read_day(learner, today_of(learner, moment)), WHOLE):
        seconds = dice.choice((6, 8, 9, 11, 14, 19, 27))
        moment += timedelta(seconds=seconds + 1)
        grades = (4,) if asked.mode is Mode.DRILL else OLD if asked.state else NEW
        grade = Grade(dice.choice(grades))
        _answer(learner, asked.card, grade, moment, seconds, asked.mode)


def _answer(
    learner: Learner,
    card: Card,
    grade: Grade,
    moment: datetime,
    seconds: int,
    mode: Mode = Mode.SCHEDULED,
) -> None:
    shown_at = moment - timedelta(seconds=seconds)
    ticket = ticket_for(learner, card, shown_at=shown_at, mode=mode)
    response = _response(card, is_right=grade.is_pass)
    given = Given(grade, response.for_log(card), verdict_of(card, response))
    answer_card(learner, ticket, given, moment)


def _response(card: Card, *, is_right: bool) -> Response:
    if card.form == "choice":
        wrong = frozenset(range(len(card.choices))) - card.right_choices
        return Response(picked=card.right_choices if is_right else frozenset(sorted(wrong)[:1]))
    if card.form == "typed":
        return Response(typed=card.accepted[0] if is_right else card.accepted[0][:-2] + "xx")
    return Response()
