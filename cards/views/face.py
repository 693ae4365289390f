"""A card as a page shows it: one language, safe HTML, options shuffled."""

import random
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cards.models import Card
from cards.models.card import Text
from cards.text import block, in_language, line, other_language

LETTERS = "ABCDE"
LONG_PROMPT = {"ja": 70, "en": 140}


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice card. `number` is its place in the file, `letter` on the page."""

    number: int
    letter: str
    text: SafeString
    why: SafeString
    is_right: bool
    is_picked: bool

    @property
    def outcome(self) -> str:
        """What became of it: right, missed, wrong or empty."""
        if self.is_right:
            return "right" if self.is_picked else "missed"
        return "wrong" if self.is_picked else ""


@dataclass(frozen=True, slots=True)
class Face:
    """Everything of a card that a template prints."""

    card: Card
    language: str
    other_language: str
    prompt: SafeString
    is_long: bool
    answer: SafeString
    explanation: SafeString
    expects: str
    options: list[Option]
    section: str

    @property
    def picks_several(self) -> bool:
        """Whether more than one option is right."""
        return len(self.card.right_choices) > 1


def face_of(
    card: Card, language: str, picked: frozenset[int] = frozenset(), seed: str | None = None
) -> Face:
    """Return the face of a card; without a seed the options stay in the order of the file."""

    def say(text: Text) -> str:
        return in_language(text, language)

    prompt = say(card.prompt)
    return Face(
        card=card,
        language=language,
        other_language=other_language(language),
        prompt=block(prompt),
        is_long=len(prompt) > LONG_PROMPT[language],
        answer=block(say(card.answer)),
        explanation=block(say(card.explanation)),
        expects=say(card.expects),
        options=_options(card, language, picked, seed),
        section=say(card.section.title),
    )


def _options(card: Card, language: str, picked: frozenset[int], seed: str | None) -> list[Option]:
    order = list(range(len(card.choices)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    return [
        Option(
            number=number,
            letter=letter,
            text=line(in_language(card.choices[number]["text"], language)),
            why=line(in_language(card.choices[number].get("why", ""), language)),
            is_right=number in card.right_choices,
            is_picked=number in picked,
        )
        for letter, number in zip(LETTERS, order, strict=False)
    ]
