"""Builders of rows with sensible defaults. Every argument is by keyword."""

import itertools
import uuid
from datetime import UTC, date, datetime
from typing import Any

from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.models import (
    Card,
    CardState,
    Exam,
    Heading,
    Learner,
    Objective,
    Review,
    Section,
    Topic,
    User,
)
from cards.study.answering import Given, Ticket, answer_card

# Noon in Tokyo: the study day is 2026-03-02, a Monday.
NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)

_numbers = itertools.count(1)


def make_learner(*, name: str = "", **settings: Any) -> Learner:
    """Return a learner in Tokyo; `settings` are fields of Learner."""
    user = User.objects.create_user(name or f"learner-{next(_numbers)}")
    learner = user.learner
    for field, value in ({"time_zone": "Asia/Tokyo"} | settings).items():
        setattr(learner, field, value)
    learner.save()
    return learner


def make_section(
    *,
    code: str = "1-1",
    objective: str = "330.1",
    weight: int = 8,
    pages: tuple[int, int] = (16, 39),
) -> Section:
    """Return a section with its objective, topic and exam; found again when it exists."""
    exam, _ = Exam.objects.get_or_create(
        code="304",
        defaults={
            "version": "2.0",
            "name": "LPI 304",
            "minutes": 90,
            "questions": 60,
            "scale_min": 200,
            "scale_max": 800,
            "pass_mark": 500,
            "pass_mark_note": "",
            "status": {"ja": "廃止", "en": "Retired"},
        },
    )
    topic, _ = Topic.objects.get_or_create(
        code=objective.partition(".")[0], defaults={"exam": exam, "title": "Topic"}
    )
    found, _ = Objective.objects.get_or_create(
        code=objective,
        defaults={"topic": topic, "title": "Objective", "weight": weight, "scope": ""},
    )
    section, _ = Section.objects.get_or_create(
        code=code,
        defaults={
            "objective": found,
            "title": {"ja": "概念", "en": "Concepts"},
            "first_page": pages[0],
            "last_page": pages[1],
            "exercises_page": pages[1] - 3,
            "answers_page": pages[1] - 1,
        },
    )
    return section


def make_card(*, section: Section | None = None, **fields: Any) -> Card:
    """Return a recall card; `fields` are fields of Card."""
    number = next(_numbers)
    defaults = {
        "key": f"card-{number}",
        "kind": "concept",
        "form": "recall",
        "prompt": {"ja": f"問い{number}", "en": f"Question {number}"},
        "answer": {"ja": f"答え{number}", "en": f"Answer {number}"},
        "explanation": {"ja": f"説明{number}", "en": f"Reason {number}"},
        "first_page": 16,
        "last_page": 18,
        "sources": ["objectives"],
        "place": number,
    }
    return Card.objects.create(section=section or make_section(), **defaults | fields)


def make_typed(*, accepted: list[str], kind: str = "command", **fields: Any) -> Card:
    """Return a typed card that accepts these answers."""
    expects = {"ja": "コマンド", "en": "the command"}
    answer = f"`{accepted[0]}`"
    return make_card(
        form="typed", kind=kind, accepted=accepted, expects=expects, answer=answer, **fields
    )


def make_choice(*, right: int = 1, options: int = 4, **fields: Any) -> Card:
    """Return a choice card whose first `right` options are right."""
    choices = [
        {
            "text": {"ja": f"選択肢{number}", "en": f"Option {number}"},
            "correct": number < right,
            "why": {"ja": f"理由{number}", "en": f"Why {number}"},
        }
        for number in range(options)
    ]
    return make_card(form="choice", choices=choices, answer="", **fields)


def make_heading(*, section: Section, pages: tuple[int, int], code: str = "") -> Heading:
    """Return a heading that stands on these pages of the book."""
    return Heading.objects.create(
        section=section,
        code=code or f"{section.code}-{next(_numbers)}",
        title={"ja": "見出し", "en": "Heading"},
        first_page=pages[0],
        last_page=pages[1],
    )


def make_state(*, learner: Learner, card: Card, **fields: Any) -> CardState:
    """Return a card known for a while and due today; `fields` are fields of CardState."""
    defaults = {"repetitions": 3, "interval": 15, "due_date": TODAY, "answers": 3}
    return CardState.objects.create(learner=learner, card=card, **defaults | fields)


def ticket_for(learner: Learner, card: Card, **fields: Any) -> Ticket:
    """Return a ticket for the card as it stands now."""
    row = CardState.objects.filter(learner=learner, card=card).first()
    defaults: dict[str, Any] = {
        "token": uuid.uuid4(),
        "card_id": card.pk,
        "revision": card.revision,
        "answers": row.answers if row else 0,
        "mode": Mode.SCHEDULED,
        "shown_at": NOON,
    }
    return Ticket(**defaults | fields)


def answer(
    learner: Learner, card: Card, grade: int = 4, *, at: datetime = NOON, **ticket: Any
) -> Review:
    """Give one answer, as the review page does."""
    shown = ticket_for(learner, card, **{"shown_at": at} | ticket)
    return answer_card(learner, shown, Given(Grade(grade)), at)
