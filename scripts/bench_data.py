"""What the bench runs on. Both cases print session keys.

That of the floor's learner comes first, who also sits a paper; then that of a learner who has sat
papers before; then that of one who only opens pages; then those whose days are measured.

Small is the deck as it is, with a few learners. Large is what a hosted lpi304 has after years.
Every history is a real one, whose replay is the state beside it: `check_reviews` finds nothing.
"""

import sys
import uuid
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from cards import clock
from cards.core.schedule import Calendar, Mode, State, outcome
from cards.core.sm2 import Grade
from cards.mock.papers import whole_paper
from cards.mock.sitting import Step, hand_in, start, take_step
from cards.models import Card, CardState, Exam, Learner, Review, User
from cards.models.learner import today_of
from cards.progress.rebuilding import rebuild
from cards.study.states import log_fields, row_fields
from scripts.signed_in import sign_in

GRADES = (4, 5, 4, 3, 4, 2, 5, 4, 4, 5, 1, 4)
AWAKE = {"is_suspended": False, "note": ""}

Fields = dict[str, Any]

LARGE_CARDS, LARGE_REVIEWS = 10_000, 1_000_000
OTHERS, ANSWERS_A_CARD, KINDS = 99, 10, 200
SMALL_LEARNERS = 10
FEW_PAPERS, MANY_PAPERS = 1, 30


@dataclass(frozen=True)
class History:
    """The answers to one card, and the state they make."""

    log: list[Fields]
    state: Fields


def small() -> None:
    """Make learners who have met every card twice and have all of them due."""
    today = prepare(FEW_PAPERS)
    names = ["reader", *(f"learner-{number}" for number in range(SMALL_LEARNERS))]
    print(*(sign_in(name) for name in names), sep="\n")
    learners = learners_named(names)
    add_histories(learners, study_cards(), 2, today)
    for learner in learners:
        rebuild(learner)


def large() -> None:
    """Make two learners who have met 10,000 cards, in a log of 1,000,000 reviews of a hundred.

    They did not come yesterday, so that enough cards are due.
    """
    today = prepare(MANY_PAPERS)
    yesterday = today - timedelta(days=1)
    add_cards(LARGE_CARDS)
    cards = study_cards()
    print(sign_in("reader"), sign_in("measured"), sep="\n")
    two = learners_named(["reader", "measured"])
    add_histories(two, cards, 4, yesterday, is_steady=True)
    for learner in two:
        rebuild(learner)
    names = [f"other-{number}" for number in range(OTHERS)]
    User.objects.bulk_create(User(username=name) for name in names)
    Learner.objects.bulk_create(Learner(user=user) for user in User.objects.filter(learner=None))
    met = -(-(LARGE_REVIEWS - Review.objects.count()) // (OTHERS * ANSWERS_A_CARD))
    add_histories(learners_named(names), cards[:met], ANSWERS_A_CARD, today, is_steady=True)


def prepare(papers: int) -> date:
    """Install the deck, the floor's learner, who has met one card, and one who has sat papers.

    Return the study day.
    """
    call_command("prepare", stdout=sys.stderr)
    print(sign_in("floor"))
    [learner] = learners_named(["floor"])
    today = today_of(learner, clock.now())
    add_histories([learner], study_cards()[:1], 1, today)
    print(sign_in("examined"))
    sit_papers(learners_named(["examined"])[0], papers)
    return today


def sit_papers(learner: Learner, papers: int) -> None:
    """Sit whole exams, one a day until yesterday, choosing the second option throughout."""
    exam = Exam.objects.get()
    for days in range(papers, 0, -1):
        moment = clock.now() - timedelta(days=days)
        sitting = start(learner, whole_paper(exam), days, moment)
        for place in range(1, sitting.total + 1):
            take_step(learner, sitting.pk, Step(place, [1]), moment)
        hand_in(learner, sitting.pk, moment)


def study_cards() -> list[int]:
    """Return the numbers of all study cards."""
    return list(Card.objects.active().for_study().order_by("pk").values_list("pk", flat=True))


def learners_named(names: Sequence[str]) -> list[Learner]:
    """Return these learners."""
    return list(Learner.objects.filter(user__username__in=names))


def add_cards(total: int) -> None:
    """Copy the study cards under new keys until there are `total` of them."""
    originals = list(Card.objects.active().for_study())
    copies = []
    for number in range(total - len(originals)):
        card = copy(originals[number % len(originals)])
        card.pk, card.key, card.place = None, f"{card.key}-{number}", len(originals) + number
        copies.append(card)
    Card.objects.bulk_create(copies, batch_size=500)


def add_histories(
    learners: Sequence[Learner],
    cards: Sequence[int],
    length: int,
    today: date,
    *,
    is_steady: bool = False,
) -> None:
    """Give each learner `length` answers to each of the cards, all given before today.

    All are due today; of a steady learner those that happen to be, the others on the days to come.
    """
    kinds = [history(length, today, number if is_steady else 0) for number in range(KINDS)]
    with transaction.atomic():
        for learner in learners:
            dealt = list(zip(cards, cycle(kinds), strict=False))
            own = {"learner_id": learner.pk}
            insert(CardState, (kind.state | own | {"card_id": card} for card, kind in dealt))
            insert(Review, (log | own | answered(card) for card, kind in dealt for log in kind.log))


def answered(card: int) -> Fields:
    """Return what tells one review from the others of its kind."""
    return {"card_id": card, "token": uuid.uuid4().hex}


def history(length: int, today: date, number: int) -> History:
    """Return the `number`th kind of history; its last two answers pass, so that days follow."""
    day, log = date(2000, 1, 1), []
    state: State | None = None
    for place in range(length):
        grade = Grade(GRADES[(number + place) % len(GRADES)] if place < length - 2 else 4)
        before, state = state, outcome(state, Mode.SCHEDULED, grade, Calendar(day), card_id=0)
        log.append(logged(before, state, grade, day))
        day = state.due_date
    assert state is not None
    wait = number % state.memory.interval
    days = today + timedelta(days=wait) - day
    return History(
        log=[as_stored(Review, moved(row, days)) for row in log],
        state=as_stored(CardState, moved(row_fields(state) | AWAKE, days)),
    )


def logged(before: State | None, after: State, grade: Grade, day: date) -> Fields:
    """Return the fields of a review, but for the learner, the card and the token."""
    return {
        "revision": 1,
        "mode": Mode.SCHEDULED,
        "grade": grade,
        "answered_at": datetime.combine(day, time(12), UTC),
        "study_day": day,
        "seconds": 8.0,
        "response": "",
        "verdict": "",
        "is_overruled": False,
        "forecast": 0.9 if before else None,
        "number": after.answers,
        "undone_at": None,
        **log_fields(before, "before"),
        **log_fields(after, "after"),
    }


def moved(row: Fields, days: timedelta) -> Fields:
    """Return the row with every date in it moved by so many days."""
    return {name: value + days if isinstance(value, date) else value for name, value in row.items()}


def as_stored(model: type[Model], row: Fields) -> Fields:
    """Return the row as the database wants its values."""
    fields: Any = model._meta.get_field
    return {name: fields(name).get_db_prep_save(row[name], connection) for name in row}


def insert(model: type[Model], rows: Any) -> None:
    """Insert stored rows by plain SQL: the ORM would take minutes."""
    names = [field.attname for field in model._meta.concrete_fields]
    blanks = ", ".join(f"%({name})s" for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({blanks})'
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
