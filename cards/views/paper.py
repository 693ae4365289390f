"""A question of a paper as the page shows it, and as it is shown once the paper is marked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cards.mock.result import Result, Sheet
from cards.models import Form, Question, Sitting
from cards.views.face import Face, face_of


@dataclass(frozen=True, slots=True)
class Paper:
    """What the template of a running paper prints. The face knows the answer: it must not."""

    sitting: Sitting
    question: Question
    face: Face
    was: str
    answered: int
    seconds_left: float

    @property
    def wanted(self) -> int:
        """How many options are to be chosen."""
        return len(self.question.card.right_choices)

    @property
    def is_edited(self) -> bool:
        """Whether options were chosen that are of another edition of the card."""
        return _must_be_answered_again(self.question)

    @property
    def is_last(self) -> bool:
        """Whether no question comes after this one."""
        return self.question.place == self.sitting.total

    @property
    def has_too_many(self) -> bool:
        """Whether more options are chosen than are wanted. Too few may still become enough."""
        response = self.question.response
        return isinstance(response, list) and len(response) > self.wanted


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One question of a marked paper with its face."""

    sheet: Sheet
    face: Face


def lay_paper(sitting: Sitting, place: int, language: str, moment: datetime) -> Paper:
    """Return the question at a place."""
    questions = sitting.questions.select_related("card__section__objective")
    question = questions.get(place=place)
    return Paper(
        sitting=sitting,
        question=question,
        face=_face(sitting, question, language),
        was=json.dumps(None if _must_be_answered_again(question) else question.response),
        answered=sitting.questions.filter(response__isnull=False).count(),
        seconds_left=sitting.seconds_left(moment),
    )


def lay_sheets(result: Result, language: str) -> list[ShownSheet]:
    """Return the questions of a marked paper, their options in the order in which they stood."""
    return [ShownSheet(sheet, _face(result.sitting, sheet, language)) for sheet in result.sheets]


def read_response(fields: Mapping[str, Any], *, is_choice: bool) -> Any:
    """Return what a form of the paper gives; raise ValueError for options that are no numbers."""
    if is_choice:
        return sorted({int(number) for number in fields.getlist("choice")})  # type: ignore[attr-defined]
    return fields.get("typed", "")


def _must_be_answered_again(question: Question) -> bool:
    return question.is_answered and question.is_outdated and question.card.form == Form.CHOICE


def _is_edited(question: Question | Sheet) -> bool:
    return question.is_outdated if isinstance(question, Question) else question.is_edited


def _face(sitting: Sitting, question: Question | Sheet, language: str) -> Face:
    card = question.card
    is_known = card.form == Form.CHOICE and not _is_edited(question)
    picked = question.response if is_known else None
    seed = f"{sitting.seed}:{question.place}"
    return face_of(card, language, frozenset(picked or ()), seed)  # type: ignore[arg-type]
