"""Whether the log is sound and every card state is its replay.

What a learner gave (mode, grade, day) and the day an answer made its card due are taken as they
stand, if they can be; all else of a review, and the whole state, is made anew and compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, UUIDField, Value

from cards.core.schedule import COUNTING, Answer, Calendar, Mode, State, after, next_due
from cards.core.sm2 import Grade
from cards.models import CardState, Review
from cards.study.states import log_fields, row_fields

Fields = Mapping[str, Any]

BEFORE, AFTER = tuple(log_fields(None, "before")), tuple(log_fields(None, "after"))
MADE = ("number", *BEFORE, *AFTER)
# The last columns of a review, and the fields of a state that hold the same.
SCHEDULE = dict(zip(("number", *AFTER), ("answers", *list(row_fields(None))[:-1]), strict=True))
PLACE = ("learner_id", "card_id", "card__key")
GIVEN = ("token", "mode", "grade", "study_day", "answered_at")
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, the state or one answer, whose fields are not what the log makes of them."""

    learner: int
    card: str
    row: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One standing answer: what was given, and the fields that were made from it."""

    token: UUID
    mode: str
    grade: int
    day: date
    moment: datetime
    made: Fields

    @property
    def counts(self) -> bool:
        """Whether it moves a state; a mode that does not exist moves none."""
        return self.mode in COUNTING


@dataclass(frozen=True, slots=True)
class History:
    """What is stored of one card of one learner: the state, if there is one, and the answers."""

    learner: int
    card_id: int
    card: str
    state: Fields | None
    entries: Sequence[Entry]


def problems() -> Iterator[Problem]:
    """Go through the whole log, with one card of one learner in memory at a time."""
    for history in histories():
        yield from problems_of(history)


def problems_of(history: History) -> Iterator[Problem]:
    """Compare what is stored with what it should be."""
    rows, state = remade(history.entries)
    for entry, made in rows:
        yield from _difference(history, f"answer {entry.token}", entry.made, made)
    if history.state is not None:
        yield from _difference(history, "state", history.state, row_fields(state))
    elif state is not None:
        yield Problem(history.learner, history.card, "state", "none", _words(row_fields(state)))


def remade(entries: Sequence[Entry]) -> tuple[list[tuple[Entry, Fields]], State | None]:
    """Return each answer with the fields it should have, and the state that all add up to."""
    state = None
    rows: list[tuple[Entry, Fields]] = []
    counting = sorted((entry for entry in entries if entry.counts), key=_order)
    for number, entry in enumerate(counting, start=1):
        before, state = state, after(state, _answer(entry, state))
        made = log_fields(before, "before") | log_fields(state, "after") | {"number": number}
        rows.append((entry, made))
    rows += [(entry, dict.fromkeys(MADE)) for entry in entries if not entry.counts]
    return rows, state


def histories(**of: Any) -> Iterator[History]:
    """Read states and log in step; `of` limits both: learner_id, card__key.

    One statement, so one moment: answers given meanwhile do not look like faults.
    """
    columns = (*PLACE, *GIVEN, *MADE)
    reviews = Review.objects.standing().filter(**of).values_list(*columns)
    states = CardState.objects.filter(**of).annotate(**_as_review()).values_list(*columns)
    rows = reviews.union(states, all=True).order_by("learner_id", "card_id")
    for place, group in groupby(rows.iterator(ROWS_AT_ONCE), key=itemgetter(0, 1, 2)):
        yield _history(place, [row[len(PLACE) :] for row in group])


def _as_review() -> dict[str, Any]:
    """Return the columns of a review for a state: its fields as the last, and no token."""
    none: dict[str, Any] = {
        "token": UUIDField(),
        "mode": CharField(),
        "grade": IntegerField(),
        "study_day": DateField(),
        "answered_at": DateTimeField(),
    }
    none |= {name: Review._meta.get_field(name) for name in BEFORE}
    blank = {name: Value(None, output_field=field) for name, field in none.items()}
    return blank | {column: F(field) for column, field in SCHEDULE.items()}


def _history(place: tuple[int, int, str], rows: Iterable[tuple[Any, ...]]) -> History:
    state: Fields | None = None
    entries = []
    for row in rows:
        token, mode, grade, day, moment, *rest = row
        made = dict(zip(MADE, rest, strict=True))
        if token is None:
            state = {field: made[column] for column, field in SCHEDULE.items()}
        else:
            entries.append(Entry(token, mode, grade, day, moment, made))
    return History(*place, state, entries)


def _order(entry: Entry) -> tuple[bool, int, datetime, UUID]:
    """Order answers by number; those that share one, or have none, by moment."""
    number = entry.made["number"]
    return (number is None, number or 0, entry.moment, entry.token)


def _answer(entry: Entry, before: State | None) -> Answer:
    """Return the answer as it is replayed; a day it cannot have made the card due is corrected."""
    mode, grade = Mode(entry.mode), Grade(entry.grade)
    if mode is Mode.CALLED:
        due_date = next_due(before, mode, grade, Calendar(entry.day), card_id=0)
        return Answer(mode, grade, entry.day, due_date)
    latest = next_due(before, Mode.SCHEDULED, grade, Calendar(entry.day), card_id=0)
    due = entry.made["due_after"]
    return Answer(mode, grade, entry.day, due if due and entry.day < due <= latest else latest)


def _difference(history: History, row: str, found: Fields, expected: Fields) -> Iterator[Problem]:
    wrong = [name for name in found if found[name] != expected[name]]
    if wrong:
        texts = (_words({name: fields[name] for name in wrong}) for fields in (found, expected))
        yield Problem(history.learner, history.card, row, *texts)


def _words(fields: Fields) -> str:
    return ", ".join(f"{name} {value}" for name, value in fields.items())
