"""The mock exam from outside: papers to choose, past sittings, and the facts of the real exam."""

import uuid
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cards import clock
from cards.accounts import learner_of
from cards.mock.papers import Paper, mock_pool, objective_paper, short_paper, whole_paper
from cards.mock.result import past_sittings
from cards.mock.sitting import EmptyPool, OpenSitting, current, start
from cards.models import Exam, Objective
from cards.models.learner import today_of
from cards.progress.readiness import forecast_paper
from cards.views.scores import draw_scores

SITTINGS_SHOWN = 24
LARGEST_SEED = 2**31


class PaperForm(forms.Form):
    """Which paper is wanted: the whole exam, a short one, or an objective's code."""

    paper = forms.CharField(max_length=16)


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that can be sat, and what the form sends to start it."""

    value: str
    paper: Paper


@require_safe
def mock(request: HttpRequest) -> HttpResponse:
    """Offer papers, lead back into the one that is open, list those that are past."""
    learner, moment = learner_of(request), clock.now()
    exam = Exam.objects.first()
    sitting = current(learner, moment)
    past = past_sittings(learner, SITTINGS_SHOWN)
    context = {
        "exam": exam,
        "sitting": sitting,
        "seconds_left": sitting.seconds_left(moment) if sitting else 0,
        "has_questions": mock_pool().exists(),
        "offers": _offers(exam) if exam else [],
        "objectives": Objective.objects.all(),
        "past": past[::-1],
        "pass_percent": exam.assumed_pass_percent if exam else 0,
        "scores": draw_scores(past, exam.pass_share if exam else 0.0),
    }
    return render(request, "mock.html", context)


@require_POST
def sitting_start(request: HttpRequest) -> HttpResponse:
    """Draw a paper and start its clock."""
    learner, form, moment = learner_of(request), PaperForm(request.POST), clock.now()
    foretell = partial(forecast_paper, learner, today_of(learner, moment))
    exam = get_object_or_404(Exam)
    paper = _paper(exam, form.cleaned_data["paper"]) if form.is_valid() else None
    if paper is None:
        messages.error(request, _("There is no such paper. Choose one of these."))
        return redirect("cards:mock")
    current(learner, moment)  # one whose time ran out is ended, and in nobody's way
    try:
        sitting = start(learner, paper, uuid.uuid4().int % LARGEST_SEED, moment, foretell)
    except OpenSitting:
        messages.info(request, _("A paper is open already. Finish it or abandon it first."))
        return redirect("cards:mock")
    except EmptyPool:
        messages.info(request, _("There are no questions for this paper yet."))
        return redirect("cards:mock")
    return redirect("cards:question", sitting.pk, 1)


@require_safe
def exam_facts(request: HttpRequest) -> HttpResponse:
    """Say what is known of the real exam, and how well."""
    objectives = Objective.objects.select_related("topic")
    context = {"exam": Exam.objects.first(), "objectives": objectives}
    return render(request, "exam.html", context)


def _offers(exam: Exam) -> list[Offer]:
    return [Offer("whole", whole_paper(exam)), Offer("short", short_paper(exam))]


def _paper(exam: Exam, value: str) -> Paper | None:
    for offer in _offers(exam):
        if offer.value == value:
            return offer.paper
    objective = Objective.objects.filter(code=value).first()
    return objective_paper(exam, objective) if objective else None
