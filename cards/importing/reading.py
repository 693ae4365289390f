"""Files turned into entries. Nothing is trusted: not the size, not the encoding, not the shape."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from cards.importing.json_tree import json_tree
from cards.importing.records import Entry, Problem, mismatch
from cards.importing.tree import CONTROL, Fault, Tree, control_name
from cards.importing.tree import Path as TreePath
from cards.importing.yaml_tree import yaml_tree

MEGABYTE = 2**20
MAX_FILE = 5 * MEGABYTE
# A file that is too large is still read up to here, to say which of its fields is at fault.
MAX_READ = 12 * MEGABYTE
MAX_CONTROLS = 20
SAMPLE = 40

Progress: TypeAlias = Callable[[int, int], None]

READERS: dict[str, Callable[[str], Tree]] = {
    ".yaml": yaml_tree,
    ".yml": yaml_tree,
    ".json": json_tree,
}
KANA = re.compile("[ぁ-ヿ]")


@dataclass(slots=True)
class Reading:
    """What files gave: their entries, and what was wrong with the files themselves."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(paths: Iterable[Path], show: Progress = lambda done, of: None) -> Reading:
    """Read files and folders of files; `show` is told how many are done. Never raises for a file.

    A broken file does not hide what is wrong with the others.
    """
    reading = Reading()
    files = find_files(paths, reading.problems)
    for done, file in enumerate(files, 1):
        content = read_file(file)
        reading.entries += content.entries
        reading.problems += content.problems
        show(done, len(files))
    return reading


def find_files(paths: Iterable[Path], problems: list[Problem]) -> list[Path]:
    """Return the card files that paths name, each once, those of a folder sorted by name."""
    files: dict[str, Path] = {}
    for path in paths:
        found = _files_below(path) if path.is_dir() else [path]
        if not found:
            problems.append(_of_file(path, "found no card file; expected .yaml, .yml or .json"))
        for file in found:
            files.setdefault(os.path.realpath(file), file)
    return list(files.values())


def _files_below(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.suffix in READERS and path.is_file())
    return sorted(path for path in files if not path.name.startswith("."))


def read_file(file: Path) -> Reading:
    """Read one file."""
    try:
        return _read_regular_file(file)
    except OSError as error:
        reason = error.strerror or "an error"
        return Reading(problems=[_of_file(file, f"found {reason}; expected a file to read")])


def _read_regular_file(file: Path) -> Reading:
    size = file.stat().st_size
    if file.suffix not in READERS or not file.is_file():
        message = "found another kind of file; expected .yaml, .yml or .json"
        return Reading(problems=[_of_file(file, message)])
    problems = [_of_file(file, _too_large(size))] if size > MAX_FILE else []
    if size > MAX_READ:
        return Reading(problems=problems)
    with file.open("rb") as opened:
        reading = read_bytes(file, opened.read(MAX_READ))
    return Reading(reading.entries, problems + reading.problems)


def _too_large(size: int) -> str:
    return f"found {size / MEGABYTE:.1f} MB; expected at most {MAX_FILE // MEGABYTE} MB"


def read_bytes(file: Path, content: bytes) -> Reading:
    """Read what a file holds; its name tells whether that is YAML or JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Reading(problems=[_wrong_encoding(file, content, error)])
    if problems := list(_control_characters(file, text)):
        return Reading(problems=problems)
    return _of_tree(file, READERS[file.suffix](text))


def _wrong_encoding(file: Path, content: bytes, error: UnicodeDecodeError) -> Problem:
    line = content.count(b"\n", 0, error.start) + 1
    byte = f"byte 0x{content[error.start]:02X} at offset {error.start}"
    guess = _encoding_of(content)
    seems = f", as in {guess}" if guess else ""
    return _of_file(file, f"found {byte}{seems}; expected UTF-8", line)


def _encoding_of(content: bytes) -> str:
    """Return the encoding that Japanese text in `content` seems to be in; "" if none does."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    for name, codec in (("EUC-JP", "euc_jp"), ("Shift_JIS", "cp932")):
        if KANA.search(content.decode(codec, errors="ignore")) and _decodes(content, codec):
            return name
    return ""


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _control_characters(file: Path, text: str) -> Iterator[Problem]:
    if _is_every_second_nul(text[:SAMPLE]):
        yield _of_file(file, "found UTF-16; expected UTF-8")
        return
    for found in islice(CONTROL.finditer(text), MAX_CONTROLS):
        line = text.count("\n", 0, found.start()) + 1
        yield _of_file(file, f"found {control_name(found[0])}; expected text", line)


def _is_every_second_nul(text: str) -> bool:
    """Say whether `text` is UTF-16 without its mark, read as if it were UTF-8."""
    return (set(text[::2]) == {"\0"}) is not (set(text[1::2]) == {"\0"})


def _of_tree(file: Path, tree: Tree) -> Reading:
    entries = _entries(file, tree)
    problems = [_of_fault(file, tree, entries, fault) for fault in tree.faults]
    if not isinstance(tree.root, list):
        problems.append(_of_file(file, mismatch(tree.root, "a list of entries"), 1))
    return Reading(entries, problems)


def _entries(file: Path, tree: Tree) -> list[Entry]:
    refused: dict[str | int, set[str]] = {}
    for fault in tree.faults:
        refused.setdefault((*fault.path, 0)[0], set()).add(_field(fault.path))
    bodies = tree.root if isinstance(tree.root, list) else []
    return [
        Entry(str(file), n, tree.lines[n - 1], body, frozenset(refused.get(n, ())))
        for n, body in enumerate(bodies, 1)
    ]


def _of_fault(file: Path, tree: Tree, entries: list[Entry], fault: Fault) -> Problem:
    number = (*fault.path, 0)[0]
    if not isinstance(number, int) or number == 0:
        return _of_file(file, fault.message, fault.line)
    unread = Entry(str(file), number, tree.lines[number - 1], [])
    entry = entries[number - 1] if entries else unread
    return Problem(str(file), fault.line, entry.name, _field(fault.path), fault.message)


def _field(path: TreePath) -> str:
    """Return a path as a message names it, from an entry's fields on: ``choices[2].why.en``."""
    steps = path[2:] if path[1:2] == ("fields",) and path[2:] else path[1:]
    names = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(names).strip(".")


def _of_file(file: Path, message: str, line: int = 0) -> Problem:
    return Problem(str(file), line, "", "", message)
