"""Files become entries, or problems that say what and where."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.importing.reading import Reading, find_files, read, read_bytes
from cards.importing.records import Plain, Problem
from cards.importing.report import problem_line

ENTRY = "- model: cards.card\n  fields:\n    key: a-card\n    prompt: "


def read_text(text: str, name: str = "cards.yaml") -> Reading:
    return read_bytes(Path(name), text.encode())


def complaints(text: str | bytes, name: str = "cards.yaml") -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [problem_line(problem) for problem in read_bytes(Path(name), content).problems]


@pytest.mark.parametrize("name", ["cards.yaml", "cards.yml", "cards.json"])
def test_entries_are_read_with_their_number_and_line(name: str) -> None:
    text = '[\n  {"model": "cards.card",\n "fields": {"key": "one"}},\n\n  {"model": "x"}]'

    first, second = read_text(text, name).entries

    assert first.body == {"model": "cards.card", "fields": {"key": "one"}}
    assert (first.number, first.line, first.name) == (1, 2, "one")
    assert (second.number, second.line, second.name) == (2, 5, "2 (line 5)")


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_values_that_are_not_text_keep_what_was_written(name: str) -> None:
    text = '[{"a": 94, "b": true, "c": null, "d": 330.1, "e": "94"}]'

    body = read_text(text, name).entries[0].body

    assert isinstance(body, dict)
    assert [value.text for value in body.values() if isinstance(value, Plain)] == [
        "94",
        "true",
        "null",
        "330.1",
    ]
    assert body["a"] == Plain("94", "a number", 94)
    assert body["b"] == Plain("true", "true or false", value=True)
    assert body["c"] == Plain("null", "nothing")
    assert body["e"] == "94"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("no", "true or false"),
        ("on", "true or false"),
        ("330.1", "a number"),
        ("1:30", "a number"),
        ("2016-05-01", "a date"),
        ("2016-13-45", "a date"),
        ("=", "not text"),
        ("9" * 5_000, "a number"),
    ],
)
def test_yaml_text_that_changes_type_is_told_from_text(written: str, kind: str) -> None:
    (body,) = (entry.body for entry in read_text(f"- {written}").entries)

    assert isinstance(body, Plain)
    assert (body.text, body.kind) == (written, kind)


def test_a_section_number_is_text_without_quotes_too() -> None:
    assert read_text("- 1-1").entries[0].body == "1-1"


def test_a_byte_order_mark_is_accepted() -> None:
    reading = read_bytes(Path("cards.yaml"), b"\xef\xbb\xbf- text")

    assert reading.problems == []
    assert reading.entries[0].body == "text"


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("cp932", "line 2: found byte 0x83 at offset 8, as in Shift_JIS; expected UTF-8"),
        ("euc_jp", "line 2: found byte 0xA5 at offset 8, as in EUC-JP; expected UTF-8"),
        ("utf-16", "line 1: found byte 0xFF at offset 0, as in UTF-16; expected UTF-8"),
    ],
)
def test_another_encoding_is_named_with_its_place(encoding: str, message: str) -> None:
    assert complaints("- abc\n- ゲスト\n".encode(encoding)) == [f"cards.yaml: {message}"]


def test_utf_16_without_a_mark_is_named() -> None:
    assert complaints("- text\n".encode("utf-16-le")) == [
        "cards.yaml: found UTF-16; expected UTF-8"
    ]


@pytest.mark.parametrize("text", [b"- caf\xe9\n", "- あé".encode() + b"\xe9\n"])
def test_a_bad_byte_that_fits_no_other_encoding_is_named_alone(text: bytes) -> None:
    (complaint,) = complaints(text)

    assert complaint == (
        f"cards.yaml: line 1: found byte 0xE9 at offset {len(text) - 2}; expected UTF-8"
    )


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_control_characters_are_refused_each_with_its_line(name: str) -> None:
    assert complaints("- a\n- b\0\n- \x1b[31m\n", name) == [
        f"{name}: line 2: found the control character NUL; expected text",
        f"{name}: line 3: found the control character U+001B; expected text",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [("cards.yaml", r'"a\0b"'), ("cards.json", r'"a\u0000b"')],
)
def test_an_escaped_nul_is_refused_with_its_field(name: str, written: str) -> None:
    text = f'[{{"model": "cards.card", "fields": {{"key": "a-card", "prompt": {written}}}}}]'

    assert complaints(text, name) == [
        f"{name}: entry a-card: prompt: found the control character NUL; expected text"
    ]


def test_half_a_character_of_utf_16_is_refused() -> None:
    (complaint,) = complaints(r'["\ud83d"]', "cards.json")

    assert "found the control character U+D83D" in complaint


def test_broken_yaml_is_named_by_line_and_column() -> None:
    assert complaints("- a: [1, 2\n- b\n") == [
        "cards.yaml: line 3: found a mistake in column 1 (while parsing a flow sequence from "
        "line 1: did not find expected ',' or ']'); expected valid YAML"
    ]


def test_broken_json_is_named_by_line_and_column() -> None:
    assert complaints('[{"a": 1,\n "b" 2}]', "cards.json") == [
        "cards.json: line 2: found a mistake in column 6 (Expecting ':' delimiter); "
        "expected valid JSON"
    ]


@pytest.mark.parametrize(
    ("written", "field", "found"),
    [
        ("&text abc", "prompt", "the anchor &text"),
        ("*text", "prompt", "the alias *text"),
        ("!!str abc", "prompt", "the tag tag:yaml.org,2002:str"),
        ("!!python/object:os.system abc", "prompt", "the tag tag:yaml.org,2002:python/object:"),
        ("{ja: &text abc}", "prompt.ja", "the anchor &text"),
        ("{ja: abc, <<: {en: abc}}", "prompt.<<", "a merge key"),
        ("{[ja]: abc}", "prompt", "a list or a mapping as a name"),
        ("[abc, *text]", "prompt[2]", "the alias *text"),
    ],
)
def test_yaml_that_is_more_than_plain_data_is_refused(written: str, field: str, found: str) -> None:
    complaint = complaints(ENTRY + written)[0]

    assert complaint.startswith(f"cards.yaml: entry a-card: {field}: found {found}")
    assert complaint.endswith("; expected only values written out")


def test_every_reference_of_a_file_is_reported() -> None:
    text = ENTRY + "&one abc\n    answer: *one\n- *two\n"

    assert [line.split("; ")[0] for line in complaints(text)] == [
        "cards.yaml: entry a-card: prompt: found the anchor &one",
        "cards.yaml: entry a-card: answer: found the alias *one",
        "cards.yaml: entry 2 (line 6): found the alias *two",
    ]


def test_instructions_to_the_yaml_reader_are_refused() -> None:
    assert complaints("%YAML 1.1\n---\n- abc\n") == [
        "cards.yaml: line 1: found a line that starts with %; expected plain entries only"
    ]


def test_a_second_document_is_refused() -> None:
    assert complaints("- abc\n---\n- def\n") == [
        "cards.yaml: line 2: found a second document; expected one"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    assert complaints(text) == ["cards.yaml: found an empty file; expected a list of entries"]


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_a_file_that_is_no_list_is_a_problem(name: str) -> None:
    assert complaints('{"key": "a-card"}', name) == [
        f"{name}: line 1: found a mapping with key; expected a list of entries"
    ]


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_a_name_given_twice_is_refused_with_its_field(name: str) -> None:
    text = (
        '[{"model": "cards.card",\n "fields": {"key": "a-card",'
        ' "prompt": {"ja": "a", "ja": "b"}, "prompt": "c"}}]'
    )
    line = 1 if name == "cards.json" else 2

    assert complaints(text, name) == [
        f"{name}: entry a-card: prompt.ja: found it twice, again on line {line}; expected it once",
        f"{name}: entry a-card: prompt: found it twice, again on line {line}; expected it once",
    ]


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_ten_levels_are_read_and_eleven_refused(name: str) -> None:
    assert complaints("[" * 10 + "1" + "]" * 10, name) == []
    (complaint,) = complaints("[" * 11 + "1" + "]" * 11, name)
    assert complaint.endswith("found deeper nesting; expected at most 10 levels")


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_nesting_without_end_is_refused(name: str) -> None:
    (complaint,) = complaints("[" * 100_000, name)

    assert complaint.endswith("found deeper nesting; expected at most 10 levels")


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_too_many_values_are_refused(name: str) -> None:
    (complaint,) = complaints("[" + "[],\n" * 200_001 + "[]]", name)

    assert complaint.endswith("found more values; expected at most 200,000 in a file")


@pytest.mark.parametrize("name", ["cards.yaml", "cards.json"])
def test_a_text_that_is_too_long_is_refused_with_its_field(name: str) -> None:
    fields = {"key": "a-card", "prompt": {"ja": "あ" * 21_846}, "answer": "a" * 65_536}
    text = json.dumps([{"model": "cards.card", "fields": fields}], ensure_ascii=False)

    assert complaints(text, name) == [
        f"{name}: entry a-card: prompt.ja: found 65,538 bytes of text; expected at most 65,536"
    ]


def test_problems_nobody_would_read_are_not_all_listed() -> None:
    lines = complaints("- &a abc\n" * 5_000)

    assert len(lines) == 1_001
    assert lines[-1].endswith("found 1,000 problems; the rest of the file was not read")


def test_a_file_that_is_too_large_is_refused_with_the_field_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "cards.yaml"
    file.write_text(ENTRY + "a" * 10 * 2**20)

    assert [problem_line(problem) for problem in read([file]).problems] == [
        f"{file}: found 10.0 MB; expected at most 5 MB",
        f"{file}: entry a-card: prompt: found 10,485,760 bytes of text; expected at most 65,536",
    ]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "cards.yaml"
    with file.open("wb") as opened:
        opened.truncate(2**40)

    assert read([file]).problems == [
        Problem(str(file), 0, "", "", "found 1048576.0 MB; expected at most 5 MB")
    ]


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text("- [")
    (tmp_path / "2.yaml").write_text("- abc")
    (tmp_path / "3.json").write_text("[")

    reading = read([tmp_path])

    assert [entry.body for entry in reading.entries] == ["abc"]
    assert [Path(problem.path).name for problem in reading.problems] == ["1.yaml", "3.json"]


def test_a_folder_is_read_to_its_depths_in_order_and_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("b.yaml", "a.json", "below/c.yml", "notes.txt", ".b.yaml.swp", ".hidden.yaml"):
        (tmp_path / name).touch()
    problems: list[Problem] = []

    files = find_files([tmp_path, tmp_path / "b.yaml"], problems)

    assert [str(file.relative_to(tmp_path)) for file in files] == [
        "a.json",
        "b.yaml",
        "below/c.yml",
    ]
    assert problems == []


def test_a_folder_without_card_files_is_a_problem(tmp_path: Path) -> None:
    assert [problem.message for problem in read([tmp_path]).problems] == [
        "found no card file; expected .yaml, .yml or .json"
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", "found No such file or directory; expected a file to read"),
        ("notes.txt", "found another kind of file; expected .yaml, .yml or .json"),
        ("loop.yaml", "found Too many levels of symbolic links; expected a file to read"),
    ],
)
def test_a_path_that_cannot_be_read_is_a_problem(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")

    assert [problem.message for problem in read([tmp_path / name]).problems] == [message]


def test_progress_is_shown_file_by_file(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("- abc")
    shown: list[tuple[int, int]] = []

    read([tmp_path], lambda done, files: shown.append((done, files)))

    assert shown == [(1, 2), (2, 2)]


def test_a_problem_cannot_write_to_the_terminal() -> None:
    line = problem_line(Problem("a.yaml", 1, "a\x1b[2J", "b\r", "found \n; expected 全角\u3000"))

    assert line == r"a.yaml: entry a\x1b[2J: b\r: found \n; expected 全角\u3000"


@given(st.binary() | st.text(alphabet="[]{}-:?,&*!|>'\"%@`# \n\tab01<=~").map(str.encode))
def test_no_file_makes_reading_raise(content: bytes) -> None:
    for name in ("cards.yaml", "cards.json"):
        reading = read_bytes(Path(name), content)
        assert all(entry.line > 0 for entry in reading.entries)
        assert all(problem.path == name and problem.message for problem in reading.problems)
