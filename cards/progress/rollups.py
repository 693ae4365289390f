"""The witness of the log: traces, tallies and calibration, kept as answers are written.

Each answer costs one query and three statements that add to rows or make them. They are written as
SQL that SQLite and PostgreSQL both know: building them takes the ORM longer than running them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, IntegerField, Q

from cards.core.calibration import bin_of
from cards.core.schedule import IN_REVIEW, Mode
from cards.core.sm2 import Grade
from cards.models import Card, Learner, Review, Trace
from cards.models.prepared import Blank, Prepared
from cards.progress.recall import Strength, replay, strengthen
from cards.study.witness import Outlook, Witness

WRITE_TRACE = """
    INSERT INTO cards_trace (learner_id, card_id, stability, difficulty, reviewed_on)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (learner_id, card_id) DO UPDATE SET stability = excluded.stability,
        difficulty = excluded.difficulty, reviewed_on = excluded.reviewed_on
"""
ADD_TALLY = """
    INSERT INTO cards_tally (learner_id, day, objective_id, kind, form,
        answers, introduced, asked, recalled, seconds)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (learner_id, day, objective_id, kind, form) DO UPDATE SET
        answers = cards_tally.answers + excluded.answers,
        introduced = cards_tally.introduced + excluded.introduced,
        asked = cards_tally.asked + excluded.asked,
        recalled = cards_tally.recalled + excluded.recalled,
        seconds = cards_tally.seconds + excluded.seconds
"""
ADD_CALIBRATION = """
    INSERT INTO cards_calibration (learner_id, tenth,
        forecasts, expected, squares, recalled, expected_of_recalled)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (learner_id, tenth) DO UPDATE SET
        forecasts = cards_calibration.forecasts + excluded.forecasts,
        expected = cards_calibration.expected + excluded.expected,
        squares = cards_calibration.squares + excluded.squares,
        recalled = cards_calibration.recalled + excluded.recalled,
        expected_of_recalled =
            cards_calibration.expected_of_recalled + excluded.expected_of_recalled
"""


@dataclass(frozen=True, slots=True)
class Memo:
    """Where a card belongs, and how well it sat before the answer."""

    objective_id: int
    kind: str
    form: str
    strength: Strength | None


class Keeper(Witness):
    """Keeps the rollups in step with the log."""

    def look(self, learner: Learner, card_id: int, today: date) -> Outlook:
        memo = read_memo(learner.pk, card_id)
        forecast = memo.strength.recall_on(today) if memo.strength else None
        return Outlook(forecast, memo)

    def note(self, review: Review, outlook: Outlook) -> None:
        if review.mode not in IN_REVIEW:
            return
        before = outlook.memo.strength
        if before and before.day >= review.study_day:  # drilled, or the clock was set back
            retrace(review.learner_id, review.card_id)
        else:
            strength = strengthen(before, review.grade, review.study_day)
            write_trace(review.learner_id, review.card_id, strength)
        add_tally(review, outlook.memo, 1)
        add_calibration(review, 1)

    def forget(self, review: Review) -> None:
        if review.mode not in IN_REVIEW:
            return
        retrace(review.learner_id, review.card_id)
        add_tally(review, read_memo(review.learner_id, review.card_id), -1)
        add_calibration(review, -1)


def read_memo(learner_id: int, card_id: int) -> Memo:
    """Return where a card belongs and how well it sits."""
    [row] = _memo().rows(learner=learner_id, card=card_id)
    objective, kind, form, stability, difficulty, day = row
    return Memo(objective, kind, form, stability and Strength(stability, difficulty, day))


@cache
def _memo() -> Prepared[tuple[Any, ...]]:
    own = Q(traces__learner=Blank("learner", IntegerField()))
    cards = Card.objects.annotate(trace=FilteredRelation("traces", condition=own))
    columns = ("section__objective_id", "kind", "form")
    traced = ("trace__stability", "trace__difficulty", "trace__reviewed_on")
    card = Blank("card", IntegerField())
    return Prepared(cards.filter(pk=card).order_by().values_list(*columns, *traced))


def write_trace(learner_id: int, card_id: int, strength: Strength) -> None:
    """Keep how well a card sits."""
    _run(WRITE_TRACE, learner_id, card_id, strength.stability, strength.difficulty, strength.day)


def retrace(learner_id: int, card_id: int) -> None:
    """Make a trace anew from the log; without an answer there is none."""
    answers = Review.objects.standing().in_review().filter(learner=learner_id, card=card_id)
    in_order = answers.order_by("answered_at", "token").values_list("grade", "study_day")
    strength = replay(in_order)
    if strength:
        write_trace(learner_id, card_id, strength)
    else:
        Trace.objects.filter(learner=learner_id, card=card_id).delete()


def add_tally(review: Review, memo: Memo, times: int) -> None:
    """Add an answer to its day's tally, or take it off with -1."""
    is_due, recalled = is_asked(review), Grade(review.grade).is_pass
    is_new = review.mode == Mode.SCHEDULED and review.number == 1
    counts = (1, is_new, is_due, is_due and recalled, review.seconds)
    place = (review.learner_id, review.study_day, memo.objective_id, memo.kind, memo.form)
    _run(ADD_TALLY, *place, *(times * count for count in counts))


def add_calibration(review: Review, times: int) -> None:
    """Add a forecast and what became of it, or take both off with -1."""
    if review.forecast is None or not is_asked(review):
        return
    chance, recalled = review.forecast, Grade(review.grade).is_pass
    sums = (1, chance, chance**2, recalled, recalled * chance)
    _run(ADD_CALIBRATION, review.learner_id, bin_of(chance), *(times * each for each in sums))


def is_asked(review: Review) -> bool:
    """Say whether the answer was to a card that was due: no first meeting, no drill."""
    return review.mode == Mode.SCHEDULED and bool(review.interval_before)


def _run(statement: str, *values: Any) -> None:
    adapted = [
        connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
        for value in values
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
