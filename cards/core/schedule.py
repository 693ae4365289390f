"""One learner's state of one card, and what an answer makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from cards.core.plan import last_look
from cards.core.sm2 import Grade, Memory, next_memory

LEECH_LAPSES = 8


class Mode(StrEnum):
    """Why a card was asked; CALLED is no answer, but the wish to be asked tomorrow."""

    SCHEDULED = "scheduled"
    DRILL = "drill"
    PRACTICE = "practice"
    MOCK = "mock"
    CALLED = "called"

    @property
    def counts(self) -> bool:
        """Whether an entry of the log in this mode moves the card's state."""
        return self in COUNTING


COUNTING = (Mode.SCHEDULED, Mode.DRILL, Mode.CALLED)
IN_REVIEW = (Mode.SCHEDULED, Mode.DRILL, Mode.PRACTICE)
"""Answers of the daily review: these can be taken back one by one."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything the log says about one card of one learner."""

    memory: Memory
    due_date: date
    lapses: int = 0
    drill_day: date | None = None
    answers: int = 0

    @property
    def is_leech(self) -> bool:
        """Whether this card has been forgotten so often that repeating it alone will not help."""
        return self.lapses >= LEECH_LAPSES


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the log, as far as it moves a state."""

    mode: Mode
    grade: Grade
    day: date
    due_date: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days an answer is scheduled within: today and, if there is one, the exam."""

    today: date
    exam_date: date | None = None


def outcomes(
    state: State | None, mode: Mode, calendar: Calendar, card_id: int
) -> Mapping[Grade, State]:
    """Return what each grade would do: the buttons show it, and pressing one does it."""
    return {grade: outcome(state, mode, grade, calendar, card_id) for grade in Grade}


def outcome(
    state: State | None, mode: Mode, grade: Grade, calendar: Calendar, card_id: int
) -> State:
    """Return the state after an answer given today; `card_id` spreads the last looks."""
    due_date = next_due(state, mode, grade, calendar, card_id)
    return after(state, Answer(mode, grade, calendar.today, due_date))


def next_due(
    state: State | None, mode: Mode, grade: Grade, calendar: Calendar, card_id: int
) -> date:
    """Return the day the card is due again: SM-2's interval, or sooner when the exam is sooner."""
    if mode is Mode.DRILL and state is not None:
        return state.due_date
    if mode is Mode.CALLED:
        tomorrow = calendar.today + timedelta(days=1)
        return min(state.due_date, tomorrow) if state else tomorrow
    interval = next_memory(_memory(state), grade).interval
    due_date = calendar.today + timedelta(days=interval)
    return last_look(due_date, calendar.today, calendar.exam_date, card_id)


def after(state: State | None, answer: Answer) -> State:
    """Return the state after one logged answer.

    A drill changes neither easiness nor interval; a card that is called changes its day alone.
    """
    if answer.mode is Mode.CALLED:
        called = state or State(Memory(), answer.due_date)
        return replace(called, due_date=answer.due_date, answers=called.answers + 1)
    if answer.mode is Mode.DRILL and state is not None:
        drill_day = None if answer.grade >= Grade.GOOD else answer.day
        return replace(state, drill_day=drill_day, answers=state.answers + 1)
    return State(
        memory=next_memory(_memory(state), answer.grade),
        due_date=answer.due_date,
        lapses=_lapses(state, answer.grade),
        drill_day=answer.day if answer.grade < Grade.GOOD else None,
        answers=(state.answers if state else 0) + 1,
    )


def replay(answers: Iterable[Answer]) -> State | None:
    """Return the state that a card's answers, oldest first, add up to; None for a new card."""
    state = None
    for answer in answers:
        if answer.mode.counts:
            state = after(state, answer)
    return state


def _memory(state: State | None) -> Memory:
    return state.memory if state else Memory()


def _lapses(state: State | None, grade: Grade) -> int:
    """A lapse is a card forgotten; the first meeting with a new card is not one."""
    if state is None or not state.memory.interval:
        return 0
    return state.lapses + (not grade.is_pass)
