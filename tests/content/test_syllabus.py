"""What must be true of fixtures/syllabus.yaml: the exam, its objectives and its terms."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from tests.content.fixture_files import FIXTURES, JAPANESE_SIGN, KANA_OR_KANJI
from tests.content.fixture_files import entries as entries_of
from tests.content.fixture_files import fields_of as fields_in

SYLLABUS = FIXTURES / "syllabus.yaml"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

FIELDS = {
    "cards.exam": {
        "code", "version", "name", "minutes", "questions",
        "scale_min", "scale_max", "pass_mark", "pass_mark_note", "assumed_pass_percent", "status",
    },
    "cards.topic": {"code", "exam", "title"},
    "cards.objective": {"code", "topic", "title", "weight", "scope"},
    "cards.knowledgearea": {"objective", "number", "title"},
    "cards.term": {"key", "objective", "number", "name"},
}  # fmt: skip
PARENTS = {"exam": "cards.exam", "topic": "cards.topic", "objective": "cards.objective"}
TEXTS = {"name", "title", "scope", "pass_mark_note", "status"}
TERMS_OF_330_1 = [
    "hypervisor", "hvm", "paravirtualization", "container-virtualization",
    "emulation-simulation", "cpu-flags", "proc-cpuinfo", "migration", "iaas-paas-saas",
]  # fmt: skip


class Expected(NamedTuple):
    """What the exam's own list says of one objective."""

    weight: int
    knowledge_areas: int
    terms: int


OBJECTIVES = {
    "330.1": Expected(weight=8, knowledge_areas=6, terms=9),
    "330.2": Expected(weight=9, knowledge_areas=8, terms=8),
    "330.3": Expected(weight=9, knowledge_areas=4, terms=7),
    "330.4": Expected(weight=3, knowledge_areas=3, terms=6),
    "330.5": Expected(weight=5, knowledge_areas=3, terms=4),
    "330.6": Expected(weight=2, knowledge_areas=2, terms=4),
    "334.1": Expected(weight=5, knowledge_areas=5, terms=15),
    "334.2": Expected(weight=6, knowledge_areas=7, terms=10),
    "334.3": Expected(weight=6, knowledge_areas=9, terms=17),
    "334.4": Expected(weight=1, knowledge_areas=2, terms=2),
    "335.1": Expected(weight=3, knowledge_areas=8, terms=12),
    "335.2": Expected(weight=3, knowledge_areas=6, terms=17),
}


def entries() -> list[dict[str, Any]]:
    return entries_of("syllabus.yaml")


def fields_of(model: str) -> list[dict[str, Any]]:
    return fields_in("syllabus.yaml", model)


def texts() -> Iterator[tuple[str, Any]]:
    """Yield each text a learner reads, with the place it stands in."""
    for position, entry in enumerate(entries(), start=1):
        for field in TEXTS & entry["fields"].keys():
            yield f"entry {position} ({entry['model']}), {field}", entry["fields"][field]


def numbers_by_objective(model: str) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {code: [] for code in OBJECTIVES}
    for fields in fields_of(model):
        numbers[fields["objective"][0]].append(fields["number"])
    return numbers


