"""What is wrong with a learner's document, in lines: where, what was found, what was expected."""

import json
from typing import Any, NoReturn

from django.utils.translation import gettext as _

MAX_LINES = 100
SHOWN_LENGTH = 60


class Unreadable(Exception):
    """The text is no document that can be restored here. `lines` say why, one a problem."""

    def __init__(self, lines: list[str], count: int) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.count = count


class Problems:
    """Problems as they are found: all are counted, the first hundred are told."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._count = 0

    def note(self, where: str, found: str, expected: str) -> None:
        """Add a problem."""
        self._count += 1
        if self._count <= MAX_LINES:
            parts = {"where": where, "found": found, "expected": expected}
            line = _("%(where)s: found %(found)s; expected %(expected)s") % parts
            self._lines.append(_printable(line))

    def stop(self, found: str, expected: str) -> NoReturn:
        """Add a problem of the file as a whole, and raise Unreadable."""
        self.note(_("file"), found, expected)
        raise Unreadable(self._lines, self._count)

    def settle(self) -> None:
        """Raise Unreadable if there is any problem."""
        more = self._count - len(self._lines)
        if more:
            self._lines.append(_("… and %(number)s more") % {"number": more})
        if self._count:
            raise Unreadable(self._lines, self._count)


def described(value: Any) -> str:
    """Return a value in few words, for a problem."""
    if isinstance(value, list):
        return _("a list of %(number)s") % {"number": len(value)}
    if isinstance(value, dict):
        return _("an object")
    return shortened(json.dumps(value, ensure_ascii=False))


def shortened(text: str) -> str:
    """Return text as long as a problem can bear."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _printable(line: str) -> str:
    """Keep a file from writing to the terminal what only the terminal understands."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
