"""The blueprint of a paper: how many questions of each objective, and which ones."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. `last_seen` counts the learner's sittings; 0 is never."""

    key: str
    objective: str
    last_seen: int = 0


def seats(weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Share `total` questions out by weight, by the largest remainder.

    Where remainders are equal the heavier objective comes first, then the order of `weights`. With
    weights that add up to `total` each objective gets its weight.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {name: divmod(total * weight, whole) for name, weight in weights.items()}
    given = {name: floor for name, (floor, _) in shares.items()}
    by_remainder = sorted(weights, key=lambda name: (-shares[name][1], -weights[name]))
    for name in by_remainder[: total - sum(given.values())]:
        given[name] += 1
    return given


def draw(
    candidates: Iterable[Candidate], wanted: Mapping[str, int], dice: random.Random
) -> list[str]:
    """Draw a paper: of each objective as many as wanted (or as there are), in mixed order.

    Questions never seen come first, then those seen longest ago. The same candidates and dice of
    the same seed give the same paper.
    """
    drawn: list[str] = []
    pools = _by_objective(candidates)
    for objective in sorted(wanted):
        pool = sorted(pools.get(objective, []), key=lambda candidate: candidate.key)
        dice.shuffle(pool)
        pool.sort(key=lambda candidate: candidate.last_seen)
        drawn += [candidate.key for candidate in pool[: wanted[objective]]]
    dice.shuffle(drawn)
    return drawn


def _by_objective(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    pools: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        pools.setdefault(candidate.objective, []).append(candidate)
    return pools