def test_the_file_has_no_anchors_or_aliases() -> None:
    events = yaml.parse(SYLLABUS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    assert [event for event in events if getattr(event, "anchor", None)] == []


def test_no_entry_has_a_number_for_identity() -> None:
    assert [entry for entry in entries() if entry.keys() != {"model", "fields"}] == []


def test_every_entry_has_exactly_the_fields_of_its_model() -> None:
    assert [e for e in entries() if e["fields"].keys() != FIELDS.get(e["model"])] == []


def test_codes_and_keys_are_text_and_not_numbers() -> None:
    names = ("code", "key", "version")
    values = [entry["fields"][n] for entry in entries() for n in names if n in entry["fields"]]

    assert [value for value in values if not isinstance(value, str)] == []


def test_every_reference_names_an_entry_of_the_file() -> None:
    known = {field: [[e["code"]] for e in fields_of(model)] for field, model in PARENTS.items()}

    assert [
        entry
        for entry in entries()
        for field in PARENTS.keys() & entry["fields"].keys()
        if entry["fields"][field] not in known[field]
    ] == []


def test_no_text_is_empty_in_either_language() -> None:
    assert [
        place
        for place, text in texts()
        for words in (text.values() if isinstance(text, dict) else [text])
        if not isinstance(words, str) or not words.strip()
    ] == []


def test_a_text_in_two_languages_is_japanese_in_ja_and_only_there() -> None:
    in_two = [(place, text) for place, text in texts() if isinstance(text, dict)]

    assert [place for place, text in in_two if text.keys() != {"ja", "en"}] == []
    assert [place for place, text in in_two if not KANA_OR_KANJI.search(text["ja"])] == []
    assert [place for place, text in in_two if JAPANESE_SIGN.search(text["en"])] == []


def test_a_text_shared_by_both_languages_holds_no_japanese() -> None:
    shared = [(place, text) for place, text in texts() if isinstance(text, str)]

    assert [place for place, text in shared if JAPANESE_SIGN.search(text)] == []


def test_the_exam_is_304_with_60_questions_in_90_minutes() -> None:
    (exam,) = fields_of("cards.exam")

    assert (exam["code"], exam["version"]) == ("304", "2.0")
    assert (exam["questions"], exam["minutes"]) == (60, 90)
    assert (exam["scale_min"], exam["pass_mark"], exam["scale_max"]) == (200, 500, 800)


def test_the_exam_says_what_is_not_certain_about_its_pass_mark() -> None:
    (exam,) = fields_of("cards.exam")

    assert "secondary sources only" in exam["pass_mark_note"]["en"]
    assert "no fixed percentage" in exam["pass_mark_note"]["en"]
    assert "二次情報" in exam["pass_mark_note"]["ja"]


def test_the_exam_says_that_its_last_days_are_not_confirmed() -> None:
    (exam,) = fields_of("cards.exam")

    assert exam["status"]["en"].count("not confirmed here") == 2
    assert exam["status"]["ja"].count("確認できていません") == 2


def test_there_are_three_topics() -> None:
    assert [topic["code"] for topic in fields_of("cards.topic")] == ["330", "334", "335"]


def test_the_twelve_objectives_stand_in_the_order_of_the_exam() -> None:
    assert [objective["code"] for objective in fields_of("cards.objective")] == list(OBJECTIVES)


def test_each_objective_belongs_to_the_topic_its_code_begins_with() -> None:
    assert [
        objective["code"]
        for objective in fields_of("cards.objective")
        if objective["topic"] != [objective["code"].split(".")[0]]
    ] == []


def test_each_objective_has_the_weight_of_the_exam() -> None:
    weights = {objective["code"]: objective["weight"] for objective in fields_of("cards.objective")}

    assert weights == {code: expected.weight for code, expected in OBJECTIVES.items()}


def test_the_weights_sum_to_36_and_18_and_6_and_so_to_60() -> None:
    by_topic: Counter[str] = Counter()
    for objective in fields_of("cards.objective"):
        by_topic[objective["topic"][0]] += objective["weight"]

    assert by_topic == {"330": 36, "334": 18, "335": 6}
    assert by_topic.total() == 60


def test_each_objective_has_its_knowledge_areas_numbered_in_order() -> None:
    assert numbers_by_objective("cards.knowledgearea") == {
        code: list(range(1, expected.knowledge_areas + 1)) for code, expected in OBJECTIVES.items()
    }


def test_each_objective_has_its_terms_numbered_in_order() -> None:
    assert numbers_by_objective("cards.term") == {
        code: list(range(1, expected.terms + 1)) for code, expected in OBJECTIVES.items()
    }


def test_there_are_111_terms_and_no_key_is_used_twice() -> None:
    uses = Counter(term["key"] for term in fields_of("cards.term"))

    assert [key for key, count in uses.items() if count > 1] == []
    assert len(uses) == 111


def test_every_term_key_is_a_slug() -> None:
    keys = [term["key"] for term in fields_of("cards.term")]

    assert [key for key in keys if not SLUG.fullmatch(key)] == []


def test_the_terms_of_330_1_keep_the_keys_that_cards_refer_to() -> None:
    terms = [t["key"] for t in fields_of("cards.term") if t["objective"] == ["330.1"]]

    assert terms == TERMS_OF_330_1
