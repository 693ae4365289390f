"""How much a day holds, and how the days up to an exam are shared out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

# With no exam date: the cards of a usual section in about a week.
PLAIN_NEW_CARDS = 12
# A card met in the last part of the time left comes back too seldom to stay: of all settings
# tried in simulation this share moves the score on exam day most.
INTRODUCTION_PERCENT = 85
# A card whose answer SM-2 would follow up only after the exam is asked once more in the week before
# it. One that was put further away before the exam date was set stays where it is.
LAST_LOOK_DAYS = 7
# Study days without an answer that make the next day the first one back.
BREAK_DAYS = 3
# Seconds an answer takes, until a learner's own pace is known.
USUAL_SECONDS = 12.0
# Fewer timed answers than this say nothing honest about a pace.
ANSWERS_FOR_PACE = 30
SMALLEST_CAPACITY = 10


@dataclass(frozen=True, slots=True)
class Load:
    """What waits for a learner today, in cards, and what is done already."""

    due: int
    unseen: int
    met: int = 0
    answered: int = 0
    introduced: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a learner has set: answers that fit in a day, new cards (None: by the exam date)."""

    capacity: int
    new_cards: int | None = None
    days_left: int | None = None
    is_first_day_back: bool = False
    is_day_off: bool = False


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is left of today: due and new cards to ask, in which order, and what has to wait."""

    due: int
    new: int
    waiting: int = 0
    new_first: bool = False
    new_paused: bool = False

    @property
    def left(self) -> int:
        """How many cards today still asks for."""
        return self.due + self.new


def plan_day(load: Load, limits: Limits) -> DayPlan:
    """Share out what is left of today between due and new cards.

    Due cards come first. With an exam date and too little time, new cards do: a card never met
    costs more on exam day than one met late. After a break new cards pause until the due ones
    fit in a day again; an exam date allows that pause for the first day back only. On a day off
    nothing is asked; what is due waits for the next day, and new cards are shared out without it.
    """
    if limits.is_day_off:
        return DayPlan(due=0, new=0, waiting=load.due)
    room = max(0, limits.capacity - load.answered)
    wanted = new_cards_left(load, limits)
    is_behind = load.due + load.answered - load.introduced > limits.capacity
    if is_behind and (limits.days_left is None or limits.is_first_day_back):
        return _due_first(load.due, 0, room, new_paused=wanted > 0)
    if limits.days_left is not None and load.due + wanted > room:
        return _new_first(load.due, wanted, room)
    return _due_first(load.due, wanted, room)


def new_cards_left(load: Load, limits: Limits) -> int:
    """Return how many new cards today's limit still allows."""
    return max(0, min(load.unseen, new_cards_today(load, limits) - load.introduced))


def new_cards_today(load: Load, limits: Limits) -> int:
    """Return today's limit of new cards: the learner's own, else what the exam date asks for."""
    if limits.new_cards is not None:
        return limits.new_cards
    met_before_today = max(0, load.met - load.introduced)
    return new_cards_a_day(load.unseen + load.introduced, met_before_today, limits.days_left)


def new_cards_a_day(unseen: int, met: int, days: int | None) -> int:
    """Return how many of `unseen` cards to meet a day, so that all are met in time.

    The number of cards met tells how much of the introduction is over. Without it each day would
    take its share of the days left anew, and the last card would be met on the eve of the exam.
    """
    if days is None:
        return min(unseen, PLAIN_NEW_CARDS)
    return -(-unseen // _introduction_days(unseen, met, days))


def days_left(today: date, exam_date: date | None) -> int | None:
    """Return the study days before the exam, today included; None without one or from its day."""
    if exam_date is None or exam_date <= today:
        return None
    return (exam_date - today).days


def study_days_left(today: date, exam_date: date | None, days_off: Collection[date]) -> int | None:
    """Return the days before the exam that are not off; at least one, or None without an exam."""
    days = days_left(today, exam_date)
    if days is None or exam_date is None:
        return None
    return max(1, days - sum(today <= day < exam_date for day in days_off))


def is_first_day_back(today: date, last_day: date | None) -> bool:
    """Tell whether at least three whole study days passed since the last answer before today."""
    return last_day is not None and (today - last_day).days > BREAK_DAYS


def capacity(minutes: int, seconds_an_answer: float | None) -> int:
    """Return how many answers fit in a day of so many minutes, at the learner's pace if known."""
    fitting = int(minutes * 60 / (seconds_an_answer or USUAL_SECONDS))
    return max(SMALLEST_CAPACITY, fitting)


def pace(seconds: Sequence[float]) -> float | None:
    """Return the learner's median seconds an answer; None while that would not be honest."""
    if len(seconds) < ANSWERS_FOR_PACE:
        return None
    return max(1.0, float(median(seconds)))


def last_look(due_date: date, today: date, exam_date: date | None, card_id: int) -> date:
    """Return the day to ask a card, in the week before the exam if SM-2 would ask it only after.

    The days of that week are shared out by card. A card answered within the week keeps its date.
    """
    days = days_left(today, exam_date)
    if days is None or exam_date is None or due_date < exam_date or days <= LAST_LOOK_DAYS:
        return due_date
    return exam_date - timedelta(days=1 + card_id % LAST_LOOK_DAYS)


def _introduction_days(unseen: int, met: int, days: int) -> int:
    """Return what is left of the first 85 %, if the days before today went by the plan."""
    share = INTRODUCTION_PERCENT * unseen
    whole = 100 * unseen + (100 - INTRODUCTION_PERCENT) * met
    return max(1, days * share // max(1, whole))


def _due_first(due: int, wanted: int, room: int, *, new_paused: bool = False) -> DayPlan:
    asked = min(due, room)
    new = min(wanted, room - asked)
    return DayPlan(due=asked, new=new, waiting=due - asked, new_paused=new_paused)


def _new_first(due: int, wanted: int, room: int) -> DayPlan:
    new = min(wanted, room)
    asked = min(due, room - new)
    waiting = due - asked
    return DayPlan(due=asked, new=new, waiting=waiting, new_first=bool(new and waiting))
