"""What must be true of every card: fair, checkable, in both languages."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
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

# Study cards and mock questions of each section.
NUMBERS = {
    "1-1": (95, 48), "1-2": (107, 54), "1-3": (107, 54), "1-4": (36, 18), "1-5": (60, 30),
    "1-6": (24, 12), "2-1": (59, 30), "2-2": (71, 36), "2-3": (71, 36), "2-4": (18, 6),
    "3-1": (36, 18), "3-2": (36, 18),
}  # fmt: skip
SECTIONS = sorted(NUMBERS)
# The share of each form among study cards, and of each kind of question among mock questions.
FORMS = {"recall": 0.40, "typed": 0.30, "choice": 0.30}
QUESTIONS = {"one": 0.75, "several": 0.15, "typed": 0.10}
POINTS_IN_TOTAL = 0.03
POINTS_IN_A_SECTION = 0.15
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
CARDS_AN_AREA = 3
QUESTIONS_A_WEIGHT = 6
# Two prompts that share more of their runs of four letters ask the same thing.
ALIKE = 0.7


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


def runs_of_four(text: str) -> frozenset[str]:
    letters = squeezed(text)
    return frozenset(letters[at : at + 4] for at in range(len(letters) - 3))


@cache
def objective_of(section: str) -> str:
    """Return the objective that a section of the book teaches."""
    found = [s for s in fields_of("book.yaml", "cards.section") if s["code"] == section]
    return str(found[0]["objective"][0])


def asked(card: Fields) -> str:
    """Return how a mock question is asked: one right option, several, or typed."""
    if card["form"] != "choice":
        return str(card["form"])
    right = sum(choice.get("correct", False) for choice in card["choices"])
    return "several" if right > 1 else "one"


def choice_cards() -> list[Fields]:
    return [card for card in all_cards() if card["form"] == "choice"]


def shape(card: Fields) -> Shape:
    return Shape.COMMAND if card["kind"] == "command" else Shape.TERM


def test_the_deck_has_every_section_of_the_book_and_no_other() -> None:
    for pool in ("cards", "mock"):
        assert sorted(file.stem for file in (FIXTURES / pool).glob("*.yaml")) == SECTIONS
        assert {card["section"][0] for card in cards(pool)} == set(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
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


@pytest.mark.parametrize("section", SECTIONS)
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


@pytest.mark.parametrize("section", SECTIONS)
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


@pytest.mark.parametrize(
    ("pool", "shares", "form_of"),
    [("cards", FORMS, lambda card: card["form"]), ("mock", QUESTIONS, lambda card: asked(card))],
    ids=["cards", "mock"],
)
def test_forms_have_their_shares_in_total_and_roughly_in_each_section(
    pool: str, shares: dict[str, float], form_of: Callable[[Fields], str]
) -> None:
    def off(some: list[Fields]) -> float:
        found = Counter(form_of(card) for card in some)
        return max(abs(found[form] / len(some) - share) for form, share in shares.items())

    assert off(cards(pool)) <= POINTS_IN_TOTAL
    assert {s for s in SECTIONS if off(of_section(pool, s)) > POINTS_IN_A_SECTION} == set()


def test_the_mock_pool_holds_six_papers_of_each_objective() -> None:
    weights = {o["code"]: o["weight"] for o in fields_of("syllabus.yaml", "cards.objective")}
    pool = Counter(objective_of(card["section"][0]) for card in cards("mock"))

    assert {o for o, weight in weights.items() if pool[o] < QUESTIONS_A_WEIGHT * weight} == set()


def test_every_card_belongs_to_an_area_of_its_sections_objective() -> None:
    areas = {
        (area["objective"][0], area["number"])
        for area in fields_of("syllabus.yaml", "cards.knowledgearea")
    }

    lost = [
        card["key"]
        for card in all_cards()
        if tuple(card["area"]) not in areas or card["area"][0] != objective_of(card["section"][0])
    ]

    assert lost == []


def test_every_knowledge_area_has_three_study_cards() -> None:
    areas = fields_of("syllabus.yaml", "cards.knowledgearea")
    covered = Counter(tuple(card["area"]) for card in cards("cards"))
    wanted = {(area["objective"][0], area["number"]) for area in areas}

    assert {area for area in wanted if covered[area] < CARDS_AN_AREA} == set()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_official_term_of_a_section_has_two_study_cards(section: str) -> None:
    terms = fields_of("syllabus.yaml", "cards.term")
    wanted = {term["key"] for term in terms if term["objective"] == [objective_of(section)]}
    study = of_section("cards", section)
    covered = Counter(key for card in study for [key] in card.get("terms", []))

    assert {key for key in wanted if covered[key] < CARDS_A_TERM} == set()


def test_no_two_prompts_are_alike_within_and_across_the_pools() -> None:
    for language in LANGUAGES:
        prompts = defaultdict(list)
        for card in all_cards():
            prompts[squeezed(say(card["prompt"], language))].append(card["key"])

        assert [keys for keys in prompts.values() if len(keys) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_prompts_ask_in_nearly_the_same_words(language: str) -> None:
    runs = [(card["key"], runs_of_four(say(card["prompt"], language))) for card in all_cards()]
    alike = [
        (key, other)
        for (key, one), (other, two) in combinations(runs, 2)
        if len(one & two) > ALIKE * len(one | two)
    ]

    assert alike == []


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
