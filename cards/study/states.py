"""Between the rows of the database and the values of the scheduler."""

from typing import Any

from cards.core.schedule import Answer, Mode, State
from cards.core.sm2 import Grade, Memory
from cards.models import CardState, Review


def state_of(row: CardState) -> State | None:
    """Return the state a row holds; None for a card set aside or noted before its first answer."""
    if not row.answers or row.due_date is None:
        return None
    return State(
        memory=Memory(row.repetitions, row.interval, row.easiness),
        due_date=row.due_date,
        lapses=row.lapses,
        drill_day=row.drill_day,
        answers=row.answers,
    )


def row_fields(state: State | None) -> dict[str, Any]:
    """Return the fields of a CardState that hold `state`."""
    memory = state.memory if state else Memory()
    return {
        "repetitions": memory.repetitions,
        "interval": memory.interval,
        "easiness": memory.easiness,
        "due_date": state.due_date if state else None,
        "lapses": state.lapses if state else 0,
        "drill_day": state.drill_day if state else None,
        "answers": state.answers if state else 0,
    }


def log_fields(state: State | None, when: str) -> dict[str, Any]:
    """Return the fields of a Review that keep `state`; `when` is "before" or "after"."""
    return {
        f"repetitions_{when}": state.memory.repetitions if state else None,
        f"interval_{when}": state.memory.interval if state else None,
        f"easiness_{when}": state.memory.easiness if state else None,
        f"due_{when}": state.due_date if state else None,
        f"lapses_{when}": state.lapses if state else None,
        f"drill_day_{when}": state.drill_day if state else None,
    }


def state_before(review: Review) -> State | None:
    """Return the state that this answer met."""
    return _logged_state(review, "before", (review.number or 1) - 1)


def state_after(review: Review) -> State | None:
    """Return the state that this answer made."""
    return _logged_state(review, "after", review.number or 0)


def logged_answer(review: Review) -> Answer:
    """Return a review as the scheduler replays it."""
    if review.due_after is None:
        raise ValueError(f"review {review.token} moved no state")
    return Answer(Mode(review.mode), Grade(review.grade), review.study_day, review.due_after)


def _logged_state(review: Review, when: str, answers: int) -> State | None:
    repetitions, interval, easiness, due_date, lapses, drill_day = (
        getattr(review, field) for field in log_fields(None, when)
    )
    if repetitions is None:
        return None
    memory = Memory(repetitions, interval, easiness)
    return State(memory, due_date, lapses, drill_day, answers)
