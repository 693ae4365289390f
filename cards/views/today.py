"""The first page: what today asks for, how long it takes, how far away the exam is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cards import clock
from cards.accounts import learner_of
from cards.mock.sitting import current
from cards.models import Exam
from cards.models.learner import today_of
from cards.study.day import Day, read_day
from cards.study.overview import objective_rows, studied_days
from cards.study.scope import Scope
from cards.views.bars import objective_bars


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Answer three questions without scrolling: how many, how long, how far away."""
    learner, moment = learner_of(request), clock.now()
    sitting = current(learner, moment)
    scope = Scope(study_only=sitting is not None)
    day = read_day(learner, today_of(learner, moment), scope)
    rows = objective_rows(learner, day.today, scope)
    days = studied_days(learner, day.today)
    context = {
        "day": day,
        "minutes": _minutes(day),
        "bars": objective_bars(rows),
        "days": days,
        "days_studied": sum(1 for studied in days if studied.answers),
        "has_cards": any(row.cards for row in rows),
        "is_first_day": not any(row.seen for row in rows),
        "exam": Exam.objects.first(),
        "learner": learner,
        "sitting": sitting,
        "seconds_left": sitting.seconds_left(moment) if sitting else 0,
    }
    return render(request, "today.html", context)


def _minutes(day: Day) -> int | None:
    """Return the minutes that are left of today; None until the learner's pace is known."""
    if day.pace is None:
        return None
    return max(1, round(day.plan.left * day.pace / 60)) if day.plan.left else 0
