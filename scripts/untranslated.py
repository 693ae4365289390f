"""Fail on every text whose Japanese is missing, empty, doubtful or no longer used.

Gathers the texts afresh in a copy of the sources and compares with the translation files of the
project, which stay as they are. Also sees that each compiled file says what its source says.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

TOP = Path(__file__).resolve().parent.parent
SOURCES = ("cards", "lpi304", "locale", "templates", "manage.py")
Message = tuple[str | None, str]  # context, text


def main() -> None:
    """Print every problem and end with 1, or say that there is none."""
    files = translation_files(TOP)
    if not files:
        sys.exit("There is no locale/ja/LC_MESSAGES/*.po yet: make messages")
    with tempfile.TemporaryDirectory() as folder:
        gather(Path(folder))
        found = [problem for po in files for problem in problems(po, Path(folder))]
    if found:
        sys.exit("\n".join([*found, f"{len(found)} problems: make messages, then translate."]))
    print("Every text is translated.")


def translation_files(top: Path) -> list[Path]:
    """Return the Japanese translation files of the project, relative to its top."""
    roots = [top / name for name in SOURCES if (top / name).is_dir()]
    pattern = "ja/LC_MESSAGES/*.po"
    return sorted({po.relative_to(top) for root in roots for po in root.rglob(pattern)})


def gather(copy: Path) -> None:
    """Copy the sources and let Django gather their texts there."""
    for name in SOURCES:
        if (TOP / name).is_dir():
            shutil.copytree(TOP / name, copy / name)
        elif (TOP / name).exists():
            shutil.copy(TOP / name, copy / name)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "ja", "--no-location"]
    environment = {**os.environ, "LPI304_DATA": str(copy / "var")}
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{result.stderr}\nmakemessages failed, for the reason above.")


def problems(po: Path, copy: Path) -> Iterator[str]:
    """Yield a line for each thing wrong with one translation file."""
    committed, fresh = polib.pofile(str(TOP / po)), polib.pofile(str(copy / po))
    yield from (f"{po}: {line}" for line in compare(committed, fresh))
    mo = (TOP / po).with_suffix(".mo")
    if not mo.exists() or compiled(polib.mofile(str(mo))) != compiled(committed):
        yield f"{po.with_suffix('.mo')}: does not say what the .po says"


def compare(committed: polib.POFile, fresh: polib.POFile) -> Iterator[str]:
    """Yield what is wrong with a committed file, given the same file gathered afresh."""
    known = {key(entry): entry for entry in committed if not entry.obsolete}
    used = {key(entry): entry for entry in fresh if not entry.obsolete}
    for message, entry in used.items():
        if state := wrong(known.get(message)):
            yield f"{state}: {entry.msgid!r}"
    unused = [entry for entry in committed if entry.obsolete or key(entry) not in used]
    yield from (f"no longer used: {entry.msgid!r}" for entry in unused)


def key(entry: polib.POEntry | polib.MOEntry) -> Message:
    """Return what tells a text from another."""
    return entry.msgctxt, entry.msgid


def wrong(entry: polib.POEntry | None) -> str:
    """Return the word for a missing, doubtful or empty translation, or nothing for a good one."""
    if entry is None:
        return "missing"
    if entry.fuzzy:
        return "fuzzy"
    return "" if entry.translated() else "empty"


def compiled(file: polib.POFile | polib.MOFile) -> dict[Message, tuple[str, dict[int, str]]]:
    """Return what a file says to a reader: only finished translations count."""
    return {
        key(entry): (entry.msgstr, dict(entry.msgstr_plural))
        for entry in file
        if isinstance(entry, polib.MOEntry) or entry.translated()
    }


if __name__ == "__main__":
    main()
