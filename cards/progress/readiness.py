"""Would I pass? The expected score of a paper, from recall by objective and odds of guessing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.db.models import Sum

from cards.core.blueprint import seats
from cards.core.forecast import Forecast, Gain, ObjectivePart, forecast_of, gains
from cards.models import Exam, Learner, Objective, Tally
from cards.progress.dashboard import Standing
from cards.progress.planning import ExamPlan
from cards.progress.recall import SCHEDULER, recall_after
from cards.progress.snapshot import DAYS_FROM_LAST_LOOK, Cell, read_snapshot, summed

# Below these a forecast would say more of the model than of the learner.
LEAST_ANSWERS = 100
LEAST_ASKED = 30
GAINS_NAMED = 3
LEAST_GAIN = 0.05
# A card met by the plan and graded "good": the model's own stability after a first such answer.
RECALL_OF_A_NEW_CARD = recall_after(SCHEDULER.parameters[2], DAYS_FROM_LAST_LOOK)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing before a forecast is honest: answers, and answers to cards that were due."""

    answers: int
    asked: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The forecast on today's state, and on exam day if the plan is kept; or what is missing."""

    questions: int
    pass_right: int
    missing: Missing | None = None
    now: Forecast | None = None
    exam_day: Forecast | None = None
    gains: tuple[Gain, ...] = ()

    @property
    def chance_now(self) -> float:
        """How likely a paper sat today reaches the line that is assumed to pass; 0 to 1."""
        return self.now.chance_to_reach(self.pass_right) if self.now else 0.0

    @property
    def chance_on_exam_day(self) -> float:
        """The same on exam day, if the plan is kept."""
        return self.exam_day.chance_to_reach(self.pass_right) if self.exam_day else 0.0


def read_readiness(
    learner: Learner, exam: Exam, standings: Sequence[Standing], plan: ExamPlan | None
) -> Readiness:
    """Return what is to be expected of a whole paper."""
    pass_right = ceil(exam.pass_share * exam.questions)
    missing = missing_answers(learner)
    if missing:
        return Readiness(exam.questions, pass_right, missing)
    in_order = sorted(standings, key=lambda standing: standing.code)
    seated = seats({standing.code: standing.weight for standing in in_order}, exam.questions)
    now = {standing.code: standing.cell.recall_of_all for standing in standings}
    then = {standing.code: _recall_then(standing.cell, plan) for standing in standings}
    return Readiness(
        questions=exam.questions,
        pass_right=pass_right,
        now=forecast_of(now, seated),
        exam_day=forecast_of(then, seated) if plan else None,
        gains=_gains(standings, seated),
    )


def missing_answers(learner: Learner) -> Missing | None:
    """Return what is missing before a forecast is honest; None if nothing is."""
    sums = Tally.objects.of(learner).aggregate(
        answers=Sum("answers", default=0), asked=Sum("asked", default=0)
    )
    missing = Missing(max(0, LEAST_ANSWERS - sums["answers"]), max(0, LEAST_ASKED - sums["asked"]))
    return missing if missing.answers or missing.asked else None


def forecast_paper(learner: Learner, today: date, seated: Mapping[str, int]) -> Forecast | None:
    """Forecast a paper with so many questions of each objective; None where that is not honest."""
    if missing_answers(learner):
        return None
    by_objective = summed(read_snapshot(learner, today), lambda place: place.objective_id)
    codes = Objective.objects.values_list("pk", "code")
    recalls = {code: by_objective.get(pk, Cell()).recall_of_all for pk, code in codes}
    return forecast_of(recalls, seated)


def _recall_then(cell: Cell, plan: ExamPlan | None) -> float:
    """Return the mean recall on exam day: all looked at in the last week, the unseen ones met."""
    if plan is None or not cell.cards:
        return 0.0
    met = (cell.cards - cell.seen) * plan.share_met
    return (cell.rested + met * RECALL_OF_A_NEW_CARD) / cell.cards


def _gains(standings: Sequence[Standing], seated: Mapping[str, int]) -> tuple[Gain, ...]:
    parts = [
        ObjectivePart(
            objective=standing.code,
            questions=seated[standing.code],
            cards=standing.cell.cards,
            seen=standing.cell.seen,
            recall_of_seen=standing.cell.recall_of_seen or 0.0,
        )
        for standing in standings
    ]
    return tuple(gain for gain in gains(parts)[:GAINS_NAMED] if gain.points >= LEAST_GAIN)
