"""Scores of sittings as a picture: a dot with its interval for each, and the line that passes."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.mock.result import Past

HEIGHT = 120
STEP = 36
LEFT = 34
MARKED_PERCENTS = (0, 50, 100)


@dataclass(frozen=True, slots=True)
class Dot:
    """One sitting: where its dot is, and from where to where its interval reaches."""

    past: Past
    x: int
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the picture that says how many per cent it stands for."""

    percent: int
    y: int


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """The dots, oldest first, and the height of the line that is assumed to pass."""

    width: int
    height: int
    left: int
    marks: list[Mark]
    pass_y: float
    dots: list[Dot]


def draw_scores(past: Sequence[Past], pass_share: float) -> ScoreChart | None:
    """Return the chart of sittings given oldest first; None when there are none."""
    if not past:
        return None
    dots = [_dot(at, sitting) for at, sitting in enumerate(past)]
    width = LEFT + len(dots) * STEP
    marks = [Mark(percent, round(_height(percent / 100))) for percent in MARKED_PERCENTS]
    return ScoreChart(width, HEIGHT, LEFT, marks, _height(pass_share), dots)


def _dot(at: int, past: Past) -> Dot:
    low, high = past.score.interval
    x = LEFT + at * STEP + STEP // 2
    return Dot(past, x, _height(past.score.share), _height(high), _height(low))


def _height(share: float) -> float:
    return round(HEIGHT * (1 - share), 1)
