"""A leech: a card forgotten so often that repeating it alone will not help."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from cards.models import Card, Form, Learner, Review
from cards.models.review import Verdict

ANSWERS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Leech:
    """What a learner gave instead of the right answer, most frequent first, with how often."""

    wrong_answers: list[tuple[Any, int]]


def read_leech(learner: Learner, card: Card) -> Leech:
    """Return the learner's own wrong answers to a card: typed texts, or numbers of options."""
    answers = Review.objects.of(learner).standing().filter(card=card, verdict=Verdict.WRONG)
    if card.form == Form.CHOICE:  # the numbers of an earlier edition are those of other options
        answers = answers.filter(revision=card.revision)
    latest = answers.latest_first().values_list("response", flat=True)[:ANSWERS_LOOKED_AT]
    given = Counter(text for response in latest for text in _given(card, response))
    return Leech(given.most_common(5))


def _given(card: Card, response: Any) -> list[str]:
    """Return what one answer gave; nothing of an answer from before the card changed its form."""
    if isinstance(response, str):
        return [response] if response and card.form == Form.TYPED else []
    return [
        str(number)
        for number in response
        if number not in card.right_choices and number < len(card.choices)
    ]
