"""What is stored: fields, constraints, queryset verbs; no policy."""

from cards.models.card import Card, Form, Kind, Pool
from cards.models.learner import Learner, User
from cards.models.report import Report
from cards.models.review import CardState, Review
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
    "Card",
    "CardState",
    "Exam",
    "Form",
    "Heading",
    "Kind",
    "KnowledgeArea",
    "Learner",
    "Objective",
    "Pool",
    "Report",
    "Review",
    "Section",
    "Term",
    "Topic",
    "User",
]
