"""Bars of the objectives: as long as the weight, filled as far as the cards are known."""

from dataclasses import dataclass

from cards.study.overview import ObjectiveRow

WIDTH_A_POINT = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One objective and the widths of its bar, in units of the drawing."""

    row: ObjectiveRow
    width: int
    seen_width: float
    known_width: float


def objective_bars(rows: list[ObjectiveRow]) -> list[Bar]:
    """Return a bar for each objective."""
    return [_bar(row) for row in rows]


def _bar(row: ObjectiveRow) -> Bar:
    width = row.weight * WIDTH_A_POINT
    seen = row.seen / row.cards if row.cards else 0.0
    return Bar(row, width, round(width * seen, 1), round(width * row.known_share, 1))
