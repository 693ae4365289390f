"""A paper has of each objective what its weight asks for, and first what was never seen."""

import random
from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.blueprint import Candidate, draw, seats

WEIGHTS = {
    "330.1": 8, "330.2": 9, "330.3": 9, "330.4": 3, "330.5": 5, "330.6": 2,
    "334.1": 5, "334.2": 6, "334.3": 6, "334.4": 1, "335.1": 3, "335.2": 3,
}  # fmt: skip


def pool(sizes: Mapping[str, int], seen: Mapping[str, int] | None = None) -> list[Candidate]:
    """Return candidates a-1, a-2, …; `seen` names those that were, with when."""
    keys = [(f"{name}-{n}", name) for name, size in sizes.items() for n in range(1, size + 1)]
    return [Candidate(key, name, (seen or {}).get(key, 0)) for key, name in keys]


def drawn(candidates: list[Candidate], wanted: Mapping[str, int], seed: int = 304) -> list[str]:
    return draw(candidates, wanted, random.Random(seed))


def test_the_whole_exam_has_of_each_objective_exactly_its_weight() -> None:
    assert seats(WEIGHTS, 60) == WEIGHTS


def test_a_third_of_the_exam_is_shared_out_by_the_largest_remainder() -> None:
    assert list(seats(WEIGHTS, 20).values()) == [3, 3, 3, 1, 2, 0, 2, 2, 2, 0, 1, 1]


@pytest.mark.parametrize(
    ("weights", "total", "expected"),
    [
        ({"a": 1, "b": 1}, 1, {"a": 1, "b": 0}),
        ({"a": 1, "b": 3}, 2, {"a": 0, "b": 2}),
        ({"a": 5, "b": 3, "c": 2}, 7, {"a": 4, "b": 2, "c": 1}),
        ({"a": 3}, 10, {"a": 10}),
        ({"a": 0, "b": 2}, 3, {"a": 0, "b": 3}),
        ({"a": 0}, 3, {"a": 0}),
        ({}, 3, {}),
        ({"a": 2, "b": 2}, 0, {"a": 0, "b": 0}),
    ],
)
def test_equal_remainders_go_to_the_heavier_and_then_to_the_first(
    weights: dict[str, int], total: int, expected: dict[str, int]
) -> None:
    assert seats(weights, total) == expected


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 20), min_size=1), st.integers(0, 200))
def test_all_seats_are_given_and_none_is_more_than_one_off_its_share(
    weights: dict[str, int], total: int
) -> None:
    given_out = seats(weights, total)

    assert sum(given_out.values()) == total
    whole = sum(weights.values())
    assert all(abs(given_out[name] - total * weights[name] / whole) < 1 for name in weights)


def test_a_paper_has_of_each_objective_as_many_as_are_wanted() -> None:
    wanted = {"a": 3, "b": 2}
    keys = drawn(pool({"a": 9, "b": 9, "c": 9}), wanted)

    assert Counter(key[0] for key in keys) == wanted
    assert len(set(keys)) == 5


def test_a_paper_takes_all_there_is_where_too_little_is() -> None:
    assert set(drawn(pool({"a": 2}), {"a": 5, "b": 1})) == {"a-1", "a-2"}


def test_questions_never_seen_come_first_and_then_those_seen_longest_ago() -> None:
    candidates = pool({"a": 5}, {"a-1": 3, "a-2": 1, "a-3": 2})
    by_size = [set(drawn(candidates, {"a": size})) for size in range(1, 6)]

    assert by_size[1] == {"a-4", "a-5"}
    assert by_size[2] - by_size[1] == {"a-2"}
    assert by_size[3] - by_size[2] == {"a-3"}
    assert by_size[4] - by_size[3] == {"a-1"}


def test_the_same_seed_gives_the_same_paper_whatever_the_order_of_the_pool() -> None:
    candidates = pool(WEIGHTS | {"334.4": 6})

    assert drawn(candidates, WEIGHTS) == drawn(candidates[::-1], WEIGHTS)
    assert drawn(candidates, WEIGHTS) != drawn(candidates, WEIGHTS, seed=305)


def test_objectives_are_mixed_on_a_paper() -> None:
    keys = drawn(pool({"a": 30, "b": 30}), {"a": 30, "b": 30})

    assert [key[0] for key in keys] != sorted(key[0] for key in keys)


def test_six_papers_of_sixty_share_no_question_with_six_times_the_weights() -> None:
    sizes = {name: 6 * weight for name, weight in WEIGHTS.items()}
    seen: dict[str, int] = {}
    for number in range(1, 7):
        keys = drawn(pool(sizes, seen), seats(WEIGHTS, 60), seed=number)
        assert seen.keys().isdisjoint(keys)
        seen |= dict.fromkeys(keys, number)

    assert len(seen) == 360
