"""The library: the book's contents, the search, and a section with its cards."""

from datetime import timedelta
from html import escape

import pytest
from django.test import Client

from cards.models import CardState, Heading, Learner, Section, Term
from cards.study.answering import set_aside
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_typed,
)
from tests.pages import HTMX, Node, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

LIBRARY = "/library/"


def test_the_contents_of_the_book_are_its_sections_with_headings_pages_and_cards(
    client: Client,
) -> None:
    section = make_section(code="2-1", objective="330.2", weight=9, pages=(40, 60))
    make_heading(section, "2-1-1", (40, 45))
    make_card(section=section)
    make_card(section=section, pool="mock")
    make_card(section=section, retired_at=NOON)
    page = open_library(client)
    article = page.one("article")
    assert article.one("h3").text == "2-1 Concepts 40"
    assert article.one(class_="quiet").text == "1 card · 330.2 · weight 9"
    assert article.one("ol").one("a")["href"] == "/library/section/2-1/#h-2-1-1"
    assert page.one(class_="chapter").one("h2").text == "2 Topic"


def test_an_empty_library_says_how_to_fill_it(client: Client) -> None:
    assert "make run" in open_library(client).one(id="results").text


@pytest.mark.parametrize(
    "words", ["hypervisor", "HYPERVISOR", "ｈｙｐｅｒｖｉｓｏｒ", "xen visor", "ドム0"]
)
def test_a_search_finds_words_of_either_language_in_any_width_and_case(
    client: Client, words: str
) -> None:
    found = make_card(prompt={"ja": "ドム０とは", "en": "Which Xen hypervisor?"})
    make_card()
    assert keys_of(search(client, q=words)) == [found.key]


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "<b>", "a\x00b", "x" * 101, "🍣"])
def test_odd_characters_are_only_looked_for(client: Client, words: str) -> None:
    make_card()
    assert client.get(LIBRARY, {"q": words}).status_code == 200
    assert keys_of(search(client, q=words)) == []


def test_filters_must_all_hold(client: Client) -> None:
    section = make_section(code="1-2", objective="330.2")
    term = Term.objects.create(key="virsh", objective=section.objective, number=1, name="virsh")
    wanted = make_typed(
        accepted=["virsh list"], section=section, first_page=40, last_page=42, kind="command"
    )
    wanted.terms.add(term)
    make_choice(section=section, first_page=43)
    make_typed(accepted=["virsh start"])
    for query in (
        {"section": "1-2", "form": "typed"},
        {"objective": "330.2", "kind": "command"},
        {"term": "virsh"},
        {"page": "41"},
        {"q": "virsh", "objective": "330.2", "page": "42", "term": "virsh", "form": "typed"},
    ):
        assert keys_of(search(client, **query)) == [wanted.key]


@pytest.mark.parametrize(
    ("query", "way"),
    [
        ({"section": "1-1"}, "/review/?section=1-1"),
        ({"kind": "concept", "page": "17"}, "/review/?kind=concept&page=17"),
        ({"q": "question"}, None),
        ({"form": "recall"}, None),
    ],
)
def test_what_was_found_can_be_reviewed_where_a_review_can_be_so_narrow(
    client: Client, query: dict[str, str], way: str | None
) -> None:
    make_card()
    links = {link.text: link["href"] for link in search(client, **query).all("a")}
    assert links.get("Review these") == way
    assert links.get("Practise, no schedule touched") == (way and f"{way}&practice=1")
    if way:
        assert read(client.get(way).content).all(id="card-form")


def test_mock_questions_and_retired_cards_are_not_found(client: Client) -> None:
    make_card(pool="mock", prompt="needle")
    make_card(retired_at=NOON, prompt="needle")
    assert keys_of(search(client, q="needle")) == []


def test_nothing_found_says_what_to_try(client: Client) -> None:
    make_card()
    page = search(client, q="nothing like this")
    assert page.one("h2", class_="found").text == "0 cards found"
    assert "Try fewer words" in page.text
    assert page.all("a")[-1]["href"] == LIBRARY


def test_many_cards_come_in_pages_that_keep_the_search(client: Client) -> None:
    for _ in range(51):
        make_card()
    first = search(client, section="1-1", kind="concept")
    assert len(keys_of(first)) == 50
    further = first.one("a", rel="next")["href"]
    last = read(client.get(LIBRARY + further).content)
    assert len(keys_of(last)) == 1
    assert not set(keys_of(first)) & set(keys_of(last))
    assert last.one("a", rel="prev")["href"] == "?section=1-1&kind=concept&at=1"


@pytest.mark.parametrize("at", ["0", "-1", "99", "x", "\x00"])
def test_a_page_of_results_that_is_none_shows_one_that_is(client: Client, at: str) -> None:
    card = make_card()
    assert keys_of(search(client, q="question", at=at)) == [card.key]


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?objective=nonsense", "?kind=nonsense", "?term=%00"]
)
def test_a_filter_that_cannot_be_shows_the_contents(client: Client, query: str) -> None:
    make_card()
    assert len(read(client.get(LIBRARY + query).content).all("article")) == 1


