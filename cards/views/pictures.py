"""Pictures of where the learner stands, as shapes for the templates: numbers only, no colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cards.progress.dashboard import Standing
from cards.progress.planning import ExamPlan

WEEKS = 26
CELL = 12
LEVELS = 4
BAR, BARS_HIGH = 10, 60
AREA_WIDTH, AREA_HEIGHT = 600, 160
BURN_WIDTH, BURN_HEIGHT = 300, 120


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the calendar; `level` is 0 for no answer, up to 4."""

    day: date
    answers: int
    x: int
    y: int
    level: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Half a year, a column a week, Monday on top."""

    width: int
    height: int
    squares: list[Square]

    @property
    def days(self) -> int:
        """On how many days something was answered."""
        return sum(1 for square in self.squares if square.answers)

    @property
    def studied(self) -> list[Square]:
        """The days with answers, latest first."""
        return [square for square in self.squares[::-1] if square.answers]


def draw_calendar(answers: Mapping[date, int], today: date) -> Calendar:
    """Return the last 26 weeks; the deepest level is the busiest day's."""
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    days = [monday + timedelta(days=number) for number in range((today - monday).days + 1)]
    most = max([1, *(answers.get(day, 0) for day in days)])
    squares = [_square(day, monday, answers.get(day, 0), most) for day in days]
    return Calendar(WEEKS * CELL, 7 * CELL, squares)


def _square(day: date, monday: date, answers: int, most: int) -> Square:
    week, weekday = divmod((day - monday).days, 7)
    level = -(-LEVELS * answers // most)
    return Square(day, answers, week * CELL, weekday * CELL, level)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar."""

    day: date
    number: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side, standing on the ground."""

    width: int
    height: int
    bars: list[Bar]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(bar.number for bar in self.bars)

    @property
    def highest(self) -> Bar:
        """The first of the highest ones."""
        return max(self.bars, key=lambda bar: bar.number)


def draw_bars(days: Sequence[tuple[date, int]]) -> Bars:
    """Return a bar for each day, as high as its number."""
    most = max([1, *(number for _, number in days)])
    bars = []
    for at, (day, number) in enumerate(days):
        height = round(BARS_HIGH * number / most, 1)
        bars.append(Bar(day, number, at * BAR, round(BARS_HIGH - height, 1), height))
    return Bars(BAR * len(bars), BARS_HIGH, bars)


@dataclass(frozen=True, slots=True)
class Area:
    """One objective: as wide as its weight, filled as high as it is recalled."""

    standing: Standing
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Areas:
    """The whole exam as one rectangle: what is filled is what would be recalled."""

    width: int
    height: int
    areas: list[Area]


def draw_areas(standings: Sequence[Standing]) -> Areas:
    """Return the objectives in the exam's order, side by side; area stands for points."""
    in_order = sorted(standings, key=lambda standing: standing.code)
    whole = sum(standing.weight for standing in in_order) or 1
    areas, x = [], 0.0
    for standing in in_order:
        width = AREA_WIDTH * standing.weight / whole
        height = AREA_HEIGHT * standing.cell.recall_of_all
        top = round(AREA_HEIGHT - height, 1)
        areas.append(Area(standing, round(x, 1), round(width, 1), top, round(height, 1)))
        x += width
    return Areas(AREA_WIDTH, AREA_HEIGHT, areas)


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Cards never seen, from four weeks ago to the exam: what was, and what is needed.

    `weeks` has them as numbers, one a week, the last one now.
    """

    width: int
    height: int
    past: str
    needed: str
    exam_x: float
    weeks: list[tuple[date, int]]


def draw_burn_down(plan: ExamPlan, introduced: Mapping[date, int], today: date) -> BurnDown:
    """Return the unseen cards of the last four weeks, and the straight line to none."""
    first = today - timedelta(days=27)
    days = (plan.exam_date - first).days or 1
    unseen = _unseen_by_day(plan.unseen, introduced, first, today)
    most = max([1, *unseen.values()])

    def x(day: date) -> float:
        return round(BURN_WIDTH * (day - first).days / days, 1)

    def y(cards: float) -> float:
        return round(BURN_HEIGHT * (1 - cards / most), 1)

    past = "M" + "L".join(f"{x(day)} {y(cards)}" for day, cards in unseen.items())
    needed = f"M{x(today)} {y(plan.unseen)}L{x(plan.introduced_by)} {y(0)}"
    weeks = list(unseen.items())[::-7][::-1]
    return BurnDown(BURN_WIDTH, BURN_HEIGHT, past, needed, x(plan.exam_date), weeks)


def _unseen_by_day(
    unseen: int, introduced: Mapping[date, int], first: date, today: date
) -> dict[date, int]:
    """Return how many cards were unseen when each day ended, the last one now."""
    found = {today: unseen}
    day = today
    while day > first:
        unseen += introduced.get(day, 0)
        day -= timedelta(days=1)
        found[day] = unseen
    return dict(sorted(found.items()))
