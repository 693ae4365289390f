"""A card's history as a step chart: each answer a step, its height the interval given."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cards.models import Review

STEP_WIDTH = 24
HEIGHT = 96
LOWEST_TOP = 30
ANSWERS_DRAWN = 24


@dataclass(frozen=True, slots=True)
class Step:
    """One answer in the chart: where its step begins, how high it is, and what it was."""

    x: int
    y: float
    interval: int
    is_pass: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The steps, oldest first, and the line through them as an SVG path."""

    width: int
    height: int
    steps: list[Step]
    path: str


def draw_history(answers: Sequence[Review]) -> Chart | None:
    """Return the chart of a card's answers, given newest first; None when it has none."""
    counted = [answer for answer in answers if answer.interval_after and not answer.undone_at]
    if not counted:
        return None
    latest = counted[:ANSWERS_DRAWN]
    top = max(LOWEST_TOP, *(answer.interval_after or 0 for answer in latest))
    drawn = [_step(at, answer, top) for at, answer in enumerate(reversed(latest))]
    line = " ".join(f"L{step.x} {step.y}H{step.x + STEP_WIDTH}" for step in drawn)
    return Chart(len(drawn) * STEP_WIDTH, HEIGHT, drawn, "M" + line[1:])


def _step(at: int, answer: Review, top: int) -> Step:
    interval = answer.interval_after or 0
    share = math.log1p(interval) / math.log1p(top)
    y = round(HEIGHT - share * (HEIGHT - 8), 1)
    return Step(at * STEP_WIDTH, y, interval, answer.grade >= 3)
