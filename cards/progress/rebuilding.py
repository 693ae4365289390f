"""The rollups made anew from the log, and the differences between them and what is kept."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q, Sum

from cards.core.calibration import bin_of
from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.models import Calibration, Learner, Review, Tally, Trace
from cards.models.review import ReviewQuerySet
from cards.progress.recall import replay

# What is kept, and what says of a row that it holds nothing.
KEPT: dict[type[Model], dict[str, int]] = {
    Trace: {},
    Tally: {"answers": 0},
    Calibration: {"forecasts": 0},
}
# Sums of floats differ in their last digits with the order in which they are made.
DIGITS = 6
ROWS_AT_ONCE = 2000

IS_ASKED = Q(mode=Mode.SCHEDULED, interval_before__gt=0)
# What a tally goes by: a card that changes one of these takes its answers along.
PLACING = {"section", "kind", "form"}
PLACE = ("study_day", "card__section__objective_id", "card__kind", "card__form")
COUNTS = {
    "answers": Count("token"),
    "introduced": Count("token", filter=Q(mode=Mode.SCHEDULED, number=1)),
    "asked": Count("token", filter=IS_ASKED),
    "recalled": Count("token", filter=IS_ASKED & Q(grade__gte=Grade.HARD)),
    "seconds": Sum("seconds"),
}


def rebuild(learner: Learner) -> None:
    """Make everything that is kept of a learner's log anew, in one transaction."""
    with transaction.atomic():
        Learner.objects.select_for_update().get(pk=learner.pk)
        for model in KEPT:
            model._default_manager.filter(learner=learner).delete()
        Trace.objects.bulk_create(_traces(learner), ROWS_AT_ONCE)
        Tally.objects.bulk_create(_tallies(learner), ROWS_AT_ONCE)
        Calibration.objects.bulk_create(_calibrations(learner))


def rebuild_after_import(changed: Mapping[str, Iterable[str]]) -> None:
    """Make anew what is kept of learners who answered a card that changed its place.

    `changed` has the changed fields by key of card.
    """
    moved = [key for key, fields in changed.items() if PLACING.intersection(fields)]
    answered = Review.objects.filter(card__key__in=moved).values("learner")
    for learner in Learner.objects.filter(pk__in=answered):
        rebuild(learner)


def differences(learner: Learner) -> Iterator[str]:
    """Yield a line for each row that is not what the log makes of it. Changes nothing."""
    with transaction.atomic():
        kept = _rows(learner)
        rebuild(learner)
        made = _rows(learner)
        transaction.set_rollback(True)
    for place in sorted(kept.keys() | made.keys()):
        if kept.get(place) != made.get(place):
            yield f"{place}: found {kept.get(place)}; expected {made.get(place)}"


def without_rollups() -> Iterator[Learner]:
    """Yield learners who have answered and of whom nothing is kept, as before an upgrade."""
    answered = Review.objects.in_review().order_by().values("learner").distinct()
    yield from Learner.objects.filter(pk__in=answered, tallies=None)


def _answers(learner: Learner) -> ReviewQuerySet:
    return Review.objects.of(learner).standing().in_review()


def _traces(learner: Learner) -> Iterator[Trace]:
    answers = _answers(learner).order_by("card_id", "answered_at", "token")
    rows = answers.values_list("card_id", "grade", "study_day").iterator(ROWS_AT_ONCE)
    for card_id, group in groupby(rows, key=itemgetter(0)):
        strength = replay((grade, day) for _, grade, day in group)
        if strength:
            yield Trace(
                learner=learner,
                card_id=card_id,
                stability=strength.stability,
                difficulty=strength.difficulty,
                reviewed_on=strength.day,
            )


def _tallies(learner: Learner) -> Iterator[Tally]:
    for *place, answers, introduced, asked, recalled, seconds in (
        _answers(learner).order_by(*PLACE).values_list(*PLACE).annotate(**COUNTS)
    ):
        day, objective, kind, form = place
        yield Tally(
            learner=learner,
            day=day,
            objective_id=objective,
            kind=kind,
            form=form,
            answers=answers,
            introduced=introduced,
            asked=asked,
            recalled=recalled,
            seconds=seconds,
        )


def _calibrations(learner: Learner) -> list[Calibration]:
    bins: dict[int, Calibration] = {}
    judged = _answers(learner).filter(IS_ASKED, forecast__isnull=False)
    rows: Iterator[tuple[Any, int]] = judged.values_list("forecast", "grade").iterator(ROWS_AT_ONCE)
    for chance, grade in rows:
        tenth = bin_of(chance)
        row = bins.setdefault(tenth, Calibration(learner=learner, tenth=tenth))
        recalled = Grade(grade).is_pass
        row.forecasts += 1
        row.expected += chance
        row.squares += chance**2
        row.recalled += recalled
        row.expected_of_recalled += recalled * chance
    return list(bins.values())


def _rows(learner: Learner) -> dict[str, dict[str, Any]]:
    """Return every row that holds something, by model and place."""
    return {
        f"{model.__name__} {row.pk}": {
            field.attname: _rounded(getattr(row, field.attname))
            for field in model._meta.concrete_fields
        }
        for model, empty in KEPT.items()
        for row in model._default_manager.filter(learner=learner)
        if not empty or any(getattr(row, name) != value for name, value in empty.items())
    }


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value
