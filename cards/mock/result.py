"""What a finished paper says: scores with their intervals, the clock, and each question."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from cards.core.scoring import Marked, Score, score_of, scores_by
from cards.mock.marking import is_right
from cards.models import Card, CardState, Exam, Learner, Objective, Question, Sitting, Topic
from cards.models.card import Text


@dataclass(frozen=True, slots=True)
class Line:
    """The score of one topic or objective."""

    code: str
    title: Text
    score: Score


@dataclass(frozen=True, slots=True)
class Sheet:
    """One question as it came out. `is_in_reviews`: it is due tomorrow at the latest.

    `is_edited`: the card is another edition now, and its options may be others.
    """

    place: int
    card: Card
    response: object
    mark: Marked
    is_flagged: bool
    is_too_slow: bool
    is_too_quick: bool
    is_edited: bool
    is_in_reviews: bool
    is_aside: bool

    @property
    def can_be_called(self) -> bool:
        """Whether it can be put into the reviews: not there yet, not set aside, not retired."""
        is_asked = not self.is_aside and self.card.retired_at is None
        return is_asked and not self.is_in_reviews


@dataclass(frozen=True, slots=True)
class Result:
    """A finished paper. `pass_share` is the share of right answers that we assume passes."""

    sitting: Sitting
    score: Score
    pass_share: float
    topics: list[Line]
    objectives: list[Line]
    fresh: Score
    seen: Score
    seconds_a_question: float
    seconds_taken: float
    sheets: list[Sheet]

    @property
    def passes(self) -> bool:
        """Whether the score reaches the line we assume."""
        return self.score.reaches(self.pass_share)

    @property
    def missed(self) -> list[Sheet]:
        """The questions that were not right."""
        return [sheet for sheet in self.sheets if not sheet.mark.is_right]

    @property
    def to_call(self) -> list[Sheet]:
        """The missed questions that can be put into the reviews."""
        return [sheet for sheet in self.missed if sheet.can_be_called]

    @property
    def all_are_called(self) -> bool:
        """Whether every missed question is in the reviews already."""
        return all(sheet.is_in_reviews for sheet in self.missed)

    @property
    def spoilt(self) -> list[Sheet]:
        """The questions whose answer was changed from right to wrong."""
        return [sheet for sheet in self.sheets if sheet.mark.is_spoilt]

    @property
    def mended(self) -> list[Sheet]:
        """The questions whose answer was changed from wrong to right."""
        return [sheet for sheet in self.sheets if sheet.mark.is_mended]

    @property
    def slow(self) -> list[Sheet]:
        """The questions that took too long."""
        return [sheet for sheet in self.sheets if sheet.is_too_slow]

    @property
    def hasty(self) -> list[Sheet]:
        """The questions that were answered wrong in haste."""
        return [sheet for sheet in self.sheets if sheet.is_too_quick]


@dataclass(frozen=True, slots=True)
class Past:
    """A finished paper in the list of all."""

    pk: uuid.UUID
    finished_at: datetime
    minutes: int
    objective: str
    score: Score
    fresh: Score
    passes: bool


def read_result(learner: Learner, sitting: Sitting, today: date) -> Result:
    """Return the result of a marked sitting of this learner, as it is seen today."""
    exam = Exam.objects.get()
    questions = list(_questions(learner, sitting, today))
    marks = [_marked(question) for question in questions]
    pace = sitting.seconds / max(1, sitting.total)
    objectives = [question.card.section.objective for question in questions]
    return Result(
        sitting=sitting,
        score=score_of(marks),
        pass_share=exam.pass_share,
        topics=_lines(marks, [objective.topic for objective in objectives]),
        objectives=_lines(marks, objectives),
        fresh=score_of(mark for mark in marks if mark.is_fresh),
        seen=score_of(mark for mark in marks if not mark.is_fresh),
        seconds_a_question=pace,
        seconds_taken=sum(mark.seconds for mark in marks),
        sheets=[_sheet(*both, pace) for both in zip(questions, marks, strict=True)],
    )


def past_sittings(learner: Learner, most: int) -> list[Past]:
    """Return the latest marked sittings, oldest first."""
    exam = Exam.objects.first()
    pass_share = exam.pass_share if exam else 0.0
    is_fresh = Q(questions__is_fresh=True)
    rows = (
        Sitting.objects.of(learner)
        .scored()
        .select_related("objective")
        .annotate(
            fresh_right=Count("questions", filter=is_fresh & Q(questions__is_right=True)),
            fresh=Count("questions", filter=is_fresh),
        )
        .order_by("-started_at", "pk")  # an aggregate drops the model's own order
    )
    return [_past(row, pass_share) for row in rows[:most]][::-1]


def _questions(learner: Learner, sitting: Sitting, today: date) -> Iterable[Question]:
    """Return the questions with their places in the syllabus, in one query."""
    own = CardState.objects.of(learner).filter(card=OuterRef("card_id"))
    called = own.awake().due_on(today + timedelta(days=1))
    questions = sitting.questions.select_related("card__section__objective__topic")
    return questions.defer("card__search_text").annotate(
        is_in_reviews=Exists(called), is_aside=Exists(own.filter(is_suspended=True))
    )


def _marked(question: Question) -> Marked:
    return Marked(
        is_right=bool(question.is_right),
        was_right=_was_right(question),
        is_fresh=question.is_fresh,
        seconds=question.seconds,
        is_answered=question.is_answered,
    )


def _was_right(question: Question) -> bool | None:
    first = question.first_response
    if first == question.response:
        return question.is_right if question.is_answered else None
    if first is None or question.is_outdated:
        return None
    return is_right(question.card, first)


def _lines(marks: Sequence[Marked], groups: Sequence[Objective | Topic]) -> list[Line]:
    scores = scores_by(marks, [group.code for group in groups])
    titles = {group.code: group.title for group in groups}
    return [Line(code, titles[code], scores[code]) for code in sorted(scores)]


def _sheet(question: Question, mark: Marked, pace: float) -> Sheet:
    return Sheet(
        place=question.place,
        card=question.card,
        response=question.response,
        mark=mark,
        is_flagged=question.is_flagged,
        is_too_slow=mark.is_too_slow(pace),
        is_too_quick=mark.is_too_quick(pace),
        is_edited=question.is_outdated,
        is_in_reviews=question.is_in_reviews,  # type: ignore[attr-defined]
        is_aside=question.is_aside,  # type: ignore[attr-defined]
    )


def _past(row: Sitting, pass_share: float) -> Past:
    assert row.finished_at is not None
    score = Score(row.right or 0, row.total)
    return Past(
        pk=row.pk,
        finished_at=row.finished_at,
        minutes=round(row.seconds / 60),
        objective=row.objective.code if row.objective else "",
        score=score,
        fresh=Score(row.fresh_right, row.fresh),  # type: ignore[attr-defined]
        passes=score.reaches(pass_share),
    )
