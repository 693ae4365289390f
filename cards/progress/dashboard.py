"""Where the learner stands, objective by objective and heading by heading, weak first."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from cards.core.schedule import Mode
from cards.core.scoring import Score
from cards.models import CardState, Heading, Learner, Objective, Review, Tally
from cards.models.card import Text
from cards.progress.snapshot import Cell, Cells, narrowed, read_snapshot, summed

WEEKS = 4
DAYS_MEASURED = 7 * WEEKS


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cards are looked at; "" is any."""

    kind: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One objective: its cards, and what was measured and is forecast of them.

    `weeks` are the last four, oldest first: due cards recalled, of those asked. `answered_today`
    counts as a session does, whatever is looked at.
    """

    code: str
    title: Text
    weight: int
    cell: Cell
    due: int
    answered_today: int
    weeks: tuple[Score, ...]

    @property
    def measured(self) -> Score:
        """Due cards recalled in the last four weeks, of those asked."""
        return Score(sum(week.right for week in self.weeks), sum(week.total for week in self.weeks))

    @property
    def at_risk(self) -> float:
        """The points of the exam that would be missed today, guessing aside."""
        return self.weight * (1 - self.cell.recall_of_all) if self.cell.cards else 0.0


@dataclass(frozen=True, slots=True)
class Reread:
    """One heading of the book, and the points of the exam that its cards put at risk."""

    heading: Heading
    cell: Cell
    at_risk: float


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All objectives, weak first, and all headings, weak first."""

    today: date
    filter: Filter
    standings: list[Standing]
    rereads: list[Reread]

    @property
    def at_risk(self) -> float:
        """The points of the exam that would be missed today, guessing aside."""
        return sum(standing.at_risk for standing in self.standings)

    @property
    def points(self) -> int:
        """The points of the whole exam."""
        return sum(standing.weight for standing in self.standings)

    @property
    def weakest(self) -> list[Standing]:
        """The two objectives that put most at risk."""
        return [standing for standing in self.standings if standing.at_risk > 0][:2]

    @property
    def at_risk_of_weakest(self) -> float:
        """What these put at risk together."""
        return sum(standing.at_risk for standing in self.weakest)


def build(learner: Learner, today: date, chosen: Filter) -> Dashboard:
    """Return where the learner stands, in a fixed number of queries."""
    cells = narrowed(read_snapshot(learner, today), chosen.kind, chosen.form)
    by_objective = summed(cells, lambda place: place.objective_id)
    due, weeks = _due(learner, today, chosen), _weeks(learner, today, chosen)
    answered = _answered(learner, today)
    standings = [
        Standing(
            code=objective.code,
            title=objective.title,
            weight=objective.weight,
            cell=by_objective.get(objective.pk, Cell()),
            due=due.get(objective.pk, 0),
            answered_today=answered.get(objective.pk, 0),
            weeks=weeks.of(objective.pk),
        )
        for objective in Objective.objects.all()
    ]
    standings.sort(key=lambda standing: (-standing.at_risk, standing.code))
    return Dashboard(today, chosen, standings, _rereads(cells, by_objective))


@dataclass(frozen=True, slots=True)
class Weeks:
    """Due cards asked and recalled, by objective and week."""

    asked: Mapping[tuple[int, int], int]
    recalled: Mapping[tuple[int, int], int]

    def of(self, objective: int) -> tuple[Score, ...]:
        """Return the weeks of one objective, oldest first."""
        return tuple(
            Score(self.recalled.get((objective, week), 0), self.asked.get((objective, week), 0))
            for week in range(WEEKS)
        )


def _weeks(learner: Learner, today: date, chosen: Filter) -> Weeks:
    asked: defaultdict[tuple[int, int], int] = defaultdict(int)
    recalled: defaultdict[tuple[int, int], int] = defaultdict(int)
    first = today - timedelta(days=DAYS_MEASURED - 1)
    tallies = Tally.objects.of(learner).filter(day__range=(first, today), **_chosen(chosen))
    sums = {"of_due": Sum("asked"), "passed": Sum("recalled")}
    days = tallies.order_by().values_list("objective_id", "day").annotate(**sums)
    for objective, day, of_due, passed in days:
        week = (day - first).days // 7
        asked[objective, week] += of_due
        recalled[objective, week] += passed
    return Weeks(asked, recalled)


def _answered(learner: Learner, today: date) -> dict[int, int]:
    """Return how many scheduled answers of today count towards a session, by objective."""
    answers = Review.objects.of(learner).standing().on(today).filter(mode=Mode.SCHEDULED)
    by_objective = answers.order_by().values_list("card__section__objective")
    return dict(by_objective.annotate(Count("token")))


def _due(learner: Learner, today: date, chosen: Filter) -> dict[int, int]:
    states = CardState.objects.of(learner).awake().due_on(today)
    states = states.filter(**_chosen(chosen, "card__")).order_by()
    return dict(states.values_list("card__section__objective").annotate(Count("card")))


def _chosen(chosen: Filter, prefix: str = "") -> dict[str, str]:
    named = {f"{prefix}kind": chosen.kind, f"{prefix}form": chosen.form}
    return {name: value for name, value in named.items() if value}


def _rereads(cells: Cells, by_objective: Mapping[int, Cell]) -> list[Reread]:
    """Return the headings by what their cards put at risk, most first."""
    by_heading = summed(cells, lambda place: place.heading_id)
    headings = Heading.objects.select_related("section__objective")
    rereads = [
        _reread(heading, by_heading.get(heading.pk, Cell()), by_objective) for heading in headings
    ]
    return sorted(rereads, key=lambda reread: (-reread.at_risk, reread.heading.code))


def _reread(heading: Heading, cell: Cell, by_objective: Mapping[int, Cell]) -> Reread:
    objective = heading.section.objective
    cards = by_objective.get(objective.pk, Cell()).cards
    missed = cell.cards - cell.recall
    return Reread(heading, cell, objective.weight * missed / cards if cards else 0.0)
