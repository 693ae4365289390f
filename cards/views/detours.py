"""Away from the card and back: reread, report, set aside, note."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cards import clock
from cards.accounts import learner_of
from cards.models import Card, CardState, Learner, Pool, Sitting
from cards.study.answering import set_aside, write_note
from cards.study.reporting import report_card
from cards.views.face import face_of
from cards.views.pages import go_to
from cards.views.review import go_on
from cards.views.scopes import read_scope, scope_query
from cards.views.turns import (
    forget_turn_of,
    keep_turn,
    kept_query,
    page_language,
    read_turn,
)

# The anchors on a card's page that a remedy leads to.
PARTS = ("note", "aside")


class ReportForm(forms.Form):
    """What is wrong with a card."""

    comment = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )


class NoteForm(forms.Form):
    """The learner's own hint to a card."""

    note = forms.CharField(required=False, max_length=500, strip=True)


@require_POST
def card_reread(request: HttpRequest) -> HttpResponse:
    """Leave the card as it lies and open its pages in the book's contents."""

    def section(card: Card) -> str:
        url = reverse("cards:section", args=[card.section.code])
        return f"{url}?{urlencode({'card': card.key})}"

    return _leave_for(request, section)


@require_POST
def card_about(request: HttpRequest) -> HttpResponse:
    """Leave the card as it lies and open its own page, at the part that is named."""
    part = request.POST.get("part", "")
    return _leave_for(request, lambda card: _card_url(card) + (f"#{part}" if part in PARTS else ""))


@require_POST
def card_complain(request: HttpRequest) -> HttpResponse:
    """Leave the card as it lies and open the form to report it."""
    return _leave_for(request, lambda card: reverse("cards:card-report", args=[card.key]))


def card_report(request: HttpRequest, key: str) -> HttpResponse:
    """Take a remark on a card for the author."""
    learner = learner_of(request)
    card = open_card(learner, key)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        report_card(learner, card, form.cleaned_data["comment"], clock.now())
        messages.info(request, _("Thank you. The author will read it."))
        return redirect(way_back(request) or _card_url(card))
    context = {
        "face": face_of(card, page_language()),
        "form": form,
        "back": way_back(request) or _card_url(card),
    }
    return render(request, "report.html", context, status=422 if form.errors else 200)


@require_POST
def card_suspend(request: HttpRequest, key: str) -> HttpResponse:
    """Set a card aside and go on with the next one."""
    learner = learner_of(request)
    card = open_card(learner, key)
    set_aside(learner, card, aside=True)
    forget_turn_of(request, learner, card.pk)
    if "from_card" in request.POST:
        return redirect(_card_url(card))
    notice = format_html(
        _("Set aside: it is asked again when you bring it back. {link}"),
        link=format_html(
            '<a href="{}?aside=on">{}</a>', reverse("cards:library"), _("All set aside")
        ),
    )
    return go_on(request, learner, read_scope(request), clock.now(), notice)


@require_POST
def card_resume(request: HttpRequest, key: str) -> HttpResponse:
    """Bring a card back that was set aside."""
    learner = learner_of(request)
    card = open_card(learner, key)
    set_aside(learner, card, aside=False)
    messages.info(request, _("Brought back, with its schedule as it was."))
    return go_to(request, _card_url(card))


@require_POST
def card_note(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the learner's own hint to a card."""
    form = NoteForm(request.POST)
    learner = learner_of(request)
    card = open_card(learner, key)
    if not form.is_valid():
        messages.error(request, _("A note has at most 500 characters. Nothing was changed."))
        return redirect(_card_url(card))
    write_note(learner, card, form.cleaned_data["note"])
    messages.info(request, _("Your note is kept. It is shown with the answer."))
    return redirect(_card_url(card))


def open_card(learner: Learner, key: str) -> Card:
    """Return a card the learner may look at, or 404.

    Study cards, and mock questions that were called into the reviews: those stay unseen before the
    mock exam, and while any paper is being sat.
    """
    called = CardState.objects.of(learner).filter(answers__gt=0, card=OuterRef("pk"))
    sitting = Sitting.objects.of(learner).running()
    may_see = Q(pool=Pool.STUDY) | (Exists(called) & ~Exists(sitting))
    return get_object_or_404(Card.objects.filter(may_see).with_place(), key=key)


def way_back(request: HttpRequest) -> str:
    """Return the address of the card that waits; empty when none does."""
    query = kept_query(request)
    return "" if query is None else reverse("cards:review") + query


def _leave_for(request: HttpRequest, page: Callable[[Card], str]) -> HttpResponse:
    """Keep the card for the way back, and open the page; a card that moved on leads back."""
    learner, scope = learner_of(request), read_scope(request)
    turn = read_turn(request.POST, learner)
    if turn is None:
        return go_to(request, reverse("cards:review") + scope_query(scope))
    keep_turn(request, learner, scope, turn)
    return go_to(request, page(turn.asked.card))


def _card_url(card: Card) -> str:
    return reverse("cards:card", args=[card.key])
