"""The review: one card after the other. Every view gives a page, or its one region to htmx."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cards import clock
from cards.accounts import learner_of
from cards.core.sm2 import Grade
from cards.models import Card, Form, Learner, Pool, Review
from cards.models.learner import today_of
from cards.study.answering import (
    DrillOver,
    Given,
    NothingToUndo,
    StaleAnswer,
    Ticket,
    answer_card,
    undo,
)
from cards.study.day import read_day
from cards.study.queue import next_card
from cards.study.scope import Scope
from cards.study.summary import read_summary
from cards.views.desk import lay_desk, verdict_of
from cards.views.face import face_of
from cards.views.pages import page_or_region
from cards.views.scopes import MOST_ROUNDS, read_scope, scope_query
from cards.views.tickets import BadTicket, read_ticket
from cards.views.turns import (
    Turn,
    asked_again,
    forget_turn_of,
    keep_turn,
    kept_turn,
    new_turn,
    page_language,
    read_response,
    read_turn,
)


class EditedMeanwhile(Exception):
    """What was typed or chosen was an answer to an earlier edition of the card."""


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Show the card kept during a detour, else the next one, else the summary."""
    learner, scope = learner_of(request), read_scope(request)
    return _show(request, learner, scope, clock.now(), kept_turn(request, learner, scope))


def card_turn(request: HttpRequest) -> HttpResponse:
    """Turn the card over, mark what was typed or chosen, or change its language."""
    learner, scope = learner_of(request), read_scope(request)
    if request.method != "POST":
        return redirect(reverse("cards:review") + scope_query(scope))
    turn = read_turn(request.POST, learner)
    notice = "" if turn else _("That card has moved on. Here is the next one.")
    return _show(request, learner, scope, clock.now(), turn, notice)


@require_POST
def card_answer(request: HttpRequest) -> HttpResponse:
    """Take one graded answer, then show the next card."""
    learner, scope, moment = learner_of(request), read_scope(request), clock.now()
    notice = ""
    try:
        ticket = read_ticket(request.POST.get("ticket", ""), learner)
        forget_turn_of(request, learner, ticket.card_id)
        answer_card(learner, ticket, _read_given(request, ticket), moment)
    except EditedMeanwhile:
        notice = _("This card was edited a moment ago. Here it is as it is now.")
    except DrillOver:
        notice = _("The day of that drill is over. Nothing was changed.")
    except StaleAnswer:
        notice = _("Already answered. Nothing was changed.")
    except (BadTicket, ValueError):
        notice = _("That form could not be read. Nothing was changed.")
    return go_on(request, learner, scope, moment, notice)


@require_POST
def answer_undo(request: HttpRequest) -> HttpResponse:
    """Take back the latest answer of today and ask its card again."""
    learner, scope, moment = learner_of(request), read_scope(request), clock.now()
    try:
        taken_back = undo(learner, moment)
    except NothingToUndo:
        return go_on(request, learner, scope, moment, _("Nothing of today is left to undo."))
    asked = asked_again(learner, taken_back)
    if asked.card.pool == Pool.MOCK and scope.study_only:  # covered while a paper is being sat
        return go_on(request, learner, scope, moment, _("Taken back."))
    keep_turn(request, learner, scope, new_turn(asked, moment))
    return go_on(request, learner, scope, moment, _("Taken back. Answer this card again."))


@require_safe
def card_last(request: HttpRequest) -> HttpResponse:
    """Show the card answered last, with what was answered."""
    learner = learner_of(request)
    scope = read_scope(request)
    answers = Review.objects.of(learner).standing().in_review().filter(scope.widest.cards("card__"))
    today = answers.on(today_of(learner, clock.now()))
    last = today.select_related("card__section__objective").latest_first().first()
    context = {
        "last": last,
        "face": _face_as_answered(last) if last else None,
        "query": scope_query(scope),
    }
    return page_or_region(request, "last_card", "last_card", context)


def go_on(
    request: HttpRequest, learner: Learner, scope: Scope, moment: datetime, notice: str
) -> HttpResponse:
    """Show what comes after an action: at once to htmx, by a redirect to plain forms."""
    if request.htmx:  # type: ignore[attr-defined]
        turn = kept_turn(request, learner, scope)
        return _show(request, learner, scope, moment, turn, notice)
    if notice:
        messages.info(request, notice)
    return redirect(reverse("cards:review") + scope_query(scope))


def _show(
    request: HttpRequest,
    learner: Learner,
    scope: Scope,
    moment: datetime,
    turn: Turn | None,
    notice: str = "",
) -> HttpResponse:
    day = read_day(learner, today_of(learner, moment), scope)
    if turn is None:
        asked = next_card(learner, day, scope)
        turn = new_turn(asked, moment) if asked else None
    context = {"notice": notice, "scope": scope, "day": day, "query": scope_query(scope)}
    if turn:
        context["desk"] = lay_desk(learner, day, scope, turn)
    else:
        context["summary"] = read_summary(learner, day.today)
        context["again_query"] = scope_query(scope, round=min(scope.round + 1, MOST_ROUNDS))
        context["extra_query"] = scope_query(scope, extra=1)
    return page_or_region(request, "review", "session", context)


def _read_given(request: HttpRequest, ticket: Ticket) -> Given:
    """Return the answer in the form, or raise EditedMeanwhile.

    The verdict is made here: the form's word is not taken.
    """
    grade = Grade(int(request.POST.get("grade", "")))
    response = read_response(request.POST)
    if response.is_empty and not response.gave_up:
        return Given(grade)
    columns = ("form", "kind", "accepted", "choices", "revision")
    card = Card.objects.only(*columns).get(pk=ticket.card_id)
    if card.revision != ticket.revision:
        raise EditedMeanwhile
    return Given(
        grade=grade,
        response=response.for_log(card),
        verdict=verdict_of(card, response),
        is_overruled=response.is_overruled,
    )


def _face_as_answered(last: Review) -> object:
    is_choice = last.card.form == Form.CHOICE and last.revision == last.card.revision
    picked = frozenset(last.response) if is_choice else frozenset()
    return face_of(last.card, page_language(), picked)
