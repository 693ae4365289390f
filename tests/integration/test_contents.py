"""The book's contents, and which cards stand under which heading."""

import pytest
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Learner
from cards.study.contents import (
    ListedCard,
    book_chapters,
    heading_of,
    list_cards,
    nearest_heading,
    neighbours_of,
    shelves_of,
)
from tests.factories import NOON, make_card, make_heading, make_learner, make_section, make_state


def test_chapters_hold_their_sections_in_the_books_order(db: None) -> None:
    for code in ("3-1", "1-2", "2-1", "1-1"):
        make_section(code=code)

    chapters = [(number, [it.code for it in sections]) for number, sections in book_chapters()]

    assert chapters == [("1", ["1-1", "1-2"]), ("2", ["2-1"]), ("3", ["3-1"])]


def test_a_section_tells_its_study_cards_without_retired_ones_and_mock_questions(
    db: None,
) -> None:
    first, empty = make_section(code="1-1"), make_section(code="1-2")
    for _ in range(3):
        make_card(section=first)
    make_card(section=first, pool="mock")
    make_card(section=first, retired_at=NOON)
    make_card(section=empty, retired_at=NOON)

    [(_, sections)] = book_chapters()

    assert [(it.code, it.card_count) for it in sections] == [  # type: ignore[attr-defined]
        ("1-1", 3),
        ("1-2", 0),
    ]


@pytest.mark.parametrize("size", [1, 12])
def test_the_contents_cost_two_queries(
    db: None, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for number in range(size):
        section = make_section(code=f"1-{number}", objective=f"330.{number}")
        make_heading(section=section, pages=(16, 18))
        make_card(section=section)

    with django_assert_num_queries(2):
        for _, sections in book_chapters():
            assert {(it.objective.topic.code, len(it.headings.all())) for it in sections} == {
                ("330", 1)
            }


def test_shelves_are_the_headings_in_order_each_with_its_cards(learner: Learner) -> None:
    section = make_section()
    late = make_heading(section=section, pages=(30, 39))
    early = make_heading(section=section, pages=(16, 19))
    bare = make_heading(section=section, pages=(20, 29))
    b, a = (make_card(section=section, first_page=17, last_page=18, key=key) for key in "ba")
    c = make_card(section=section, first_page=16, last_page=16, key="c")
    d = make_card(section=section, first_page=33, last_page=33, key="d")

    shelves = shelves_of(learner, section)

    assert [(shelf.heading, [listed.card for listed in shelf.cards]) for shelf in shelves] == [
        (early, [c, a, b]),
        (bare, []),
        (late, [d]),
    ]


def test_shelves_hold_study_cards_of_the_section_alone(learner: Learner) -> None:
    section = make_section(code="1-1")
    make_heading(section=section, pages=(16, 39))
    make_card(section=section, pool="mock")
    make_card(section=section, retired_at=NOON)
    make_card(section=make_section(code="1-2"))

    assert [shelf.cards for shelf in shelves_of(learner, section)] == [[]]


def test_a_section_without_headings_has_no_shelves(learner: Learner) -> None:
    assert shelves_of(learner, make_card().section) == []
    assert heading_of(make_card()) is None


@pytest.mark.parametrize(
    ("pages", "heading"),
    [
        ((16, 18), (16, 19)),
        ((19, 20), (20, 20)),  # one page shared with each: the one with least besides
        ((18, 21), (16, 19)),
        ((12, 14), (16, 19)),
        ((18, 24), (21, 29)),  # most pages shared
        ((40, 41), (21, 29)),  # none shared: the nearest
    ],
)
def test_a_card_stands_under_the_heading_it_shares_most_with(
    db: None, pages: tuple[int, int], heading: tuple[int, int]
) -> None:
    section = make_section()
    headings = [make_heading(section=section, pages=it) for it in [(16, 19), (20, 20), (21, 29)]]
    card = make_card(section=section, first_page=pages[0], last_page=pages[1])

    found = nearest_heading(card, headings)

    assert found
    assert (found.first_page, found.last_page) == heading
    assert heading_of(card) == found


def test_a_list_tells_the_learners_own_state_of_each_card(learner: Learner) -> None:
    met, unmet = make_card(), make_card()
    state = make_state(learner=learner, card=met)
    make_state(learner=make_learner(), card=unmet)

    assert list_cards(learner, [unmet, met]) == [ListedCard(unmet, None), ListedCard(met, state)]


@pytest.mark.parametrize("size", [5, 60])
def test_a_list_costs_two_queries_however_long(
    learner: Learner, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for _ in range(size):
        make_state(learner=learner, card=make_card())

    with django_assert_num_queries(2):
        listed = list_cards(learner, Card.objects.all())
        assert all(it.state and it.state.repetitions for it in listed)


def test_neighbours_are_the_other_study_cards_on_the_same_pages(db: None) -> None:
    section = make_section(code="1-1")
    spans = {"before": (10, 15), "edge": (14, 16), "inside": (17, 17), "over": (10, 30)}
    spans |= {"end": (18, 20), "behind": (19, 20)}
    for key, (first, last) in spans.items():
        make_card(section=section, key=key, first_page=first, last_page=last)
    make_card(section=section, first_page=17, last_page=17, pool="mock")
    make_card(section=section, first_page=17, last_page=17, retired_at=NOON)
    make_card(section=make_section(code="1-2"), first_page=17, last_page=17)
    card = make_card(section=section, first_page=16, last_page=18)

    assert {it.key for it in neighbours_of(card)} == {"edge", "inside", "over", "end"}
