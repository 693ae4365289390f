"""A document that cannot be restored here is refused whole, with every reason."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from cards.mock.sitting import hand_in
from cards.models import Learner
from cards.progress import portable_reading
from cards.progress.portable import (
    Unreadable,
    delete,
    export,
    read,
    restore,
)
from cards.study.reporting import report_card
from tests.factories import NOON, answer, make_card, make_learner
from tests.sittings import respond, right, sit_down

pytestmark = pytest.mark.django_db

Document = dict[str, Any]
GONE = object()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def document(learner: Learner) -> Document:
    """What a learner left: two answers to one card, one to another, a marked paper, a report."""
    card = make_card(key="virsh-list")
    answer(learner, card, 2)
    answer(learner, card, 4, at=NOON + DAY)
    answer(learner, make_card(key="xl-info"), 5, at=NOON + 2 * DAY)
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))
    hand_in(learner, sitting.pk, NOON + MINUTE)
    report_card(learner, card, "page 43?", NOON)
    taken = export(learner)
    delete(learner)
    return taken


def problems_of(document: Any) -> list[str]:
    """Return every line that a document is refused with; none where it is not."""
    try:
        read(document if isinstance(document, str | bytes) else json.dumps(document))
    except Unreadable as error:
        return error.lines
    return []


def changed(document: Document, path: str, value: Any) -> Document:
    """Return the document with another value at a path such as reviews.0.grade."""
    copy = deepcopy(document)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    holder: Any = copy
    for step in way:
        holder = holder[step]
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return copy


def test_a_document_as_it_was_written_has_no_problem(document: Document) -> None:
    assert problems_of(document) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "file: found a mistake in line 1, column 1; expected JSON"),
        ('{\n"format": x}', "file: found a mistake in line 2, column 11; expected JSON"),
        ('{"a": NaN}', "file: found a number or a nesting without bounds; expected JSON"),
        ("[" * 100_000, "file: found a number or a nesting without bounds; expected JSON"),
        ("9" * 5000, "file: found a number or a nesting without bounds; expected JSON"),
        (b"\x93\xfa\x96{", "file: found byte 0x93 at offset 0; expected UTF-8"),
        ('"\ud800"', "file: found byte 0xED at offset 1; expected UTF-8"),
        ("[1, 2]", "file: found a list of 2; expected an object"),
        ("null", "file: found null; expected an object"),
        ("{}", 'format: found nothing; expected "lpi304-learner"'),
        ('{"format": "anki"}', 'format: found "anki"; expected "lpi304-learner"'),
        ('{"format": "lpi304-learner"}', "version: found nothing; expected 1"),
        ('{"format": "lpi304-learner", "version": 2}', "version: found 2; expected 1"),
        ('{"format": "lpi304-learner", "version": "1"}', 'version: found "1"; expected 1'),
        ('{"format": "lpi304-learner", "version": true}', "version: found true; expected 1"),
    ],
)
def test_what_is_no_document_of_this_version_is_told_in_a_line(
    db: None, text: str | bytes, line: str
) -> None:
    assert problems_of(text) == [line]


def test_a_file_that_is_too_large_is_not_even_parsed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable_reading, "MAX_BYTES", 2_000_000)
    assert problems_of("あ" * 700_000) == [
        "file: found more than 2 MB; expected at most 2 MB",
    ]
    assert problems_of(b"x" * 1_999_999) != problems_of(b"x" * 2_000_001)


def test_a_mark_of_utf_8_at_the_beginning_is_no_fault(document: Document) -> None:
    assert problems_of(b"\xef\xbb\xbf" + json.dumps(document).encode()) == []


CARD = "expected the key of a card that is here"
WHOLE = "expected a whole number from"
MOMENT = "expected a moment such as 2026-03-02T03:00:00+00:00"
TEXT = "expected text of at most 10000 characters, or a list of option numbers"


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("settings", [], "settings: found a list of 0; expected an object"),
        ("settings", GONE, "settings: found null; expected an object"),
        ("settings.time_zone", "Mars/Phobos", 'found "Mars/Phobos"; expected a time zone such as'),
        ("settings.time_zone", ["x"], "found a list of 1; expected a time zone such as Asia/Tokyo"),
        ("settings.language", "fr", 'found "fr"; expected one of "ja", "en", ""'),
        ("settings.day_starts_at", 24, f"settings.day_starts_at: found 24; {WHOLE} 0 to 23"),
        ("settings.new_cards_a_day", 201, f"found 201; {WHOLE} 0 to 200, or null"),
        ("settings.minutes_a_day", 4, f"found 4; {WHOLE} 5 to 480"),
        ("settings.minutes_a_day", None, f"found null; {WHOLE} 5 to 480"),
        ("settings.days_off", ["tomorrow"], "expected a list of dates such as 2026-03-02"),
        ("settings.days_off", "2026-03-02", "expected a list of dates such as 2026-03-02"),
        ("settings.exam_date", "2026-02-30", 'found "2026-02-30"; expected a date such as'),
        ("settings.buttons", GONE, 'buttons: found nothing; expected one of "four", "six"'),
        ("settings.user", 3, 'settings: found "user"; expected no such name in version 1'),
        ("states", GONE, "states: found nothing; expected a list"),
        ("states", {}, "states: found an object; expected a list"),
        ("states.1", "x", 'states[2]: found "x"; expected an object'),
        ("states.0.card", "xen", f'states[1].card: found "xen"; {CARD}'),
        ("states.0.card", 1, f"states[1].card: found 1; {CARD}"),
        ("states.0.answers", 0, 'found answers 0, due_date "2026-03-04"; expected a due date'),
        ("states.0.due_date", None, "found answers 2, due_date null; expected a due date once"),
        ("states.0.easiness", 129, f"states[1].easiness: found 129; {WHOLE} 130 to 32767"),
        ("states.0.interval", 1.0, f"found 1.0; {WHOLE} 0 to 2147483647"),
        ("states.0.interval", 2**31, f"found 2147483648; {WHOLE} 0 to 2147483647"),
        ("states.0.is_suspended", 0, "found 0; expected true or false"),
        ("states.0.note", "x" * 501, "expected text of at most 500 characters"),
        ("states.0.note", "\0", r'found "\u0000"; expected text of at most 500 characters'),
        ("states.0.note", "\ud800", r'found "\ud800"; expected text of at most 500 characters'),
        ("states.0.due_date", "9999-12-31", "expected a date such as 2026-03-02, or null"),
        ("reviews.0.grade", 6, f"reviews[1].grade: found 6; {WHOLE} 0 to 5"),
        ("reviews.0.grade", True, f"reviews[1].grade: found true; {WHOLE} 0 to 5"),
        ("reviews.0.grade", GONE, f"reviews[1].grade: found nothing; {WHOLE} 0 to 5"),
        ("reviews.0.token", "x", 'reviews[1].token: found "x"; expected a UUID'),
        ("reviews.0.token", 5, "reviews[1].token: found 5; expected a UUID"),
        (
            "reviews.0.mode",
            "exam",
            'found "exam"; expected one of "scheduled", "drill", "practice"',
        ),
        ("reviews.0.mode", "practice", 'found mode "practice", number 1'),
        ("reviews.0.number", None, "number and …_after in the modes scheduled, drill, called"),
        ("reviews.0.due_after", None, "due_after null"),
        ("reviews.0.lapses_before", 3, "expected all of these, or null in all"),
        ("reviews.0.answered_at", "2026-03-02T03:00:00", MOMENT),
        ("reviews.0.answered_at", "0001-01-01T00:00:00+14:00", MOMENT),
        ("reviews.0.answered_at", 0, f"found 0; {MOMENT}"),
        ("reviews.0.undone_at", "yesterday", f'found "yesterday"; {MOMENT}, or null'),
        ("reviews.0.seconds", -1, "expected a number from 0 to 1000000000"),
        ("reviews.0.seconds", "8", 'found "8"; expected a number from 0 to'),
        ("reviews.0.forecast", 1.01, "found 1.01; expected a number from 0 to 1, or null"),
        ("reviews.0.response", None, f"found null; {TEXT}"),
        ("reviews.0.response", [-1], f"found a list of 1; {TEXT}"),
        ("reviews.0.response", ["1"], f"found a list of 1; {TEXT}"),
        ("reviews.0.response", {"a": 1}, f"found an object; {TEXT}"),
        ("reviews.0.rating", 3, 'reviews[1]: found "rating"; expected no such name in version 1'),
        ("sittings.0.id", None, "sittings[1].id: found null; expected a UUID"),
        (
            "sittings.0.objective",
            "999.9",
            "expected the code of an objective that is here, or null",
        ),
        ("sittings.0.ending", "", 'found ending "", finished_at "2026-03-02T03:01:00+00:00"'),
        ("sittings.0.ending", "abandoned", 'found ending "abandoned", right 1'),
        ("sittings.0.right", None, "right null; expected a number in right once the paper is"),
        ("sittings.0.place", 5, "sittings[1].place: found 5; expected a whole number from 1 to 4"),
        ("sittings.0.total", 5, "found 1, 2, 3, 4; expected the places 1 to 5, each once"),
        ("sittings.0.questions", GONE, "sittings[1].questions: found nothing; expected a list"),
        ("sittings.0.questions.3.place", 3, "found 1, 2, 3, 3; expected the places 1 to 4, each"),
        (
            "sittings.0.questions.1.card",
            "xen",
            f'sittings[1].questions[2].card: found "xen"; {CARD}',
        ),
        (
            "sittings.0.questions.1.is_right",
            None,
            "questions.is_right: found true, null, false, false; expected",
        ),
        (
            "sittings.0.questions.1.sitting",
            1,
            'sittings[1].questions[2]: found "sitting"; expected',
        ),
        ("reports.0.comment", "x" * 2001, "expected text of at most 2000 characters"),
        ("reports.0.card", None, f"reports[1].card: found null; {CARD}"),
        ("traces", [], 'file: found "traces"; expected no such name in version 1'),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_place(
    document: Document, path: str, value: Any, line: str
) -> None:
    told = problems_of(changed(document, path, value))
    assert any(line in problem for problem in told), told
    assert len(told) <= 2


def test_every_problem_is_told_not_only_the_first(document: Document) -> None:
    broken = changed(document, "states.0.card", "xen")
    broken = changed(broken, "reviews.1.grade", "good")
    broken = changed(broken, "settings.language", 5)
    assert [line.split(":")[0] for line in problems_of(broken)] == [
        "settings.language",
        "states[1].card",
        "reviews[2].grade",
    ]


def test_of_very_many_problems_the_first_hundred_are_told(document: Document) -> None:
    document["reports"] = [None] * 1234
    with pytest.raises(Unreadable) as refused:
        read(json.dumps(document))
    assert len(refused.value.lines) == 101
    assert refused.value.lines[-1] == "… and 1134 more"
    assert refused.value.count == 1234


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("states", "states[3].card: found the same as in states[1]; expected each of them once"),
        ("reviews", "reviews[5].token: found the same as in reviews[1]; expected each of them"),
        ("sittings", "sittings[2].id: found the same as in sittings[1]; expected each of them"),
    ],
)
def test_a_row_that_is_there_twice_is_told(document: Document, table: str, line: str) -> None:
    document[table].append(document[table][0])
    [told] = problems_of(document)
    assert told.startswith(line)


def test_a_card_that_is_on_a_paper_twice_is_told(document: Document) -> None:
    first = document["sittings"][0]["questions"][0]["card"]
    broken = changed(document, "sittings.0.questions.2.card", first)
    assert problems_of(broken) == [
        "sittings[1].questions[3].card: found the same as in sittings[1].questions[1]; "
        "expected each of them once"
    ]


def test_two_papers_at_once_are_told(document: Document) -> None:
    paper = document["sittings"][0] | {"finished_at": None, "ending": "", "right": None}
    paper["questions"] = [row | {"is_right": None} for row in paper["questions"]]
    document["sittings"] = [paper, paper | {"id": "00000000-0000-4000-8000-000000000000"}]
    line = "sittings: found 2 that are not finished; expected one at most"
    assert problems_of(document) == [line]


def test_a_name_that_an_object_has_twice_is_told(document: Document) -> None:
    text = json.dumps(document).replace('"grade": 2', '"grade": 2, "grade": 2')
    assert problems_of(text) == ['file: found "grade"; expected each name of an object once']


def test_what_another_account_has_is_told(document: Document) -> None:
    restore(make_learner(), read(json.dumps(document)))
    told = problems_of(document)
    answers, papers = len(document["reviews"]), len(document["sittings"])
    assert len(told) == answers + papers
    token, sitting = document["reviews"][0]["token"], document["sittings"][0]["id"]
    taken = "expected one that no other account has"
    assert told[0] == f'reviews[1].token: found "{token}"; {taken}'
    assert told[-1] == f'sittings[1].id: found "{sitting}"; {taken}'


def test_what_a_terminal_would_obey_is_not_printed(document: Document) -> None:
    [told] = problems_of(changed(document, "settings.language", "\x1b[2J\x9b2J\u202e"))
    assert told.isprintable()
    assert "\\x9b2J\\u202e" in told


def test_a_file_of_very_many_values_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portable_reading, "MAX_VALUES", 1000)
    refused = "file: found more than 1,000 values; expected at most 1,000 values"
    for text in ("[" + "{}," * 1000 + "{}]", "[" * 1001, '["' + '","'.join("x" * 1001) + '"]'):
        assert problems_of(text) == [refused]
    assert refused not in problems_of('{"x": "' + "[{,\\\\" * 1000 + '"}')


def test_quotes_without_an_end_are_refused_in_no_time() -> None:
    assert problems_of('"' + '\\"' * 1_000_000) != []
