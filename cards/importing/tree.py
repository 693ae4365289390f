"""The values of one file as they are built, with every limit that keeps a file harmless.

A path leads from a file's root to a value: the number of the entry, then names and numbers; all
numbers start at 1. Only plain data passes: no anchors, aliases, merge keys or tags, no key twice.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from cards.importing.records import Value

MAX_DEPTH = 10
MAX_NODES = 200_000
MAX_TEXT = 65_536
MAX_FAULTS = 1_000

Path: TypeAlias = tuple[str | int, ...]

# Everything YAML and PostgreSQL cannot hold: NUL and its like, half characters of UTF-16.
CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a file may not contain, and where."""

    path: Path
    line: int
    message: str


class UnreadableError(Exception):
    """The file cannot be read any further; its last fault says why."""


class Tree:
    """The values of one file as they grow, and what was refused on the way."""

    def __init__(self) -> None:
        self.root: Value = []
        self.lines: list[int] = []
        self.faults: list[Fault] = []
        self._nodes = 0

    def refuse(self, path: Path, line: int, message: str) -> None:
        """Note a fault. Raise UnreadableError when there are so many that nobody reads them."""
        self.faults.append(Fault(path, line, message))
        if len(self.faults) >= MAX_FAULTS:
            self.stop((), line, f"found {MAX_FAULTS:,} problems; the rest of the file was not read")

    def stop(self, path: Path, line: int, message: str) -> None:
        """Note a last fault and raise UnreadableError."""
        self.faults.append(Fault(path, line, message))
        raise UnreadableError

    def enter(self, path: Path, line: int) -> None:
        """Count one more value; raise UnreadableError at one too many or one too deep."""
        self._nodes += 1
        if len(path) == 1:
            self.lines.append(line)
        self.limit(path, line, len(path), self._nodes)

    def limit(self, path: Path, line: int, depth: int, values: int) -> None:
        """Raise UnreadableError when values lie too deep or are too many."""
        if depth > MAX_DEPTH:
            self.stop(path, line, f"found deeper nesting; expected at most {MAX_DEPTH} levels")
        if values > MAX_NODES:
            self.stop((), line, f"found more values; expected at most {MAX_NODES:,} in a file")

    def text(self, path: Path, line: int, text: str) -> str:
        """Return `text`; refuse it if it is too long or holds what cannot be stored."""
        if (size := len(text.encode(errors="surrogatepass"))) > MAX_TEXT:
            self.refuse(path, line, f"found {size:,} bytes of text; expected at most {MAX_TEXT:,}")
        if bad := CONTROL.search(text):
            self.refuse(path, line, f"found {control_name(bad[0])}; expected text")
        return text

    def put(self, pairs: dict[str, Value], path: Path, line: int, value: Value) -> None:
        """Add a value to a mapping; refuse a name that it already has."""
        name = str(path[-1])
        if name in pairs:
            self.refuse(path, line, f"found it twice, again on line {line}; expected it once")
        pairs.setdefault(name, value)


def control_name(character: str) -> str:
    """Return how a message names a character that cannot be shown."""
    name = "NUL" if character == "\0" else f"U+{ord(character):04X}"
    return f"the control character {name}"
