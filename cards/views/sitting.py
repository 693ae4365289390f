"""One paper: its questions, the list of them, handing it in, and its result."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards import clock
from cards.accounts import learner_of
from cards.mock.result import read_result
from cards.mock.sitting import (
    NotOnPaper,
    SittingOver,
    Step,
    abandon,
    current,
    hand_in,
    take_step,
)
from cards.models import Ending, Form, Learner, Question, Sitting
from cards.models.learner import today_of
from cards.study.answering import StaleAnswer, call_card
from cards.text import LANGUAGES
from cards.views.pages import go_to, page_or_region
from cards.views.paper import lay_paper, lay_sheets, read_response
from cards.views.turns import page_language

# More digits are no place of any paper.
LONGEST_NUMBER = 4

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def sitting(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lead to the question that was in front last, or to the result."""
    found = _own(learner_of(request), pk)
    return redirect("cards:question", pk, found.place) if found.is_running else _to_end(found)


@get_or_post
def question(request: HttpRequest, pk: uuid.UUID, place: int) -> HttpResponse:
    """Show a question of the paper, and keep what is given to it."""
    learner = learner_of(request)
    found = _own(learner, pk)
    if not 1 <= place <= found.total:
        raise Http404
    if request.method == "POST":
        return _take(request, learner, found, place)
    if not found.is_running:
        return _to_end(found)
    return _show(request, found, place)


@require_safe
def sitting_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show all questions at once: answered, open, flagged."""
    found = _own(learner_of(request), pk)
    if not found.is_running:
        return _to_end(found)
    questions = list(found.questions.all())
    context = _counted(found, questions) | {"questions": questions}
    return render(request, "sitting_list.html", context)


@get_or_post
def sitting_hand_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once, then mark the paper."""
    learner = learner_of(request)
    found = _own(learner, pk)
    if request.method == "POST":
        return _to_end(hand_in(learner, pk, clock.now()))
    if not found.is_running:
        return _to_end(found)
    context = _counted(found, list(found.questions.all())) | {"is_abandoning": False}
    return render(request, "sitting_end.html", context)


@get_or_post
def sitting_abandon(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once, then end the paper without marking it."""
    learner = learner_of(request)
    found = _own(learner, pk)
    if request.method == "POST":
        ended = abandon(learner, pk, clock.now())
        if ended.ending == Ending.ABANDONED:
            messages.info(request, _("The paper is abandoned. Its questions count as seen."))
        return _to_end(ended)
    if not found.is_running:
        return _to_end(found)
    context = _counted(found, list(found.questions.all())) | {"is_abandoning": True}
    return render(request, "sitting_end.html", context)


@require_safe
def sitting_result(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what the paper came to. While another is being sat, results stay closed."""
    learner, moment = learner_of(request), clock.now()
    found = _own(learner, pk)
    if found.is_running or found.ending == Ending.ABANDONED:
        return _to_end(found)
    if current(learner, moment):
        messages.info(request, _("Results stay closed while a paper is being sat."))
        return redirect("cards:mock")
    result = read_result(learner, found, today_of(learner, moment))
    sheets = lay_sheets(result, page_language())
    return render(request, "result.html", {"result": result, "sheets": sheets, "sitting": found})


@require_POST
def sitting_call(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put one missed question, or all of them, into tomorrow's reviews."""
    learner, moment = learner_of(request), clock.now()
    found = _own(learner, pk)
    if found.right is None or current(learner, moment):
        return _to_end(found)
    missed = found.questions.filter(is_right=False, card__retired_at=None).select_related("card")
    if place := request.POST.get("place", ""):
        is_number = place.isdecimal() and len(place) < LONGEST_NUMBER
        missed = missed.filter(place=place) if is_number else missed.none()
    called = sum(_call(learner, question, moment) for question in missed)
    messages.info(request, _("Put into tomorrow's reviews: %(number)s") % {"number": called})
    return redirect(reverse("cards:sitting-result", args=[pk]) + "#missed")


def _call(learner: Learner, question: Question, moment: Any) -> bool:
    try:
        return call_card(learner, question.card, moment) is not None
    except StaleAnswer:  # another request has put it there
        return False


def _own(learner: Learner, pk: uuid.UUID) -> Sitting:
    """Return the learner's own sitting, ended if its time is up; 404 for anyone else's."""
    current(learner, clock.now())
    return get_object_or_404(Sitting.objects.of(learner), pk=pk)


def _to_end(found: Sitting) -> HttpResponse:
    """Lead to where an ended sitting is, or into a running one."""
    if found.is_running:
        return redirect("cards:question", found.pk, found.place)
    if found.ending == Ending.ABANDONED:
        return redirect("cards:mock")
    return redirect("cards:sitting-result", found.pk)


def _take(request: HttpRequest, learner: Learner, found: Sitting, place: int) -> HttpResponse:
    """Keep what the form says, then show the question it leads to."""
    result = reverse("cards:sitting-result", args=[found.pk])
    try:
        step = _read_step(request, found, place)
        moved = take_step(learner, found.pk, step, clock.now())
    except SittingOver:
        messages.info(request, _("The paper is over. Nothing more was taken."))
        return go_to(request, result)
    except (NotOnPaper, ValueError):
        notice = _("That form could not be read. Nothing was changed.")
        return _show(request, found, place, notice)
    if "save" in request.POST:
        was = found.questions.get(place=place).response
        return render(request, "partials/_was.html", {"was": json.dumps(was)})
    if request.POST.get("go") == "list":
        return go_to(request, reverse("cards:sitting-list", args=[found.pk]))
    return _go_on(request, moved)


def _go_on(request: HttpRequest, moved: Sitting) -> HttpResponse:
    language = _language(request)
    address = reverse("cards:question", args=[moved.pk, moved.place])
    address += f"?lang={language}" if language != page_language() else ""
    if not getattr(request, "htmx", False):
        return redirect(address)
    response = _show(request, moved, moved.place)
    response["HX-Push-Url"] = address
    return response


def _show(request: HttpRequest, found: Sitting, place: int, notice: str = "") -> HttpResponse:
    paper = lay_paper(found, place, _language(request), clock.now())
    return page_or_region(request, "paper", "paper", {"paper": paper, "notice": notice})


def _read_step(request: HttpRequest, found: Sitting, place: int) -> Step:
    """Return what the form says; raise ValueError for what no form of ours can."""
    fields = request.POST
    card = found.questions.select_related("card").get(place=place).card
    going = {"next": min(place + 1, found.total), "previous": max(place - 1, 1)}
    go = fields.get("go", "")
    return Step(
        place=place,
        response=read_response(fields, is_choice=card.form == Form.CHOICE),
        was=_read_was(fields.get("was", "null")),
        flag=fields["flag"] == "1" if "flag" in fields else None,
        go_to=going.get(go) or (int(go) if go.isdecimal() and len(go) < LONGEST_NUMBER else None),
        leaves=bool(go),
    )


def _read_was(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _counted(found: Sitting, questions: list[Question]) -> dict[str, Any]:
    """Return the sitting with how many questions are answered, open and flagged."""
    answered = sum(question.is_answered for question in questions)
    return {
        "sitting": found,
        "seconds_left": found.seconds_left(clock.now()),
        "answered": answered,
        "open": len(questions) - answered,
        "flagged": sum(question.is_flagged for question in questions),
    }


def _language(request: HttpRequest) -> str:
    wanted = request.POST.get("to_lang") or request.POST.get("lang") or request.GET.get("lang", "")
    return wanted if wanted in LANGUAGES else page_language()
