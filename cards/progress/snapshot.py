"""The learner's cards counted by heading, kind and form: seen, known, and how well recalled.

Going through every card takes long with many of them, so what today began with is kept while today
lasts; today's answers, which are few, are added each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter

from django.core.cache import cache
from django.db.models import FilteredRelation, Q

from cards.models import Card, Heading, Learner, Pool, Review, Trace
from cards.models.card import CardQuerySet
from cards.progress.recall import Strength, recall_after, replay

ONE_DAY = 60 * 60 * 24
# Recalled twice in a row: SM-2 then waits six days or more.
KNOWN_REPETITIONS = 2
# If the plan is kept, the last look at a card lies in the week before the exam.
DAYS_FROM_LAST_LOOK = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card belongs."""

    objective_id: int
    heading_id: int
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Cards of one place, counted. `recall` is the sum of chances, 0 for a card never seen.

    `rested` is the same sum a few days after the next answer, as on an exam day by the plan.
    """

    cards: int = 0
    seen: int = 0
    known: int = 0
    recall: float = 0.0
    rested: float = 0.0

    def plus(self, other: "Cell", times: int = 1) -> "Cell":
        """Return the sums of both, or with -1 the difference."""
        return Cell(
            self.cards + times * other.cards,
            self.seen + times * other.seen,
            self.known + times * other.known,
            self.recall + times * other.recall,
            self.rested + times * other.rested,
        )

    @property
    def share_seen(self) -> float:
        """The cards seen as a share of all, from 0 to 1."""
        return self.seen / self.cards if self.cards else 0.0

    @property
    def recall_of_all(self) -> float:
        """The mean chance of recall over all cards, from 0 to 1."""
        return self.recall / self.cards if self.cards else 0.0

    @property
    def recall_of_seen(self) -> float | None:
        """The mean chance of recall over the cards seen; None where none is."""
        return self.recall / self.seen if self.seen else None


Cells = Mapping[Place, Cell]


def read_snapshot(learner: Learner, today: date) -> Cells:
    """Return every place with its cell, as it stands now."""
    changes = _changes(learner, today)
    key = learner.key_of_day("snapshot", today)
    began_with: Cells | None = cache.get(key)
    if began_with is None:
        began_with = _added(_count(learner, today), changes, -1)
        # Not kept if an answer came in between: it might be counted twice for the rest of the day.
        if _changes(learner, today) == changes:
            cache.set(key, began_with, ONE_DAY)
    return _added(began_with, changes, 1)


def summed(cells: Cells, group: Callable[[Place], int]) -> dict[int, Cell]:
    """Return one cell for each group of places."""
    sums: dict[int, Cell] = {}
    for place, cell in cells.items():
        sums[group(place)] = sums.get(group(place), Cell()).plus(cell)
    return sums


def narrowed(cells: Cells, kind: str, form: str) -> Cells:
    """Return the cells of a kind and a form; "" is any."""
    return {
        place: cell
        for place, cell in cells.items()
        if kind in ("", place.kind) and form in ("", place.form)
    }


def _added(cells: Cells, changes: Cells, times: int) -> Cells:
    places = cells.keys() | changes.keys()
    return {
        place: cells.get(place, Cell()).plus(changes.get(place, Cell()), times) for place in places
    }


def _deck() -> CardQuerySet:
    return Card.objects.active().for_study()


def _count(learner: Learner, today: date) -> Cells:
    """Go through every card: where it belongs, and what the learner has made of it."""
    cells: dict[Place, Cell] = {}
    find_heading = _heading_finder()
    for objective, section, pages, kind, form, traced, repetitions in _rows(learner):
        place = Place(objective, find_heading(section, pages), kind, form)
        cell = _cell(traced, today, is_known=(repetitions or 0) >= KNOWN_REPETITIONS)
        cells[place] = cells.get(place, Cell()).plus(Cell(cards=1)).plus(cell)
    return cells


def _cell(strength: Strength | None, today: date, *, is_known: bool) -> Cell:
    """Return what one card adds to its cell, but for itself."""
    if strength is None:
        return Cell(known=int(is_known))
    rested = recall_after(strength.stability, DAYS_FROM_LAST_LOOK)
    return Cell(0, 1, int(is_known), strength.recall_on(today), rested)


Row = tuple[int, int, tuple[int, int], str, str, Strength | None, int | None]


def _rows(learner: Learner) -> Iterator[Row]:
    own = {name: Q(**{f"{name}__learner": learner}) for name in ("traces", "states")}
    cards = (
        _deck()
        .order_by()
        .annotate(
            trace=FilteredRelation("traces", condition=own["traces"]),
            state=FilteredRelation("states", condition=own["states"]),
        )
    )
    columns = (
        "section__objective_id", "section_id", "first_page", "last_page", "kind", "form",
        "trace__stability", "trace__difficulty", "trace__reviewed_on", "state__repetitions",
    )  # fmt: skip
    for objective, section, first, last, kind, form, *traced, repetitions in cards.values_list(
        *columns
    ):
        strength = Strength(*traced) if traced[0] else None
        yield objective, section, (first, last), kind, form, strength, repetitions


def _changes(learner: Learner, today: date) -> Cells:
    """Return by how much today's answers have changed each cell."""
    answers = list(_answers_today(learner, today))
    if not answers:
        return {}
    find_heading = _heading_finder()
    cards = [card.pk for card, *_ in answers]
    now, began = _traces_of(learner, cards), _traces_before(learner, cards, today)
    changes: dict[Place, Cell] = {}
    for card, first, last in answers:
        heading = find_heading(card.section_id, (card.first_page, card.last_page))
        place = Place(card.section.objective_id, heading, card.kind, card.form)
        change = _cell(now.get(card.pk), today, is_known=_is_known(last.repetitions_after))
        before = _cell(began.get(card.pk), today, is_known=_is_known(first.repetitions_before))
        changes[place] = changes.get(place, Cell()).plus(change).plus(before, -1)
    return changes


