"""How far cards cover the syllabus: a table of objectives, terms and knowledge areas."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cards.importing.records import CardRecord
from cards.models.card import Form, Pool
from cards.models.syllabus import Objective

Name = TypeVar("Name")

LEAST_OF_A_TERM = 2
LEAST_OF_AN_AREA = 3
QUESTIONS_A_WEIGHT = 6
SEVERAL = "several"
HEAD = ("objective", "weight", "study", "recall", "typed", "choice", "mock", "one", SEVERAL)


@dataclass(frozen=True, slots=True)
class Outline:
    """One objective, as far as cards are counted against it."""

    code: str
    weight: int
    sections: Sequence[str]
    terms: Sequence[str]
    areas: Sequence[int]


def read_outlines() -> list[Outline]:
    """Return all objectives in the exam's order, from the database."""
    return [
        Outline(
            objective.code,
            objective.weight,
            [section.code for section in objective.sections.all()],
            [term.key for term in objective.terms.all()],
            [area.number for area in objective.areas.all()],
        )
        for objective in Objective.objects.prefetch_related("sections", "terms", "areas")
    ]


def table(cards: Iterable[CardRecord], outlines: Sequence[Outline]) -> Iterator[str]:
    """Yield the lines of the table; what is too few bears a star."""
    counts = _Counts(cards)
    yield _row([*HEAD, "typed"])
    for outline in outlines:
        yield _row(counts.of_objective(outline))
    yield ""
    for outline in outlines:
        yield f"{outline.code} terms: {_listed(counts.terms, outline.terms, LEAST_OF_A_TERM)}"
        areas = {number: counts.areas[outline.code, number] for number in outline.areas}
        yield f"{outline.code} areas: {_listed(areas, outline.areas, LEAST_OF_AN_AREA)}"


class _Counts:
    """Cards counted: study cards by term and by area, all by section, pool and form."""

    def __init__(self, cards: Iterable[CardRecord]) -> None:
        self.terms: Counter[str] = Counter()
        self.areas: Counter[tuple[str, int]] = Counter()
        self.forms: Counter[tuple[str, str, str]] = Counter()
        for card in cards:
            if card.retired_at is None:
                self._add(card)

    def _add(self, card: CardRecord) -> None:
        form = SEVERAL if _right(card) > 1 and card.pool == Pool.MOCK else card.form
        self.forms[card.section, card.pool, form] += 1
        if card.pool == Pool.STUDY:
            self.terms.update(card.terms)
            self.areas.update([card.area] if card.area else [])

    def of_objective(self, outline: Outline) -> list[object]:
        """Return one row of the table."""
        study, mock = (
            {form: self._sum(outline, pool, form) for form in (*Form.values, SEVERAL)}
            for pool in (Pool.STUDY, Pool.MOCK)
        )
        questions = sum(mock.values())
        star = "*" * (questions < QUESTIONS_A_WEIGHT * outline.weight)
        return [
            outline.code,
            outline.weight,
            sum(study.values()),
            *(study[form] for form in Form.values),
            f"{questions}{star}",
            *(mock[form] for form in (Form.CHOICE, SEVERAL, Form.TYPED)),
        ]

    def _sum(self, outline: Outline, pool: str, form: str) -> int:
        return sum(self.forms[section, pool, form] for section in outline.sections)


def _right(card: CardRecord) -> int:
    return sum(choice.get("correct", False) for choice in card.choices)


def _row(cells: Iterable[object]) -> str:
    first, *rest = map(str, cells)
    return f"{first:<10}" + "".join(f"{cell:>8}" for cell in rest)


def _listed(counts: Mapping[Name, int], names: Iterable[Name], least: int) -> str:
    numbers = ((name, counts.get(name, 0)) for name in names)
    return ", ".join(f"{name} {number}{'*' * (number < least)}" for name, number in numbers)
