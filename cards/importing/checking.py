"""Entries against the rules of a card, the syllabus and each other: every problem, no database."""

import dataclasses
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from cards.importing.fields import Fields
from cards.importing.records import CardRecord, Entry, Problem, Syllabus, Value, quoted
from cards.models.card import Form, Kind, Pool

MODEL = "cards.card"
MAX_PROBLEMS = 1_000
MAX_UNKNOWN = 20
MAX_ACCEPTED = 20
MAX_SOURCES = 20

FIELDS = [field.name for field in dataclasses.fields(CardRecord)]
EMPTY: dict[str, Any] = {"answer": "", "expects": "", "accepted": [], "choices": []}
OWN_FIELDS = {
    "recall": ("answer",),
    "typed": ("answer", "expects", "accepted"),
    "choice": ("choices",),
}


@dataclass(slots=True)
class Checked:
    """The cards that are as they should be, and every problem of the others."""

    cards: list[CardRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check(entries: Iterable[Entry], syllabus: Syllabus) -> Checked:
    """Check entries one by one and against each other. Entries of a file must come together."""
    checked = Checked()
    places: dict[str, Entry] = {}
    for path, group in groupby(entries, lambda entry: entry.path):
        problems = _problems(group, syllabus, places, checked.cards)
        checked.problems += islice(problems, MAX_PROBLEMS)
        if next(problems, None):
            checked.problems.append(Problem(path, 0, "", "", _too_many()))
    return checked


def _too_many() -> str:
    return f"found more than {MAX_PROBLEMS:,} problems; expected to mend these first"


def _problems(
    entries: Iterable[Entry], syllabus: Syllabus, places: dict[str, Entry], cards: list[CardRecord]
) -> Iterator[Problem]:
    for entry in entries:
        yield from _check_entry(entry, syllabus, places, cards)


def _check_entry(
    entry: Entry, syllabus: Syllabus, places: dict[str, Entry], cards: list[CardRecord]
) -> list[Problem]:
    fields = Fields(entry, _card_values(entry))
    if not _is_card(fields):
        return fields.problems
    card = _read_card(fields)
    _check_syllabus(fields, card, syllabus)
    _refuse_twin_key(fields, card.key, places)
    if not fields.problems and not entry.refused:
        cards.append(card)
    return fields.problems


def _card_values(entry: Entry) -> dict[str, Value]:
    values = entry.body.get("fields") if isinstance(entry.body, dict) else None
    return values if isinstance(values, dict) else {}


def _is_card(fields: Fields) -> bool:
    """Say whether the entry is a card in the first place; note what it is instead."""
    body = fields.entry.body
    if not isinstance(body, dict):
        fields.wrong("", body, "a mapping with model and fields")
        return False
    if body.get("model") != MODEL:
        fields.wrong("model", body.get("model"), f"{MODEL}: nothing else is imported")
        return False
    _check_outside(fields, body)
    if not isinstance(body.get("fields"), dict):
        fields.wrong("fields", body.get("fields"), "a mapping")
        return False
    return True


def _check_outside(fields: Fields, body: dict[str, Value]) -> None:
    if "pk" in body:
        fields.wrong("pk", body["pk"], "no pk: a card is known by its key")
    _refuse_unknown(fields, body, ["model", "fields", "pk"])


def _refuse_unknown(fields: Fields, names: Iterable[str], known: list[str]) -> None:
    for name in islice((name for name in names if name not in known), MAX_UNKNOWN):
        near = difflib.get_close_matches(name[:40], known, n=1)
        expected = f"{near[0]}, perhaps" if near else f"one of {', '.join(known)}"
        fields.note(name, f"found an unknown field; expected {expected}")


def _read_card(fields: Fields) -> CardRecord:
    _refuse_unknown(fields, fields.values, FIELDS)
    form = fields.one_of("form", Form.values)
    return CardRecord(
        key=fields.key("key"),
        section=fields.link("section"),
        area=fields.area("area"),
        kind=fields.one_of("kind", Kind.values),
        form=form,
        pool=fields.one_of("pool", Pool.values, default=Pool.STUDY),
        prompt=fields.text("prompt"),
        explanation=fields.text("explanation"),
        first_page=fields.number("first_page"),
        last_page=fields.number("last_page"),
        sources=fields.words("sources", MAX_SOURCES),
        terms=fields.links("terms"),
        revision=fields.number("revision", default=1),
        retired_at=fields.moment("retired_at"),
        **_own_values(fields, form),
    )


def _own_values(fields: Fields, form: str) -> dict[str, Any]:
    """Return the fields that depend on the form; an unknown form says nothing about them."""
    if not form:
        return EMPTY
    own = OWN_FIELDS[form]
    return {
        name: _own_value(fields, name) if name in own else fields.leave_out(name, empty, form)
        for name, empty in EMPTY.items()
    }


def _own_value(fields: Fields, name: str) -> Any:
    if name == "accepted":
        return fields.words(name, MAX_ACCEPTED)
    return fields.options(name) if name == "choices" else fields.text(name)


def _check_syllabus(fields: Fields, card: CardRecord, syllabus: Syllabus) -> None:
    _check_section(fields, card, syllabus)
    _check_area(fields, card, syllabus)
    _check_terms(fields, card, syllabus)
    pool = syllabus.pools.get(card.key, card.pool)
    if card.pool and pool != card.pool:
        fields.note("pool", f"found {card.pool}; expected {pool}, as this key is stored already")


def _check_section(fields: Fields, card: CardRecord, syllabus: Syllabus) -> None:
    if not card.section:
        return
    if card.section not in syllabus.sections:
        return fields.wrong("section", card.section, f"one of {_sections(syllabus)}")
    section = syllabus.sections[card.section]
    for name, page in (("first_page", card.first_page), ("last_page", card.last_page)):
        if page and not section.first_page <= page <= section.last_page:
            pages = f"{section.first_page} to {section.last_page}"
            fields.note(name, f"found {page}; expected a page of {card.section}, {pages}")
    if 0 < card.last_page < card.first_page:
        fields.note("last_page", f"found {card.last_page}; expected {card.first_page} or more")


def _sections(syllabus: Syllabus) -> str:
    known = ", ".join(sorted(syllabus.sections))
    return known or "the book's sections, of which none is stored: `loaddata syllabus book`"


def _check_area(fields: Fields, card: CardRecord, syllabus: Syllabus) -> None:
    section = syllabus.sections.get(card.section)
    if section is None or card.area is None or not all(card.area):
        return
    if card.area not in syllabus.areas or card.area[0] != section.objective:
        code, number = card.area
        numbers = sorted(number for code, number in syllabus.areas if code == section.objective)
        expected = f"{section.objective}, the objective of {card.section}, with one of {numbers}"
        fields.note("area", f"found {quoted(code)}, {number}; expected {expected}")


def _check_terms(fields: Fields, card: CardRecord, syllabus: Syllabus) -> None:
    section = syllabus.sections.get(card.section)
    for number, term in enumerate(card.terms, 1):
        field, objective = f"terms[{number}]", syllabus.terms.get(term)
        if term and objective is None:
            fields.wrong(field, term, _nearest_term(term, syllabus))
        elif section and objective and objective != section.objective:
            expected = f"a term of {section.objective}, the objective of {card.section}"
            fields.note(field, f"found {quoted(term)} of {objective}; expected {expected}")


def _nearest_term(term: str, syllabus: Syllabus) -> str:
    near = difflib.get_close_matches(term[:40], syllabus.terms, n=1)
    return f"an official term, perhaps {near[0]}" if near else "an official term"


def _refuse_twin_key(fields: Fields, key: str, places: dict[str, Entry]) -> None:
    if not key:
        return
    first = places.setdefault(key, fields.entry)
    if first is not fields.entry:
        here, there = fields.entry, f"{first.path}, line {first.line}"
        fields.note("key", f"found on line {here.line} and in {there}; expected once")