def _is_known(repetitions: int | None) -> bool:
    return (repetitions or 0) >= KNOWN_REPETITIONS


def _answers_today(learner: Learner, today: date) -> Iterator[tuple[Card, Review, Review]]:
    """Yield each study card answered today with its first and its last answer."""
    answers = Review.objects.of(learner).standing().in_review().on(today)
    shown = answers.filter(card__pool=Pool.STUDY, card__retired_at=None)
    # Sorted here: the database would go through all answers ever given, to save itself the sort.
    rows = shown.select_related("card__section").order_by()
    in_order = sorted(rows, key=attrgetter("card_id", "answered_at", "token"))
    for _, group in groupby(in_order, key=attrgetter("card_id")):
        of_card = list(group)
        # The number tells the order, also where a clock was set back.
        counting = sorted((r for r in of_card if r.number), key=attrgetter("number")) or of_card
        yield of_card[0].card, counting[0], counting[-1]


def _traces_of(learner: Learner, cards: Iterable[int]) -> dict[int, Strength]:
    rows = Trace.objects.filter(learner=learner, card__in=cards)
    return {row.card_id: Strength(row.stability, row.difficulty, row.reviewed_on) for row in rows}


def _traces_before(learner: Learner, cards: Iterable[int], today: date) -> dict[int, Strength]:
    """Return how well these cards sat when today began."""
    answers = Review.objects.of(learner).standing().in_review().filter(card__in=cards).order_by()
    # Sorted and cut off here, so that the database looks cards up and not days.
    rows = sorted(answers.values_list("card_id", "answered_at", "token", "grade", "study_day"))
    return {
        card: strength
        for card, group in groupby(rows, key=itemgetter(0))
        if (strength := replay((grade, day) for *_, grade, day in group if day < today))
    }


def _heading_finder() -> Callable[[int, tuple[int, int]], int]:
    """Return a function that finds the heading of a card by its section and pages; 0 for none."""
    headings: dict[int, list[Heading]] = {}
    for heading in Heading.objects.order_by("first_page", "code"):
        headings.setdefault(heading.section_id, []).append(heading)

    def find(section: int, pages: tuple[int, int]) -> int:
        mine = headings.get(section, [])
        around = [h.pk for h in mine if h.first_page <= pages[0] and pages[1] <= h.last_page]
        return around[-1] if around else _nearest(mine, pages[0])

    return find


def _nearest(headings: Sequence[Heading], page: int) -> int:
    began = [heading.pk for heading in headings if heading.first_page <= page]
    return began[-1] if began else 0