def test_htmx_gets_the_results_and_a_browser_the_page(client: Client) -> None:
    make_card()
    for query in ("", "?q=question"):
        region = client.get(LIBRARY + query, headers=HTMX)
        page = client.get(LIBRARY + query)
        assert "<html" not in region.content.decode()
        assert next(read(region.content).elements).all(id="results")
        assert read(page.content).one(id="results").text == read(region.content).text
        assert "HX-Request" in page.headers["Vary"]


def test_the_search_is_kept_in_its_form(client: Client) -> None:
    make_card()
    nasty = '"><script>alert(1)</script>'
    page = read(client.get(LIBRARY, {"q": nasty, "section": "1-1"}).content)
    assert page.one("input", id="id_q")["value"] == nasty
    assert page.one("details").has("open")
    assert page.one("main").all("script") == []
    further = client.get(LIBRARY, {"q": nasty, "at": "2"}).content.decode()
    assert escape(nasty) in further
    assert nasty not in further


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "new"),
        ({"answers": 0, "note": "mine"}, "new"),
        ({"answers": 1, "due_date": TODAY}, "due"),
        ({"answers": 1, "due_date": TODAY + timedelta(days=4), "interval": 38}, "1.2 mo"),
        ({"answers": 1, "due_date": TODAY, "is_suspended": True}, "set aside"),
    ],
)
def test_each_card_in_a_list_says_how_it_stands(
    client: Client, learner: Learner, state: dict[str, object] | None, words: str
) -> None:
    card = make_card()
    if state is not None:
        CardState.objects.create(learner=learner, card=card, **state)
    answer(make_learner(), card)
    assert search(client, q=card.key).one(class_="stand").text == words


def test_a_section_puts_each_card_under_its_heading(client: Client) -> None:
    section = make_section(pages=(16, 39))
    make_heading(section, "1-1-1", (16, 20))
    make_heading(section, "1-1-2", (21, 30))
    first = make_card(first_page=17, last_page=18)
    page = read(client.get("/library/section/1-1/").content)
    shelves = {shelf["id"]: shelf for shelf in page.all(class_="shelf")}
    assert keys_of(shelves["h-1-1-1"]) == [first.key]
    assert shelves["h-1-1-2"].one(class_="quiet").text == "No cards here yet."
    assert page.one("h1").text == "1-1 Concepts"
    assert [link["href"] for link in page.one(class_="ways").all("a")] == [
        "/review/?section=1-1",
        "/review/?section=1-1&practice=1",
    ]
    assert shelves["h-1-1-1"].one("h2").one("a")["href"] == "/review/?page=16"


def test_a_section_marks_the_card_the_learner_came_from(client: Client) -> None:
    make_heading(make_section(), "1-1-1", (16, 39))
    make_card()
    card = make_card()
    page = read(client.get(f"/library/section/1-1/?card={card.key}").content)
    assert keys_of(page.one(class_="here")) == [card.key]


@pytest.mark.parametrize("code", ["9-9", "nonsense", "%00", "1-1%00", "x" * 200, "..%2f.."])
def test_a_section_that_is_not_in_the_book_is_not_found(client: Client, code: str) -> None:
    make_section()
    assert client.get(f"/library/section/{code}/").status_code == 404


@pytest.mark.parametrize("address", [LIBRARY, "/library/section/1-1/", "/library/card/a-card/"])
def test_the_shelf_only_shows(client: Client, address: str) -> None:
    make_card(key="a-card")
    assert client.post(address).status_code == 405


def open_library(client: Client) -> Node:
    return read(client.get(LIBRARY).content)


def search(client: Client, **query: str) -> Node:
    return read(client.get(LIBRARY, query).content).one(id="results")


def keys_of(node: Node) -> list[str]:
    links = [link["href"] for link in node.all("a") if link["href"].startswith("/library/card/")]
    return [link.split("/")[3] for link in links]


def make_heading(section: Section, code: str, pages: tuple[int, int]) -> Heading:
    return Heading.objects.create(
        section=section, code=code, title=f"Heading {code}", first_page=pages[0], last_page=pages[1]
    )


def test_cards_set_aside_are_found_again(client: Client, learner: Learner) -> None:
    aside, other, mine = make_card(), make_card(), make_card()
    set_aside(learner, aside, aside=True)
    set_aside(make_learner(), other, aside=True)
    answer(learner, mine)
    page = read(client.get(f"{LIBRARY}?aside=on").content)
    assert page.one(class_="found").text == "1 card found"
    assert [link["href"] for link in page.one(class_="card-list").all("a")] == [
        f"/library/card/{aside.key}/"
    ]
    assert page.one("input", name="aside").has("checked")
