"""Entries become cards, or problems that say which field is wrong and what was expected."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.importing.checking import Checked, check
from cards.importing.reading import read_bytes
from cards.importing.records import CardRecord
from cards.importing.report import problem_line
from tests.card_files import SYLLABUS, choice, entries, options, recall, typed

ANY_FORM = [recall, typed, choice]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda values: st.lists(values, max_size=5) | st.dictionaries(st.text(max_size=5), values),
    max_leaves=4,
)


def check_file(content: Any, name: str = "cards.json") -> Checked:
    text = content if isinstance(content, str) else json.dumps(content)
    return check(read_bytes(Path(name), text.encode()).entries, SYLLABUS)


def card_of(fields: dict[str, Any]) -> CardRecord:
    checked = check_file(entries(fields))
    assert checked.problems == []
    return checked.cards[0]


def complaints(*cards: dict[str, Any]) -> list[str]:
    checked = check_file(entries(*cards))
    assert len(checked.cards) < len(cards) or not checked.problems
    return [f"{problem.field}: {problem.message}" for problem in checked.problems]


def test_a_recall_card_is_read_as_it_is_stored() -> None:
    card = card_of(recall(area=["330.5", 2]))

    assert card == CardRecord(
        key="virsh-list",
        section="1-5",
        area=("330.5", 2),
        kind="command",
        form="recall",
        pool="study",
        prompt={
            "ja": "仮想マシンを一覧するコマンドは何ですか。",
            "en": "Which command lists guests?",
        },
        answer="`virsh list`",
        explanation={
            "ja": "止まっているものは --all で。",
            "en": "Add --all for those shut off.",
        },
        expects="",
        accepted=[],
        choices=[],
        first_page=94,
        last_page=98,
        sources=["virsh(1)"],
        terms=["virsh"],
        revision=1,
        retired_at=None,
    )


def test_a_typed_card_has_its_own_fields() -> None:
    card = card_of(typed(accepted=["list", "list --all"]))

    assert card.accepted == ["list", "list --all"]
    assert card.expects == {"ja": "サブコマンド名だけ", "en": "the subcommand only"}


def test_a_choice_card_keeps_its_options_as_they_are_written() -> None:
    given_options = options("list", "dominfo start destroy")
    given_options[1]["correct"] = False

    assert card_of(choice(choices=given_options)).choices == given_options


def test_a_choice_may_have_several_right_options_but_needs_a_wrong_one() -> None:
    assert complaints(choice(choices=options("list start", "dominfo destroy undefine"))) == []
    assert complaints(choice(choices=options("list start dominfo destroy", ""))) == [
        "choices: found no wrong option; expected one or more"
    ]


@pytest.mark.parametrize("fields", [recall, typed, choice])
def test_what_dumpdata_adds_is_accepted(fields: Callable[..., dict[str, Any]]) -> None:
    empty = {"answer": "", "expects": "", "accepted": [], "choices": []}
    dumped = {**empty, **fields(pool="study", revision=7), "retired_at": None, "area": None}

    card = card_of(dumped)

    assert (card.revision, card.pool, card.retired_at) == (7, "study", None)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("cards.json", '"2016-05-01T12:00:00Z"'),
        ("cards.yaml", "2016-05-01 12:00:00+00:00"),
        ("cards.yaml", "2016-05-01T21:00:00+09:00"),
        ("cards.yaml", '"2016-05-01T12:00:00Z"'),
    ],
)
def test_a_card_may_be_retired_by_its_file(name: str, written: str) -> None:
    text = json.dumps(entries(recall(retired_at="HERE"))).replace('"HERE"', written)

    assert check_file(text, name).cards[0].retired_at == datetime(2016, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"key": None}, "key: found nothing; expected text of a-z, 0-9 and hyphens between"),
        ({"key": "Virsh"}, 'key: found "Virsh"; expected text of a-z, 0-9 and hyphens between'),
        ({"key": "virsh-"}, 'key: found "virsh-"; expected text of a-z'),
        ({"key": "virsh\n"}, 'key: found "virsh\\n"; expected text of a-z'),
        ({"key": "a" * 101}, f'key: found "{"a" * 59}…"; expected text of a-z'),
        ({"section": None}, 'section: found nothing; expected a list of one text, such as ["1-1"]'),
        ({"section": "1-5"}, 'section: found "1-5"; expected a list of one text'),
        ({"section": ["1-5", "1-3"]}, "section: found a list of 2; expected a list of one text"),
        ({"section": ["9-9"]}, 'section: found "9-9"; expected one of 1-3, 1-5'),
        ({"area": "330.5"}, 'area: found "330.5"; expected an objective and a number, such as'),
        ({"area": ["330.5"]}, "area: found a list of 1; expected an objective and a number"),
        ({"area": [330.5, 2]}, "area[1]: found 330.5, which without quotes is a number; expected"),
        ({"area": ["330.5", "2"]}, 'area[2]: found "2"; expected a whole number from 1'),
        (
            {"area": ["330.5", 3]},
            'area: found "330.5", 3; expected 330.5, the objective of 1-5, with one of [1, 2]',
        ),
        ({"area": ["330.3", 1]}, 'area: found "330.3", 1; expected 330.5, the objective of 1-5'),
        ({"kind": "fact"}, 'kind: found "fact"; expected one of term, command, concept'),
        ({"kind": None}, "kind: found nothing; expected one of term, command, concept"),
        ({"pool": "exam"}, 'pool: found "exam"; expected one of study, mock'),
        ({"form": "open"}, 'form: found "open"; expected one of recall, typed, choice'),
        ({"prompt": None}, "prompt: found nothing; expected text, or ja and en"),
        ({"prompt": ""}, 'prompt: found ""; expected text, or ja and en'),
        ({"prompt": " \n"}, 'prompt: found " \\n"; expected text, or ja and en'),
        ({"prompt": ["a"]}, "prompt: found a list of 1; expected text, or ja and en"),
        ({"prompt": {"ja": "問い"}}, "prompt.en: found nothing; expected text"),
        ({"prompt": {"en": "Question"}}, "prompt.ja: found nothing; expected text"),
        ({"prompt": {"ja": "問い", "en": ""}}, 'prompt.en: found ""; expected text'),
        (
            {"prompt": {"ja": "問い", "en": "Question", "fr": "Question"}},
            "prompt.fr: found an unknown name; expected ja, en",
        ),
        ({"explanation": None}, "explanation: found nothing; expected text, or ja and en"),
        ({"explanation": {"ja": "説明"}}, "explanation.en: found nothing; expected text"),
        ({"first_page": None}, "first_page: found nothing; expected a whole number from 1"),
        ({"first_page": "94"}, 'first_page: found "94"; expected a whole number from 1'),
        ({"first_page": 94.5}, "first_page: found 94.5, which without quotes is a number; "),
        ({"first_page": True}, "first_page: found true, which without quotes is true or false; "),
        ({"first_page": 0}, "first_page: found 0, which without quotes is a number; expected a"),
        ({"first_page": 89}, "first_page: found 89; expected a page of 1-5, 90 to 104"),
        ({"last_page": 105}, "last_page: found 105; expected a page of 1-5, 90 to 104"),
        ({"first_page": 99}, "last_page: found 98; expected 99 or more"),
        ({"sources": None}, "sources: found nothing; expected a list of texts, 1 to 20"),
        ({"sources": []}, "sources: found a list of 0; expected a list of texts, 1 to 20"),
        ({"sources": "virsh(1)"}, 'sources: found "virsh(1)"; expected a list of texts'),
        ({"sources": ["virsh(1)", ""]}, 'sources[2]: found ""; expected text'),
        ({"sources": ["virsh(1)", 1]}, "sources[2]: found 1, which without quotes is a number; "),
        ({"terms": [["virhs"]]}, 'terms[1]: found "virhs"; expected an official term, perhaps vir'),
        ({"terms": [["zzzzz"]]}, 'terms[1]: found "zzzzz"; expected an official term'),
        (
            {"terms": [["virsh"], ["kvm"]]},
            'terms[2]: found "kvm" of 330.3; expected a term of 330.5, the objective of 1-5',
        ),
        ({"terms": ["virsh"]}, 'terms[1]: found "virsh"; expected a list of one text'),
        ({"terms": "virsh"}, 'terms: found "virsh"; expected a list of terms: [[kvm], [qemu]]'),
        ({"terms": [["virsh"], ["virsh"]]}, 'terms: found "virsh"; expected each text once'),
        ({"revision": 0}, "revision: found 0, which without quotes is a number; expected a whole"),
        ({"revision": 2**31}, "revision: found 2147483648, which"),
        ({"retired_at": "soon"}, 'retired_at: found "soon"; expected null, or a date with time'),
        ({"retired_at": "0001-01-01T00:00+09:00"}, "retired_at: found "),
        ({"retired_at": "2016-05-01T12:00"}, 'retired_at: found "2016-05-01T12:00"; expected nu'),
        ({"promt": "x"}, "promt: found an unknown field; expected prompt, perhaps"),
        ({"xyzzy": "x"}, "xyzzy: found an unknown field; expected one of key, section, area"),
        ({"place": 1}, "place: found an unknown field; expected "),
        ({"key": "stored-for-mock"}, "pool: found study; expected mock, as this key is stored al"),
        (
            {"key": "stored-for-study", "pool": "mock"},
            "pool: found mock; expected study, as this key is stored already",
        ),
    ],
)
@pytest.mark.parametrize("fields", ANY_FORM)
def test_a_wrong_field_is_named_with_what_was_found_and_expected(
    fields: Callable[..., dict[str, Any]], changes: dict[str, Any], problem: str
) -> None:
    (complaint,) = complaints(fields(**changes))

    assert complaint.startswith(problem)


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (recall(answer=None), "answer: found nothing; expected text, or ja and en"),
        (recall(answer={"ja": "答え"}), "answer.en: found nothing; expected text"),
        (recall(accepted=["a"]), "accepted: found a list of 1; expected no such line: a recall"),
        (recall(expects="a word"), 'expects: found "a word"; expected no such line: a recall card'),
        (recall(choices=options()), "choices: found a list of 4; expected no such line: a recall"),
        (typed(answer=None), "answer: found nothing; expected text, or ja and en"),
        (typed(expects=None), "expects: found nothing; expected text, or ja and en"),
        (typed(accepted=None), "accepted: found nothing; expected a list of texts, 1 to 20"),
        (typed(accepted=[]), "accepted: found a list of 0; expected a list of texts, 1 to 20"),
        (
            typed(accepted=[f"list {n}" for n in range(21)]),
            "accepted: found a list of 21; expected a list of texts, 1 to 20",
        ),
        (typed(accepted=["list", ""]), 'accepted[2]: found ""; expected text'),
        (typed(accepted=["list", {"ja": "a"}]), "accepted[2]: found a mapping with ja; expected t"),
        (
            typed(accepted=["list  --all", "ｌｉｓｔ --all"]),
            'accepted: found "ｌｉｓｔ --all"; expected each text once',
        ),
        (typed(choices=options()), "choices: found a list of 4; expected no such line: a typed"),
        (choice(answer="list"), 'answer: found "list"; expected no such line: a choice card has n'),
        (choice(accepted=["a"]), "accepted: found a list of 1; expected no such line: a choice"),
        (choice(expects="a word"), 'expects: found "a word"; expected no such line: a choice'),
        (choice(choices=None), "choices: found nothing; expected a list of options, 4 to 5"),
        (
            choice(choices=options("a", "b c")),
            "choices: found a list of 3; expected a list of options, 4 to 5",
        ),
        (
            choice(choices=options("a", "b c d e f")),
            "choices: found a list of 6; expected a list of options, 4 to 5",
        ),
        (
            choice(choices=options("", "a b c d")),
            "choices: found no right option; expected one or more with correct: true",
        ),
        (choice(choices=options("a", "b c `a`")), 'choices: found "`a`"; expected each text once'),
        (
            choice(choices=["a", *options("b", "c d")]),
            'choices[1]: found "a"; expected a mapping with text, why and, if it is right, correct',
        ),
    ],
)
def test_each_form_has_rules_of_its_own(card: dict[str, Any], problem: str) -> None:
    (complaint,) = complaints(card)

    assert complaint.startswith(problem)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": ""}, 'choices[2].text: found ""; expected text, or ja and en'),
        ({"text": {"ja": "あ"}}, "choices[2].text.en: found nothing; expected text"),
        ({"why": ""}, 'choices[2].why: found ""; expected text, or ja and en'),
        ({"correct": "no"}, 'choices[2].correct: found "no"; expected true or false, without quot'),
        ({"correct": 0}, "choices[2].correct: found 0, which without quotes is a number; expected"),
        ({"hint": "a"}, "choices[2].hint: found an unknown name; expected text, why, correct"),
    ],
)
def test_each_option_is_checked(change: dict[str, Any], problem: str) -> None:
    choices = options()
    choices[1] |= change

    (complaint,) = complaints(choice(choices=choices))

    assert complaint.startswith(problem)


def test_options_that_are_the_same_in_one_language_are_twins() -> None:
    choices = options("a", "b c")
    twins = [{"text": {"ja": f"語{n}", "en": "word"}, "why": "because"} for n in (1, 2)]

    assert complaints(choice(choices=choices + twins)) == [
        'choices: found "word"; expected each text once'
    ]


def test_options_that_differ_in_letter_case_are_no_twins() -> None:
    assert complaints(choice(choices=options("-n", "-N -v -V"))) == []


@pytest.mark.parametrize("written", ["no", "on", "330.1", "94", "2016-05-01"])
@pytest.mark.parametrize("field", ["accepted: [HERE]", "answer: HERE", "section: [HERE]"])
def test_text_that_yaml_retyped_is_to_be_put_in_quotes(field: str, written: str) -> None:
    name, _, rest = field.partition(": ")
    fields = typed(**{name: "HERE"})
    text = json.dumps(entries(fields)).replace('"HERE"', rest.replace("HERE", written))

    (problem,) = check_file(text, "cards.yaml").problems

    assert problem.message.startswith(f"found {written}, which without quotes is ")
    assert problem.message.endswith(": put it in quotes")


def test_a_revision_that_cannot_be_stored_is_refused() -> None:
    text = json.dumps(entries(recall(revision=2**31)))

    (problem,) = check_file(text, "cards.yaml").problems

    assert problem.message.startswith("found 2147483648, which without quotes is a number; ")


def test_an_option_needs_its_reason() -> None:
    choices = options()
    del choices[0]["why"]

    assert complaints(choice(choices=choices)) == [
        "choices[1].why: found nothing; expected text, or ja and en"
    ]


def test_a_line_without_a_value_is_told_from_a_missing_one() -> None:
    text = json.dumps(entries(recall(answer="HERE"))).replace('"HERE"', "")

    (problem,) = check_file(text, "cards.yaml").problems

    assert problem.message == "found no value; expected text, or ja and en"


def test_all_problems_of_a_file_are_gathered() -> None:
    cards = [recall(kind="fact", prompt=None), typed(key="other", accepted=[], first_page=1)]

    lines = [problem_line(problem) for problem in check_file(entries(*cards)).problems]

    assert lines == [
        'cards.json: entry virsh-list: kind: found "fact"; expected one of term, command, concept',
        "cards.json: entry virsh-list: prompt: found nothing; expected text, or ja and en",
        "cards.json: entry other: accepted: found a list of 0; expected a list of texts, 1 to 20",
        "cards.json: entry other: first_page: found 1; expected a page of 1-5, 90 to 104",
    ]


def test_an_entry_without_a_key_is_named_by_number_and_line() -> None:
    text = json.dumps(entries(recall(), recall(key=None)), indent=1)

    line = text.count("\n", 0, text.rindex('{\n  "model"')) + 1

    (problem,) = check_file(text).problems

    assert problem_line(problem).startswith(
        f"cards.json: entry 2 (line {line}): key: found nothing; expected "
    )


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("text", ': found "text"; expected a mapping with model and fields'),
        ({"fields": {}}, "model: found nothing; expected cards.card: nothing else is imported"),
        (
            {"model": "cards.user", "fields": {"is_superuser": True}},
            'model: found "cards.user"; expected cards.card: nothing else is imported',
        ),
        ({"model": "cards.card"}, "fields: found nothing; expected a mapping"),
        ({"model": "cards.card", "fields": []}, "fields: found a list of 0; expected a mapping"),
        (
            {"model": "cards.card", "pk": 1, "fields": recall()},
            "pk: found 1, which without quotes is a number; expected no pk: a card is known by its"
            " key",
        ),
        (
            {"model": "cards.card", "field": {}, "fields": recall()},
            "field: found an unknown field; expected fields, perhaps",
        ),
    ],
)
def test_an_entry_that_is_no_card_is_a_problem(entry: Any, problem: str) -> None:
    checked = check_file([entry])

    assert [f"{found.field}: {found.message}" for found in checked.problems] == [problem]
    assert checked.cards == []


def test_a_key_used_twice_is_named_with_both_places() -> None:
    first, second = (
        read_bytes(Path(name), json.dumps(entries(recall())).encode()).entries
        for name in ("a.json", "b.json")
    )

    problems = check([*first, *second, replace(second[0], line=9)], SYLLABUS).problems

    assert [problem_line(problem) for problem in problems] == [
        "b.json: entry virsh-list: key: found on line 1 and in a.json, line 1; expected once",
        "b.json: entry virsh-list: key: found on line 9 and in a.json, line 1; expected once",
    ]


def test_a_field_that_reading_refused_is_not_reported_again() -> None:
    text = json.dumps(entries(recall(answer="HERE", kind="fact"))).replace('"HERE"', "*alias")
    reading = read_bytes(Path("cards.yaml"), text.encode())

    checked = check(reading.entries, SYLLABUS)

    assert [problem.field for problem in reading.problems] == ["answer"]
    assert [problem.field for problem in checked.problems] == ["kind"]
    assert checked.cards == []


def test_an_entry_with_an_anchor_is_checked_all_the_same() -> None:
    text = "- &a " + json.dumps(entries(recall(kind="fact"))[0])

    checked = check(read_bytes(Path("cards.yaml"), text.encode()).entries, SYLLABUS)

    assert [problem.field for problem in checked.problems] == ["kind"]


def test_an_entry_that_reading_refused_is_not_reported_again() -> None:
    assert check(read_bytes(Path("cards.yaml"), b"- *a").entries, SYLLABUS) == Checked()


def test_a_card_with_a_refused_field_is_no_card() -> None:
    text = json.dumps(entries(recall(answer="HERE"))).replace('"HERE"', "&anchor text")

    checked = check(read_bytes(Path("cards.yaml"), text.encode()).entries, SYLLABUS)

    assert checked == Checked()


def test_without_a_syllabus_the_problem_says_how_to_load_it() -> None:
    reading = read_bytes(Path("cards.json"), json.dumps(entries(recall(terms=[]))).encode())

    (problem,) = check(reading.entries, replace(SYLLABUS, sections={})).problems

    assert problem.message == (
        'found "1-5"; expected one of the book\'s sections, of which none is stored: '
        "`loaddata syllabus book`"
    )


def test_an_entry_has_at_most_a_hundred_problems() -> None:
    assert len(complaints(recall(prompt=dict.fromkeys(map(str, range(200)), "a")))) == 100


def test_many_unknown_fields_are_not_all_listed() -> None:
    assert len(complaints(recall(**{f"field{n}": 1 for n in range(99)}))) == 20


def test_problems_nobody_would_read_are_not_all_listed() -> None:
    problems = check_file([{"model": "cards.card", "fields": {}}] * 500).problems

    assert len(problems) == 1_001
    assert problems[-1].message == "found more than 1,000 problems; expected to mend these first"


@pytest.mark.parametrize("field", CardRecord.__dataclass_fields__)
@settings(max_examples=25)
@given(value=JSON_VALUES)
def test_whatever_a_field_holds_it_is_a_card_or_a_problem(field: str, value: Any) -> None:
    text = json.dumps(entries({**choice(), field: value}))
    reading = read_bytes(Path("cards.json"), text.encode())

    checked = check(reading.entries, SYLLABUS)

    assert bool(checked.cards) is not bool(reading.problems + checked.problems)
