"""What must be true of every card: fair, checkable, in both languages."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from cards.core.marking import Shape, Verdict, mark
from tests.content.fixture_files import (
    FIXTURES,
    JAPANESE_SIGN,
    KANA_OR_KANJI,
    Fields,
    all_cards,
    cards,
    fields_of,
)

# Study cards and mock questions of a finished section.
NUMBERS = {
    "1-1": (95, 48), "1-2": (107, 54), "1-3": (107, 54), "1-4": (36, 18), "1-5": (60, 30),
    "1-6": (24, 12), "2-1": (59, 30), "2-2": (71, 36), "2-3": (71, 36), "2-4": (18, 6),
    "3-1": (36, 18), "3-2": (36, 18),
}  # fmt: skip
FINISHED = sorted(file.stem for file in (FIXTURES / "cards").glob("*.yaml"))
LANGUAGES = ("ja", "en")
TOO_EASY = (
    "all of the above",
    "none of the above",
    "以上すべて",
    "上記すべて",
    "いずれも該当しない",
)
LONGEST_SHARE = 0.35
LENGTH_RATIO = 2.5
CARDS_A_TERM = 2


def texts_of(card: Fields) -> Iterator[Any]:
    """Yield every text of a card that may be in two languages."""
    for field in ("prompt", "answer", "explanation", "expects"):
        if field in card:
            yield card[field]
    for choice in card.get("choices", []):
        yield choice["text"]
        yield choice["why"]


def say(text: Any, language: str) -> str:
    return text if isinstance(text, str) else str(text[language])


def squeezed(text: str) -> str:
    """Return a text without what does not tell two prompts apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def of_section(pool: str, section: str) -> list[Fields]:
    return [card for card in cards(pool) if card["section"] == [section]]


def choice_cards() -> list[Fields]:
    return [card for card in all_cards() if card["form"] == "choice"]


def shape(card: Fields) -> Shape:
    return Shape.COMMAND if card["kind"] == "command" else Shape.TERM


@pytest.mark.parametrize("section", FINISHED)
def test_a_section_has_the_number_of_cards_its_weight_asks_for(section: str) -> None:
    assert (len(of_section("cards", section)), len(of_section("mock", section))) == NUMBERS[section]


def test_keys_are_unique_over_both_pools() -> None:
    keys = Counter(card["key"] for card in all_cards())

    assert [key for key, times in keys.items() if times > 1] == []


def test_mock_questions_are_marked_as_such_in_key_and_pool() -> None:
    assert {card.get("pool", "study") for card in cards("cards")} == {"study"}
    assert {card["pool"] for card in cards("mock")} == {"mock"}
    assert all(card["key"].startswith("mock-") for card in cards("mock"))


def test_japanese_text_is_japanese_and_english_text_is_not() -> None:
    wrong = [
        card["key"]
        for card in all_cards()
        for text in texts_of(card)
        if not isinstance(text, str)
        and (not KANA_OR_KANJI.search(text["ja"]) or JAPANESE_SIGN.search(text["en"]))
    ]

    assert wrong == []


def test_a_plain_string_has_no_japanese_in_it() -> None:
    texts = [(card["key"], text) for card in all_cards() for text in texts_of(card)]

    assert [
        key for key, text in texts if isinstance(text, str) and KANA_OR_KANJI.search(text)
    ] == []


@pytest.mark.parametrize("section", FINISHED)
def test_pages_are_those_of_a_heading_of_the_section(section: str) -> None:
    headings = [h for h in fields_of("book.yaml", "cards.heading") if h["section"] == [section]]

    lost = [
        card["key"]
        for card in of_section("cards", section) + of_section("mock", section)
        if not any(
            heading["first_page"] <= card["first_page"] <= card["last_page"] <= heading["last_page"]
            for heading in headings
        )
    ]

    assert lost == []


@pytest.mark.parametrize("section", FINISHED)
def test_every_heading_of_a_section_has_cards(section: str) -> None:
    headings = [h for h in fields_of("book.yaml", "cards.heading") if h["section"] == [section]]
    pages = {(card["first_page"], card["last_page"]) for card in of_section("cards", section)}

    bare = [
        heading["code"]
        for heading in headings
        if not any(
            heading["first_page"] <= first and last <= heading["last_page"] for first, last in pages
        )
    ]

    assert bare == []


