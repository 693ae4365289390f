"""Where I stand: all objectives, one of them, the pages to reread, and the app's own forecasts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cards import clock
from cards.accounts import learner_of
from cards.core.plan import USUAL_SECONDS, capacity
from cards.mock.result import past_sittings
from cards.models import Exam, Form, Kind, Learner, Objective, Tally
from cards.models.learner import today_of
from cards.progress.audit import read_audit
from cards.progress.dashboard import Dashboard, Filter, Reread, Standing, build
from cards.progress.planning import (
    DAYS_LOOKED_AT,
    Habit,
    answers_by_day,
    days_to_come,
    due_ahead,
    plan_exam,
    read_habit,
)
from cards.progress.readiness import read_readiness
from cards.views.pictures import LEVELS, WEEKS, draw_areas, draw_bars, draw_burn_down, draw_calendar
from cards.views.scores import draw_scores

REREADS_SHOWN = 5
PAGES_RANKED = 10
SITTINGS_SHOWN = 24
MINUTES_OF_A_DRILL = 10


class FilterForm(forms.Form):
    """The query of /progress/: a kind, a form, both or neither."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *Kind.choices],
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        required=False,
        choices=[("", gettext_lazy("All")), *Form.choices],
    )


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Answer: which objectives are weak, what that costs, what to do, and would I pass?"""
    learner, exam = learner_of(request), get_object_or_404(Exam)
    today = today_of(learner, clock.now())
    form = FilterForm(request.GET)
    dashboard = build(learner, today, _chosen(form))
    habit, ahead = read_habit(learner, today), due_ahead(learner, today)
    whole = dashboard if not _is_narrowed(form) else build(learner, today, Filter())
    plan = plan_exam(learner, today, whole.standings, habit, ahead)
    since = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    given = answers_by_day(learner, since)
    past = past_sittings(learner, SITTINGS_SHOWN)
    context = {
        "form": form,
        "is_narrowed": _is_narrowed(form),
        "dashboard": dashboard,
        "drills": _drills(dashboard, habit),
        "rereads": [reread for reread in dashboard.rereads[:REREADS_SHOWN] if reread.at_risk > 0],
        "readiness": read_readiness(learner, exam, whole.standings, plan),
        "areas": draw_areas(dashboard.standings),
        "plan": plan,
        "exam_date": learner.exam_date,
        "habit": habit,
        "burn_down": draw_burn_down(plan, _introduced(learner, since), today) if plan else None,
        "calendar": draw_calendar(given, today),
        "days_studied": sum((today - day).days < DAYS_LOOKED_AT for day in given),
        "ahead": draw_bars(ahead),
        "days_to_come": days_to_come(learner, today).items(),
        "scores": draw_scores(past, exam.pass_share),
        "pass_percent": exam.assumed_pass_percent,
        "past": past[::-1],
        "latest": past[-1] if past else None,
    }
    return render(request, "progress.html", context)


@require_safe
def objective(request: HttpRequest, code: str) -> HttpResponse:
    """Show one objective: what it wants known, how it stands, and what to reread."""
    learner = learner_of(request)
    if not code.isprintable():  # PostgreSQL takes no NUL
        raise Http404
    found = get_object_or_404(Objective.objects.prefetch_related("areas", "terms"), code=code)
    today = today_of(learner, clock.now())
    dashboard = build(learner, today, Filter())
    standing = next(one for one in dashboard.standings if one.code == code)
    context = {
        "objective": found,
        "standing": standing,
        "drill": _drill(standing, read_habit(learner, today)),
        "rereads": [
            reread
            for reread in dashboard.rereads
            if reread.heading.section.objective_id == found.pk
        ],
    }
    return render(request, "objective.html", context)


@require_safe
def pages_to_reread(request: HttpRequest) -> HttpResponse:
    """Show the book's contents, each heading with what it puts at risk."""
    learner = learner_of(request)
    dashboard = build(learner, today_of(learner, clock.now()), Filter())
    ranked = [reread for reread in dashboard.rereads if reread.at_risk > 0]
    context = {
        "ranked": ranked[:PAGES_RANKED],
        "in_order": _coloured(dashboard.rereads),
    }
    return render(request, "pages.html", context)


@require_safe
def forecasts(request: HttpRequest) -> HttpResponse:
    """Show how good the app's forecasts were for this learner."""
    return render(request, "forecasts.html", {"audit": read_audit(learner_of(request))})


@require_POST
def day_off(request: HttpRequest) -> HttpResponse:
    """Mark one of the coming days as off, or take the mark away."""
    learner = learner_of(request)
    today = today_of(learner, clock.now())
    day = request.POST.get("day", "")
    coming = {one.isoformat() for one in days_to_come(learner, today)}
    if day not in coming:
        messages.error(request, _("Only one of the coming fourteen days can be off."))
        return redirect("cards:progress")
    # Those gone by are dropped on the way.
    kept = {one.isoformat() for one in learner.days_off_ahead(today)}
    learner.days_off = sorted(kept | {day} if request.POST.get("off") == "1" else kept - {day})
    learner.save(update_fields=["days_off"])
    return redirect(reverse("cards:progress") + "#days-off")


def _chosen(form: FilterForm) -> Filter:
    if not form.is_valid():
        return Filter()
    return Filter(form.cleaned_data["kind"], form.cleaned_data["form"])


def _is_narrowed(form: FilterForm) -> bool:
    return _chosen(form) != Filter()


def _coloured(rereads: Sequence[Reread]) -> list[tuple[Reread, int]]:
    """Return the headings in the book's order, each with a level from 0, nothing, to 4."""
    worst = max((reread.at_risk for reread in rereads), default=0.0) or 1.0
    in_order = sorted(rereads, key=lambda reread: (reread.heading.first_page, reread.heading.code))
    return [(reread, _level(reread.at_risk, worst)) for reread in in_order]


def _level(at_risk: float, worst: float) -> int:
    """Return a level; what is shown as 0.0 points is nothing."""
    return ceil(LEVELS * at_risk / worst) if round(at_risk, 1) else 0


def _drills(dashboard: Dashboard, habit: Habit) -> list[tuple[Standing, str]]:
    """Return each objective with the query of a ten-minute drill on it."""
    return [(standing, _drill(standing, habit)) for standing in dashboard.standings]


def _drill(standing: Standing, habit: Habit) -> str:
    """Return the query of a session on one objective that ends after about ten minutes."""
    pace = habit.seconds_an_answer or USUAL_SECONDS
    most = standing.answered_today + capacity(MINUTES_OF_A_DRILL, pace)
    query: dict[str, Any] = {"objective": standing.code, "extra": 1, "most": most}
    return urlencode(query)


def _introduced(learner: Learner, since: date) -> Mapping[date, int]:
    """Return how many cards were met on each day."""
    tallies = Tally.objects.of(learner).filter(day__gte=since).order_by()
    return dict(tallies.values_list("day").annotate(Sum("introduced")))
