"""The floor of an answer: the least a signed-in view can do that must not lose anything.

It reads a row, updates it, inserts one, commits, and renders 3 kB; nothing is decided.
"""

import uuid
from functools import cache
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from cards import clock
from cards.accounts import learner_of
from cards.models import CardState, Learner, Review
from lpi304.urls import urlpatterns as pages

BYTES = 3000
LINE = "<p>{{ number }} {{ text }}</p>\n"
TEXT = "What a card would say, in as many words as a card has. "


def floor(request: HttpRequest) -> HttpResponse:
    """Store one answer without thinking, and show a page without asking."""
    learner = learner_of(request)
    with transaction.atomic():
        number = store(learner)
    return HttpResponse(template().render({"number": number, "text": TEXT}, request))


@cache
def template() -> Any:
    """Return the page, compiled once, as Django does with files."""
    return engines["django"].from_string(PAGE)


def store(learner: Learner) -> int:
    """Read a state, count it up, log it; return the count."""
    state = CardState.objects.filter(learner=learner).first()
    assert state is not None
    CardState.objects.filter(pk=state.pk).update(answers=state.answers + 1)
    now = clock.now()
    Review.objects.create(
        learner=learner,
        token=uuid.uuid4(),
        card_id=state.card_id,
        revision=1,
        mode="practice",
        grade=4,
        answered_at=now,
        study_day=now.date(),
        seconds=1.0,
    )
    return state.answers + 1


PAGE = "{% csrf_token %}\n" + LINE * (BYTES // (len(LINE) + len(TEXT) - 20))
urlpatterns = [path("floor/", floor), *pages]
