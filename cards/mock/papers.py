"""Papers to choose from, and the drawing of one for a learner."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from cards.core.blueprint import Candidate, draw, seats
from cards.models import Card, Exam, Learner, Objective, Pool, Question
from cards.models.card import CardQuerySet

# A short paper is a third of the whole one: 20 questions in 30 minutes.
SHORT = 3
QUESTIONS_OF_AN_OBJECTIVE = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be sat: so many questions in so many minutes, of one objective or of all."""

    questions: int
    minutes: int
    objective: str = ""


def whole_paper(exam: Exam) -> Paper:
    """Return the paper of the real exam."""
    return Paper(exam.questions, exam.minutes)


def short_paper(exam: Exam) -> Paper:
    """Return a third of it, in the same proportions."""
    return Paper(exam.questions // SHORT, exam.minutes // SHORT)


def objective_paper(exam: Exam, objective: Objective) -> Paper:
    """Return a paper on one objective: ten questions or all there are, at the exam's pace."""
    pool = mock_pool().filter(section__objective=objective).count()
    questions = min(QUESTIONS_OF_AN_OBJECTIVE, pool)
    return Paper(questions, max(1, questions * exam.minutes // exam.questions), objective.code)


def draw_paper(learner: Learner, paper: Paper, seed: int) -> list[tuple[Card, bool]]:
    """Draw cards for a paper, each with whether the learner has never seen it.

    The same seed gives the same paper to a learner who has sat the same papers before.
    """
    seen = _last_seen(learner)
    cards = {card.key: card for card in _candidates(paper)}
    candidates = [
        Candidate(card.key, card.section.objective.code, seen.get(card.pk, 0))
        for card in cards.values()
    ]
    keys = draw(candidates, seats(_weights(paper), paper.questions), random.Random(seed))
    return [(cards[key], cards[key].pk not in seen) for key in keys]


def mock_pool() -> CardQuerySet:
    """Return the questions that mock exams are drawn from."""
    return Card.objects.active().filter(pool=Pool.MOCK)


def _candidates(paper: Paper) -> CardQuerySet:
    pool = mock_pool().select_related("section__objective")
    pool = pool.only("key", "revision", "section__objective__code")
    return pool.filter(section__objective__code=paper.objective) if paper.objective else pool


def _weights(paper: Paper) -> Mapping[str, int]:
    if paper.objective:
        return {paper.objective: 1}
    return dict(Objective.objects.order_by("code").values_list("code", "weight"))


def _last_seen(learner: Learner) -> dict[int, int]:
    """Return for each question seen when that was, counted in the learner's sittings from 1."""
    rows = Question.objects.filter(learner=learner).order_by().values_list("card")
    latest = dict(rows.annotate(Max("sitting__started_at")))
    numbers = {moment: number for number, moment in enumerate(sorted(set(latest.values())), 1)}
    return {card: numbers[moment] for card, moment in latest.items()}
