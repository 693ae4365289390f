"""The book's contents, and which cards stand where in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cards.models import Card, CardState, Heading, Learner, Pool, Section


@dataclass(frozen=True, slots=True)
class ListedCard:
    """A card in a list, with what the learner has made of it (None: never touched)."""

    card: Card
    state: CardState | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A heading of the book and the cards whose subject stands there."""

    heading: Heading
    cards: list[ListedCard]


def book_chapters() -> list[tuple[str, list[Section]]]:
    """Return the sections by chapter, each with its headings and its number of cards."""
    is_shown = Q(cards__pool=Pool.STUDY, cards__retired_at=None)
    sections = (
        Section.objects.select_related("objective__topic")
        .prefetch_related("headings")
        .annotate(card_count=Count("cards", filter=is_shown))
        .order_by("code")
    )
    chapters: dict[str, list[Section]] = {}
    for section in sections:
        chapters.setdefault(section.code.partition("-")[0], []).append(section)
    return list(chapters.items())


def shelves_of(learner: Learner, section: Section) -> list[Shelf]:
    """Return the headings of a section, in order, each with its cards."""
    headings = list(section.headings.all())
    shelves = {heading.pk: Shelf(heading, []) for heading in headings}
    cards = Card.objects.active().for_study().filter(section=section).order_by("first_page", "key")
    for listed in list_cards(learner, cards):
        heading = nearest_heading(listed.card, headings)
        if heading:
            shelves[heading.pk].cards.append(listed)
    return list(shelves.values())


def list_cards(learner: Learner, cards: Iterable[Card]) -> list[ListedCard]:
    """Return cards with the learner's states of them, in two queries."""
    cards = list(cards)
    rows = CardState.objects.of(learner).filter(card__in=cards)
    states = {row.card_id: row for row in rows}
    return [ListedCard(card, states.get(card.pk)) for card in cards]


def heading_of(card: Card) -> Heading | None:
    """Return the heading of the book under which a card's subject stands."""
    return nearest_heading(card, list(card.section.headings.all()))


def neighbours_of(card: Card) -> QuerySet[Card]:
    """Return the other study cards on this card's pages."""
    cards = Card.objects.active().for_study().filter(section=card.section).exclude(pk=card.pk)
    return cards.filter(first_page__lte=card.last_page, last_page__gte=card.first_page)


def nearest_heading(card: Card, headings: Sequence[Heading]) -> Heading | None:
    """Return the heading that shares most with the card's pages and has least besides them."""

    def strangeness(heading: Heading) -> tuple[int, int]:
        shared = min(card.last_page, heading.last_page) - max(card.first_page, heading.first_page)
        return (-shared, heading.last_page - heading.first_page)

    return min(headings, key=strangeness, default=None)
