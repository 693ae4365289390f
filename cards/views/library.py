"""The library: the book's contents, its sections, and every study card."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cards import clock
from cards.accounts import learner_of
from cards.models import CardState, Review, Section
from cards.models.learner import today_of
from cards.study.contents import (
    book_chapters,
    heading_of,
    list_cards,
    neighbours_of,
    shelves_of,
)
from cards.study.leeches import read_leech
from cards.study.states import state_of
from cards.views.detours import open_card, way_back
from cards.views.face import face_of
from cards.views.filters import CardFilter
from cards.views.history import draw_history
from cards.views.pages import page_or_region
from cards.views.turns import page_language

CARDS_A_PAGE = 50
ANSWERS_SHOWN = 200


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show the book's contents, or the cards that are searched for."""
    learner = learner_of(request)
    form = CardFilter(learner, request.GET)
    if form.is_valid() and form.is_used:
        page = Paginator(form.cards(), CARDS_A_PAGE).get_page(request.GET.get("at"))
        rows = list_cards(learner, page.object_list)
        context: dict[str, Any] = {"page": page, "rows": rows, "query": form.query}
        context["session_query"] = form.session_query
    else:
        context = {"chapters": book_chapters()}
    today = today_of(learner, clock.now())
    context |= {
        "form": form,
        "is_filtered": form.is_narrowed,
        "back": way_back(request),
        "today": today,
    }
    return page_or_region(request, "library", "results", context)


@require_safe
def section(request: HttpRequest, code: str) -> HttpResponse:
    """Show a section of the book: its headings, their pages, and the cards of each."""
    learner = learner_of(request)
    found = get_object_or_404(Section.objects.select_related("objective"), code=code)
    context = {
        "section": found,
        "shelves": shelves_of(learner, found),
        "card_key": request.GET.get("card", ""),
        "back": way_back(request),
        "today": today_of(learner, clock.now()),
    }
    return render(request, "section.html", context)


@require_safe
def card(request: HttpRequest, key: str) -> HttpResponse:
    """Show a card: its text, schedule, history, sources and neighbours."""
    learner = learner_of(request)
    found = open_card(learner, key)
    row = CardState.objects.of(learner).filter(card=found).first()
    state = state_of(row) if row else None
    answers = list(Review.objects.of(learner).filter(card=found).latest_first()[:ANSWERS_SHOWN])
    context = {
        "face": face_of(found, page_language()),
        "row": row,
        "state": state,
        "answers": answers,
        "history": draw_history(answers),
        "leech": read_leech(learner, found) if state and state.is_leech else None,
        "heading": heading_of(found),
        "neighbours": list_cards(learner, neighbours_of(found)),
        "back": way_back(request),
        "today": today_of(learner, clock.now()),
    }
    return render(request, "card.html", context)
