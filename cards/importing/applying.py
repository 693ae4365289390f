"""Cards into the database: all or nothing, in few queries, without touching anyone's progress."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from django.db import transaction

from cards.importing.records import Area, CardRecord, Outcome, SectionPages, Syllabus
from cards.models.card import Card, search_text
from cards.models.learner import Learner
from cards.models.syllabus import KnowledgeArea, Section, Term

PLAIN_FIELDS = [
    "kind",
    "form",
    "prompt",
    "answer",
    "explanation",
    "expects",
    "accepted",
    "choices",
    "first_page",
    "last_page",
    "sources",
]
# A change of one of these, or of the terms, is a new revision of the card.
CONTENT_FIELDS = [*PLAIN_FIELDS, "section", "area"]
STORED_FIELDS = [*CONTENT_FIELDS, "revision", "retired_at", "search_text"]


def read_syllabus() -> Syllabus:
    """Return what cards are checked against, from the database."""
    sections = Section.objects.values_list("code", "objective__code", "first_page", "last_page")
    return Syllabus(
        sections={
            code: SectionPages(objective, first_page, last_page)
            for code, objective, first_page, last_page in sections
        },
        areas=set(_areas()),
        terms=dict(Term.objects.values_list("key", "objective__code")),
        pools=dict(Card.objects.values_list("key", "pool")),
    )


@dataclass(slots=True)
class Plan:
    """What there is to do, and what will then be said of it."""

    outcome: Outcome = field(default_factory=Outcome)
    to_write: list[Card] = field(default_factory=list)
    to_retire: list[Card] = field(default_factory=list)
    to_link: dict[str, list[str]] = field(default_factory=dict)


def apply(records: Sequence[CardRecord], *, complete: bool, now: datetime) -> Outcome:
    """Store cards in one transaction, put all study cards in their places, void what was counted.

    `complete`: the records are all there are; stored cards without one are retired `now`.
    """
    with transaction.atomic():
        _wait_for_other_imports()
        todo = plan(records, complete=complete)
        _write(todo)
        _retire(todo.to_retire, now)
        place_cards()
        Learner.objects.recount()
    return todo.outcome


def plan(records: Sequence[CardRecord], *, complete: bool) -> Plan:
    """Compare records with the stored cards. Writes nothing."""
    stored = {card.key: card for card in Card.objects.select_related("section", "area")}
    terms, areas = _stored_terms(), _areas()
    sections = {section.code: section for section in Section.objects.all()}
    todo = Plan()
    for record in records:
        old = stored.pop(record.key, None)
        new = _card(record, sections[record.section])
        new.area = areas[record.area] if record.area else None
        _compare(todo, new, old, record.terms, terms[record.key])
    if complete:
        todo.to_retire = [card for card in stored.values() if card.retired_at is None]
        todo.outcome.retired += [card.key for card in todo.to_retire]
    return todo


def _stored_terms() -> defaultdict[str, set[str]]:
    terms: defaultdict[str, set[str]] = defaultdict(set)
    for card, term in Card.terms.through.objects.values_list("card__key", "term__key"):
        terms[card].add(term)
    return terms


def _areas() -> dict[Area, KnowledgeArea]:
    areas = KnowledgeArea.objects.select_related("objective")
    return {(area.objective.code, area.number): area for area in areas}


def _card(record: CardRecord, section: Section) -> Card:
    card = Card(key=record.key, pool=record.pool, section=section)
    for name in PLAIN_FIELDS:
        setattr(card, name, getattr(record, name))
    card.revision = record.revision
    card.retired_at = record.retired_at
    card.search_text = search_text(card)
    return card


def _compare(
    todo: Plan, new: Card, old: Card | None, terms: list[str], old_terms: set[str]
) -> None:
    if old is None:
        todo.outcome.created.append(new.key)
    elif not _is_changed(todo.outcome, new, old, set(terms) != old_terms):
        return
    todo.to_write.append(new)
    if set(terms) != old_terms:
        todo.to_link[new.key] = terms


def _is_changed(outcome: Outcome, new: Card, old: Card, has_new_terms: bool) -> bool:
    """Say whether there is something to write, and carry over what a file does not decide."""
    content = _changed_fields(new, old) + ["terms"] * has_new_terms
    status = _changed_status(new, old)
    new.revision = old.revision + bool(content)
    new.retired_at = new.retired_at and (old.retired_at or new.retired_at)
    if not content and not status:
        outcome.unchanged.append(new.key)
    elif status == "retired" and not content:
        outcome.retired.append(new.key)
    else:
        outcome.changed[new.key] = content + [status] * bool(status)
    return bool(content or status)


def _changed_fields(new: Card, old: Card) -> list[str]:
    return [name for name in CONTENT_FIELDS if getattr(new, name) != getattr(old, name)]


def _changed_status(new: Card, old: Card) -> str:
    if bool(new.retired_at) == bool(old.retired_at):
        return ""
    return "retired" if new.retired_at else "restored"


def _wait_for_other_imports() -> None:
    list(Section.objects.select_for_update(no_key=True).values_list("pk"))


def _write(todo: Plan) -> None:
    """Store the cards. A known key keeps its row, and with it everyone's progress."""
    Card.objects.bulk_create(
        todo.to_write, update_conflicts=True, unique_fields=["key"], update_fields=STORED_FIELDS
    )
    if todo.to_link:
        _link_terms(todo.to_link)


def _link_terms(terms_by_key: dict[str, list[str]]) -> None:
    link = Card.terms.through
    cards = dict(Card.objects.values_list("key", "pk"))
    terms = dict(Term.objects.values_list("key", "pk"))
    link.objects.filter(card__in=[cards[key] for key in terms_by_key]).delete()
    link.objects.bulk_create(
        link(card_id=cards[key], term_id=terms[term])
        for key, names in terms_by_key.items()
        for term in names
    )


def _retire(cards: list[Card], now: datetime) -> None:
    for card in cards:
        card.retired_at = now
    Card.objects.bulk_update(cards, ["retired_at"])


def place_cards() -> None:
    """Number all active study cards in the order in which they are new: 1, 2, 3, …

    The sections take turns, each as often as it has cards; within one, the book's order holds.
    """
    cards = Card.objects.active().for_study().select_related("section")
    in_order = _in_order(cards.only("key", "first_page", "last_page", "place", "section__code"))
    moved = []
    for place, card in enumerate(in_order, 1):
        if card.place != place:
            card.place = place
            moved.append(card)
    Card.objects.bulk_update(moved, ["place"])


def _in_order(cards: Iterable[Card]) -> list[Card]:
    sections: defaultdict[str, list[Card]] = defaultdict(list)
    for card in sorted(cards, key=_by_page):
        sections[card.section.code].append(card)
    turns = [
        ((position + 0.5) / len(section), code, card)
        for code, section in sections.items()
        for position, card in enumerate(section)
    ]
    return [card for *_, card in sorted(turns, key=itemgetter(0, 1))]


def _by_page(card: Card) -> tuple[int, int, int, str]:
    """The sort key within a section; cards of the same pages are mixed, always in the same way."""
    return card.first_page, card.last_page, zlib.crc32(card.key.encode()), card.key
