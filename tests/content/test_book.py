"""What must be true of fixtures/book.yaml: the textbook's sections, headings and pages."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml

from tests.content.fixture_files import FIXTURES, JAPANESE_SIGN, KANA_OR_KANJI
from tests.content.fixture_files import entries as entries_of
from tests.content.fixture_files import fields_of as fields_in

BOOK = FIXTURES / "book.yaml"
TITLE = "徹底攻略 LPI 304 教科書＋問題集 [Version 2.0]対応"

FIELDS = {
    "cards.section": {
        "code", "objective", "title",
        "first_page", "last_page", "exercises_page", "answers_page",
    },
    "cards.heading": {"code", "section", "title", "first_page", "last_page"},
}  # fmt: skip
HEADINGS = {
    "1-1": 9, "1-2": 5, "1-3": 5, "1-4": 3, "1-5": 4, "1-6": 3,
    "2-1": 4, "2-2": 4, "2-3": 7, "2-4": 2,
    "3-1": 4, "3-2": 5,
}  # fmt: skip


def entries() -> list[dict[str, Any]]:
    return entries_of("book.yaml")


def fields_of(model: str) -> list[dict[str, Any]]:
    return fields_in("book.yaml", model)


def sections() -> list[dict[str, Any]]:
    return fields_of("cards.section")


def headings_by_section() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each section with its headings, in the order of the file."""
    for section in sections():
        mine = [h for h in fields_of("cards.heading") if h["section"] == [section["code"]]]
        yield section, mine


def titles() -> list[tuple[str, Any]]:
    return [(entry["fields"]["code"], entry["fields"]["title"]) for entry in entries()]


def test_the_file_begins_with_the_name_of_the_book() -> None:
    comment = BOOK.read_text(encoding="utf-8").partition("\n- model:")[0]

    assert TITLE in comment


def test_the_file_has_no_anchors_or_aliases() -> None:
    events = yaml.parse(BOOK.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    assert [event for event in events if getattr(event, "anchor", None)] == []


def test_no_entry_has_a_number_for_identity() -> None:
    assert [entry for entry in entries() if entry.keys() != {"model", "fields"}] == []


def test_every_entry_has_exactly_the_fields_of_its_model() -> None:
    assert [e for e in entries() if e["fields"].keys() != FIELDS.get(e["model"])] == []


def test_every_page_is_a_whole_number() -> None:
    pages = [
        (entry["fields"]["code"], field, value)
        for entry in entries()
        for field, value in entry["fields"].items()
        if field.endswith("_page")
    ]

    assert [page for page in pages if type(page[2]) is not int] == []


def test_a_title_in_two_languages_is_japanese_in_ja_and_only_there() -> None:
    in_two = [(code, title) for code, title in titles() if isinstance(title, dict)]

    assert [code for code, title in in_two if title.keys() != {"ja", "en"}] == []
    assert [code for code, title in in_two if not KANA_OR_KANJI.search(title["ja"])] == []
    assert [code for code, title in in_two if not title["en"].strip()] == []
    assert [code for code, title in in_two if JAPANESE_SIGN.search(title["en"])] == []


def test_a_title_shared_by_both_languages_is_not_empty_and_holds_no_japanese() -> None:
    shared = [(code, title) for code, title in titles() if not isinstance(title, dict)]

    assert [code for code, title in shared if not title.strip()] == []
    assert [code for code, title in shared if JAPANESE_SIGN.search(title)] == []


def test_no_code_is_used_twice() -> None:
    uses = Counter((entry["model"], entry["fields"]["code"]) for entry in entries())

    assert [code for code, count in uses.items() if count > 1] == []


def test_the_twelve_sections_stand_in_the_order_of_the_book() -> None:
    assert [section["code"] for section in sections()] == list(HEADINGS)


def test_each_section_teaches_one_objective_and_each_objective_has_one_section() -> None:
    syllabus = entries_of("syllabus.yaml")
    objectives = [e["fields"]["code"] for e in syllabus if e["model"] == "cards.objective"]

    assert [section["objective"] for section in sections()] == [[code] for code in objectives]


def test_there_are_55_headings_and_each_section_has_its_own_in_order() -> None:
    expected = [f"{code}.{i}" for code, count in HEADINGS.items() for i in range(1, count + 1)]

    assert [heading["code"] for heading in fields_of("cards.heading")] == expected
    assert len(expected) == 55


def test_each_heading_belongs_to_the_section_its_code_begins_with() -> None:
    assert [
        heading["code"]
        for heading in fields_of("cards.heading")
        if heading["section"] != [heading["code"].split(".")[0]]
    ] == []


def test_sections_follow_one_another_without_sharing_a_page() -> None:
    assert [
        (before["code"], after["code"])
        for before, after in pairwise(sections())
        if not before["last_page"] < after["first_page"]
    ] == []


def test_each_section_has_text_then_exercises_then_answers() -> None:
    assert [
        s["code"]
        for s in sections()
        if not s["first_page"] < s["exercises_page"] < s["answers_page"] <= s["last_page"]
    ] == []


def test_each_heading_lies_between_the_start_of_its_section_and_the_exercises() -> None:
    assert [
        heading["code"]
        for section, headings in headings_by_section()
        for heading in headings
        if not (
            section["first_page"]
            <= heading["first_page"]
            <= heading["last_page"]
            < section["exercises_page"]
        )
    ] == []


def test_headings_ascend_and_each_ends_on_the_page_where_the_next_begins() -> None:
    assert [
        (before["code"], after["code"])
        for _, headings in headings_by_section()
        for before, after in pairwise(headings)
        if not before["first_page"] <= before["last_page"] == after["first_page"]
    ] == []


def test_headings_cover_a_section_from_its_first_page_to_its_exercises() -> None:
    assert [
        section["code"]
        for section, headings in headings_by_section()
        if (headings[0]["first_page"], headings[-1]["last_page"])
        != (section["first_page"], section["exercises_page"] - 1)
    ] == []
