"""What is stored: fields, constraints, queryset verbs; no policy."""

from cards.models.card import Card, Form, Kind, Pool
from cards.models.learner import Learner, User
from cards.models.progress import Calibration, Tally, Trace
from cards.models.report import Report
from cards.models.review import CardState, Review
from cards.models.sitting import Ending, Question, Sitting
from cards.models.syllabus import (
    Exam,
    Heading,
    KnowledgeArea,
    Objective,
    Section,
    Term,
    Topic,
)

__all__ = [
    "Calibration",
    "Card",
    "CardState",
    "Ending",
    "Exam",
    "Form",
    "Heading",
    "Kind",
    "KnowledgeArea",
    "Learner",
    "Objective",
    "Pool",
    "Question",
    "Report",
    "Review",
    "Section",
    "Sitting",
    "Tally",
    "Term",
    "Topic",
    "Trace",
    "User",
]
