"""The plan up to the exam: what it needs a day, what the learner does, and what to take first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db.models import Count, Q, Sum

from cards.core.plan import USUAL_SECONDS
from cards.models import CardState, Learner, Sitting, Tally
from cards.models.card import Text
from cards.models.learner import today_of
from cards.progress.dashboard import Standing

# The last days are for looking at everything once more.
DAYS_BEFORE_EXAM = 7
DAYS_LOOKED_AT = 14
DAYS_AHEAD = 30
# Answers that one new card asks for in its first month by SM-2: met, then after 1, 6 and 15 days.
ANSWERS_OF_A_NEW_CARD = 4


@dataclass(frozen=True, slots=True)
class Habit:
    """What the learner did a day, over the last fourteen: new cards and minutes."""

    new: float
    minutes: float
    seconds_an_answer: float


@dataclass(frozen=True, slots=True)
class First:
    """An objective to take first: its unseen cards, and the points that each is worth."""

    code: str
    title: Text
    unseen: int
    points_a_card: float


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """What is needed a day so that every card is seen a week before the exam.

    `days` are the days left for new cards, days off aside; in the last week, those until the exam.
    `limit` is the learner's own limit of new cards a day, where it lies below what minutes allow.
    """

    exam_date: date
    days_left: int
    days: int
    limit: int | None
    unseen: int
    new_needed: int
    minutes_needed: int
    habit: Habit
    minutes_wanted: int
    reachable: int
    first: list[First]

    @property
    def is_last_week(self) -> bool:
        """Whether the days that were to be left for looking at everything have begun."""
        return self.days_left <= DAYS_BEFORE_EXAM

    @property
    def introduced_by(self) -> date:
        """The day by which every card is to be seen."""
        return self.exam_date - timedelta(days=0 if self.is_last_week else DAYS_BEFORE_EXAM)

    @property
    def is_reached(self) -> bool:
        """Whether what the learner set, minutes and limit, is enough."""
        return self.reachable >= self.unseen

    @property
    def share_met(self) -> float:
        """How much of what is unseen will be met by the plan, from 0 to 1."""
        return min(1.0, self.reachable / self.unseen) if self.unseen else 1.0


def read_habit(learner: Learner, today: date) -> Habit:
    """Return what the learner did over the last fourteen days, today included."""
    since = today - timedelta(days=DAYS_LOOKED_AT - 1)
    done = (
        Tally.objects.of(learner)
        .filter(day__range=(since, today), answers__gt=0)
        .aggregate(
            new=Sum("introduced", default=0),
            seconds=Sum("seconds", default=0.0),
            answers=Sum("answers", default=0),
        )
    )
    pace = done["seconds"] / done["answers"] if done["answers"] else USUAL_SECONDS
    return Habit(
        new=done["new"] / DAYS_LOOKED_AT,
        minutes=done["seconds"] / 60 / DAYS_LOOKED_AT,
        seconds_an_answer=max(1.0, pace),
    )


def answers_by_day(learner: Learner, since: date) -> Mapping[date, int]:
    """Return how many answers were given on each day, in reviews and on marked papers."""
    given = Counter[date]()
    tallies = Tally.objects.of(learner).filter(day__gte=since, answers__gt=0).order_by()
    for day, answers in tallies.values_list("day").annotate(Sum("answers")):
        given[day] += answers
    answered = Count("questions", filter=Q(questions__response__isnull=False))
    papers = Sitting.objects.of(learner).scored().annotate(answered=answered)
    for moment, answers in papers.order_by().values_list("finished_at", "answered"):
        if moment and answers and (day := today_of(learner, moment)) >= since:
            given[day] += answers
    return given


def due_ahead(learner: Learner, today: date) -> list[tuple[date, int]]:
    """Return how many cards are to be asked on each of the coming thirty days.

    Overdue ones are asked today; those of a day off, on the next day that is none.
    """
    last, days_off = today + timedelta(days=DAYS_AHEAD - 1), learner.days_off_ahead(today)
    states = CardState.objects.of(learner).awake().due_on(last).order_by()
    counted: dict[date, int] = {}
    for day, number in states.values_list("due_date").annotate(Count("card")):
        due_on = _next_study_day(max(day, today), days_off)
        counted[due_on] = counted.get(due_on, 0) + number
    days = (today + timedelta(days=number) for number in range(DAYS_AHEAD))
    return [(day, counted.get(day, 0)) for day in days]


def plan_exam(
    learner: Learner,
    today: date,
    standings: Sequence[Standing],
    habit: Habit,
    ahead: Sequence[tuple[date, int]],
) -> ExamPlan | None:
    """Return the plan up to the exam; None without an exam to come."""
    if learner.exam_date is None or learner.exam_date <= today:
        return None
    days_left = (learner.exam_date - today).days
    days = _days_for_new_cards(learner.exam_date, today, learner.days_off_ahead(today))
    unseen = sum(standing.cell.cards - standing.cell.seen for standing in standings)
    due_a_day = sum(number for _, number in ahead) / len(ahead)
    new_needed = ceil(unseen / days)
    answers_needed = due_a_day + ANSWERS_OF_A_NEW_CARD * new_needed
    wanted = learner.minutes_a_day * 60 / habit.seconds_an_answer
    room = max(0.0, (wanted - due_a_day) / ANSWERS_OF_A_NEW_CARD)
    limit = learner.new_cards_a_day
    if limit is not None and limit >= room:
        limit = None
    reachable = min(unseen, int((room if limit is None else limit) * days))
    return ExamPlan(
        exam_date=learner.exam_date,
        days_left=days_left,
        days=days,
        limit=limit,
        unseen=unseen,
        new_needed=new_needed,
        minutes_needed=ceil(answers_needed * habit.seconds_an_answer / 60),
        habit=habit,
        minutes_wanted=learner.minutes_a_day,
        reachable=reachable,
        first=_first(standings),
    )


def _days_for_new_cards(exam_date: date, today: date, days_off: Collection[date]) -> int:
    """Return the days up to a week before the exam, or then to the exam, that are not off."""
    week_before = exam_date - timedelta(days=DAYS_BEFORE_EXAM)
    end = week_before if week_before > today else exam_date
    return max(1, (end - today).days - sum(today <= day < end for day in days_off))


def _next_study_day(day: date, days_off: Collection[date]) -> date:
    while day in days_off:
        day += timedelta(days=1)
    return day


def _first(standings: Sequence[Standing]) -> list[First]:
    """Return the objectives with unseen cards, those first whose cards are worth most."""
    found = [
        First(
            code=standing.code,
            title=standing.title,
            unseen=standing.cell.cards - standing.cell.seen,
            points_a_card=standing.weight / standing.cell.cards,
        )
        for standing in standings
        if standing.cell.cards > standing.cell.seen
    ]
    return sorted(found, key=lambda first: (-first.points_a_card, first.code))


def days_to_come(learner: Learner, today: date) -> Mapping[date, bool]:
    """Return the coming fourteen days, each with whether it is off."""
    days = (today + timedelta(days=number) for number in range(DAYS_LOOKED_AT))
    days_off = learner.days_off_ahead(today)
    return {day: day in days_off for day in days}