@pytest.mark.parametrize("section", FINISHED)
def test_every_official_term_of_a_section_has_two_study_cards(section: str) -> None:
    [found] = [s for s in fields_of("book.yaml", "cards.section") if s["code"] == section]
    terms = fields_of("syllabus.yaml", "cards.term")
    wanted = {term["key"] for term in terms if term["objective"] == found["objective"]}
    study = of_section("cards", section)
    covered = Counter(key for card in study for [key] in card.get("terms", []))

    assert {key for key in wanted if covered[key] < CARDS_A_TERM} == set()


def test_no_two_prompts_are_alike_within_and_across_the_pools() -> None:
    for language in LANGUAGES:
        prompts = defaultdict(list)
        for card in all_cards():
            prompts[squeezed(say(card["prompt"], language))].append(card["key"])

        assert [keys for keys in prompts.values() if len(keys) > 1] == []


def test_a_choice_has_four_or_five_options_of_which_not_all_are_right() -> None:
    for card in choice_cards():
        right = sum(choice.get("correct", False) for choice in card["choices"])

        assert len(card["choices"]) in (4, 5), card["key"]
        assert 1 <= right < len(card["choices"]), card["key"]


def test_a_prompt_that_wants_several_options_says_how_many() -> None:
    numbers = {2: ("2つ", "two"), 3: ("3つ", "three")}
    for card in choice_cards():
        right = sum(choice.get("correct", False) for choice in card["choices"])
        said = [number for number, words in numbers.items() if words[0] in card["prompt"]["ja"]]
        ja, en = numbers.get(right, ("", ""))

        assert ja in card["prompt"]["ja"], card["key"]
        assert en in card["prompt"]["en"].lower(), card["key"]
        assert right > 1 or "選んでください" not in card["prompt"]["ja"] or not said, card["key"]


def test_no_option_saves_thinking_about_the_others() -> None:
    options = [
        (card["key"], say(choice["text"], language).lower())
        for card in choice_cards()
        for choice in card["choices"]
        for language in LANGUAGES
    ]

    assert [key for key, text in options if any(phrase in text for phrase in TOO_EASY)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pool", ["cards", "mock"])
def test_length_does_not_give_the_right_option_away(pool: str, language: str) -> None:
    longest = shortest = 0
    asked = [card for card in cards(pool) if card["form"] == "choice"]
    for card in asked:
        lengths = [len(say(choice["text"], language)) for choice in card["choices"]]
        right = [
            length
            for length, choice in zip(lengths, card["choices"], strict=True)
            if choice.get("correct")
        ]
        assert max(lengths) <= LENGTH_RATIO * min(lengths), card["key"]
        longest += max(right) == max(lengths) and lengths.count(max(lengths)) == 1
        shortest += min(right) == min(lengths) and lengths.count(min(lengths)) == 1

    assert longest <= LONGEST_SHARE * len(asked)
    assert shortest <= LONGEST_SHARE * len(asked)


def typed_cards() -> list[Fields]:
    return [card for card in all_cards() if card["form"] == "typed"]


@pytest.mark.parametrize("card", typed_cards(), ids=lambda card: card["key"])
def test_every_accepted_form_is_marked_right(card: Fields) -> None:
    for form in card["accepted"]:
        assert mark(form, card["accepted"], shape(card)).verdict is Verdict.RIGHT, form


@pytest.mark.parametrize("card", typed_cards(), ids=lambda card: card["key"])
def test_no_form_is_listed_that_marking_covers_anyway(card: Fields) -> None:
    model, *others = card["accepted"]
    for number, form in enumerate(others):
        rest = [model, *others[:number], *others[number + 1 :]]

        assert mark(form, rest, shape(card)).verdict is not Verdict.RIGHT, form


@pytest.mark.parametrize("card", typed_cards(), ids=lambda card: card["key"])
def test_the_answer_of_another_card_is_wrong(card: Fields) -> None:
    mine = {squeezed(form) for form in card["accepted"]}
    for other in typed_cards():
        if mine.isdisjoint(squeezed(form) for form in other["accepted"]):
            verdict = mark(other["accepted"][0], card["accepted"], shape(card)).verdict

            assert verdict is not Verdict.RIGHT, other["key"]


def test_a_recall_answer_fits_in_two_lines() -> None:
    longest = {"ja": 80, "en": 160}
    for card in all_cards():
        if card["form"] == "recall":
            for language in LANGUAGES:
                assert len(say(card["answer"], language)) <= longest[language], card["key"]
