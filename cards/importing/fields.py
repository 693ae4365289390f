"""The fields of one entry, read one by one, each into the type that is stored."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from cards.importing.records import (
    LANGUAGES,
    Area,
    Entry,
    Plain,
    Problem,
    Text,
    Value,
    mismatch,
)

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_KEY = 100
MAX_NUMBER = 2_147_483_647
MAX_PROBLEMS = 100
TEXT = "text, or ja and en"
OPTION_FIELDS = ("text", "why", "correct")


class Fields:
    """Reads one entry's fields. A wrong one becomes a problem, and reads as empty."""

    def __init__(self, entry: Entry, values: dict[str, Value]) -> None:
        self.entry = entry
        self.values = values
        self._problems: dict[Problem, None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What was wrong so far, each problem once."""
        return list(self._problems)

    def note(self, field: str, message: str) -> None:
        """Add a problem, unless reading already found one here."""
        entry = self.entry
        if field not in entry.refused and len(self._problems) < MAX_PROBLEMS:
            problem = Problem(entry.path, entry.line, entry.name, field, message)
            self._problems[problem] = None

    def wrong(self, field: str, value: Value | None, expected: str) -> None:
        """Add the problem that a field does not hold what was expected."""
        if isinstance(value, Plain) and "text" in expected and value.text and not value.is_null:
            expected += ": put it in quotes"
        self.note(field, mismatch(value, expected))

    def key(self, name: str) -> str:
        """Return a card's key."""
        value = self.values.get(name)
        if isinstance(value, str) and KEY.fullmatch(value) and len(value) <= MAX_KEY:
            return value
        self.wrong(name, value, f"text of a-z, 0-9 and hyphens between, at most {MAX_KEY} long")
        return ""

    def one_of(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return a word that is one of `allowed`."""
        value = self.values.get(name, default)
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong(name, value, f"one of {', '.join(allowed)}")
        return ""

    def text(self, name: str) -> Text:
        """Return text that is the same in both languages, or one for each."""
        return self._text(name, self.values.get(name))

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number from 1; 0 if there is none."""
        if default is not None and name not in self.values:
            return default
        return self._number(name, self.values.get(name))

    def moment(self, name: str) -> datetime | None:
        """Return a date with time and zone; None if there is none."""
        value = self.values.get(name)
        if _is_null(value):
            return None
        moment = _moment(value)
        if moment is None or not _is_told_everywhere(moment):
            self.wrong(name, value, "null, or a date with time and zone: 2016-05-01T12:00:00Z")
        return moment

    def link(self, name: str) -> str:
        """Return the natural key of one row: ``["1-1"]``."""
        return self._link(name, self.values.get(name))

    def links(self, name: str) -> list[str]:
        """Return the natural keys of rows: ``[[kvm], [qemu]]``. May be left out."""
        items = self._list(name, self.values.get(name, []), "a list of terms: [[kvm], [qemu]]")
        links = [self._link(f"{name}[{n}]", item) for n, item in enumerate(items, 1)]
        self._refuse_twins(name, links)
        return links

    def area(self, name: str) -> Area | None:
        """Return the natural key of a knowledge area: ``["330.5", 2]``. May be left out."""
        value = self.values.get(name)
        if _is_null(value):
            return None
        if isinstance(value, list) and len(value) == 2:
            return self._word(f"{name}[1]", value[0], "text"), self._number(f"{name}[2]", value[1])
        self.wrong(name, value, 'an objective and a number, such as ["330.5", 2]')
        return None

    def words(self, name: str, most: int) -> list[str]:
        """Return a list of 1 to `most` texts, no two alike."""
        items = self._list(name, self.values.get(name), "a list of texts", 1, most)
        words = [self._word(f"{name}[{n}]", item, "text") for n, item in enumerate(items, 1)]
        self._refuse_twins(name, words)
        return words

    def options(self, name: str) -> list[dict[str, Any]]:
        """Return the options of a choice: 4 or 5, some right and some wrong, no two alike."""
        items = self._list(name, self.values.get(name), "a list of options", 4, 5)
        options = [self._option(f"{name}[{n}]", item) for n, item in enumerate(items, 1)]
        right = sum(option.get("correct", False) for option in options)
        if options and right == 0:
            self.note(name, "found no right option; expected one or more with correct: true")
        if options and right == len(options):
            self.note(name, "found no wrong option; expected one or more")
        for language in LANGUAGES:
            self._refuse_twins(name, [_in(language, option["text"]) for option in options])
        return options

    def leave_out(self, name: str, empty: Value, form: str) -> Any:
        """Return `empty`, which is all that a card of this form may have in this field."""
        value = self.values.get(name, empty)
        if value != empty:
            self.wrong(name, value, f"no such line: a {form} card has no {name}")
        return empty

    def _text(self, field: str, value: Value | None) -> Text:
        if not isinstance(value, dict):
            return self._word(field, value, TEXT)
        self._refuse_unknown(field, value, LANGUAGES)
        return {
            language: self._word(f"{field}.{language}", value.get(language), "text")
            for language in dict.fromkeys([*value, *LANGUAGES])
            if language in LANGUAGES
        }

    def _word(self, field: str, value: Value | None, expected: str) -> str:
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(field, value, expected)
        return ""

    def _number(self, field: str, value: Value | None) -> int:
        number = value.value if isinstance(value, Plain) else None
        if type(number) is int and 1 <= number <= MAX_NUMBER:
            return number
        self.wrong(field, value, "a whole number from 1, without quotes")
        return 0

    def _list(
        self, field: str, value: Value | None, expected: str, least: int = 0, most: int = 100
    ) -> list[Value]:
        if isinstance(value, list) and least <= len(value) <= most:
            return value
        self.wrong(field, value, f"{expected}, {least} to {most}" if least else expected)
        return []

    def _link(self, field: str, value: Value | None) -> str:
        if isinstance(value, list) and len(value) == 1:
            return self._word(f"{field}[1]", value[0], "text")
        self.wrong(field, value, 'a list of one text, such as ["1-1"]')
        return ""

    def _option(self, field: str, value: Value) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(field, value, "a mapping with text, why and, if it is right, correct")
            return {"text": ""}
        self._refuse_unknown(field, value, OPTION_FIELDS)
        return {
            name: self._option_field(name, f"{field}.{name}", value.get(name))
            for name in dict.fromkeys([*value, "text", "why"])
            if name in OPTION_FIELDS
        }

    def _option_field(self, name: str, field: str, value: Value | None) -> Text | bool:
        return self._flag(field, value) if name == "correct" else self._text(field, value)

    def _flag(self, field: str, value: Value | None) -> bool:
        if isinstance(value, Plain) and isinstance(value.value, bool):
            return value.value
        self.wrong(field, value, "true or false, without quotes")
        return False

    def _refuse_unknown(self, field: str, value: dict[str, Value], known: Collection[str]) -> None:
        for name in value:
            if name not in known:
                self.note(f"{field}.{name}", f"found an unknown name; expected {', '.join(known)}")

    def _refuse_twins(self, field: str, texts: Iterable[str]) -> None:
        """Refuse texts that differ in nothing but width, spaces and Markdown. Case counts."""
        seen: set[str] = set()
        for text in filter(None, texts):
            if _plain(text) in seen:
                self.wrong(field, text, "each text once")
            seen.add(_plain(text))


def _in(language: str, text: Text) -> str:
    return text[language] if isinstance(text, dict) else text


def _plain(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).replace("`", "").replace("**", "")
    return " ".join(words.split())


def _is_null(value: Value | None) -> bool:
    return value is None or (isinstance(value, Plain) and value.is_null)


def _is_told_everywhere(moment: datetime) -> bool:
    """Tell whether a moment has a zone, and a name in all others: the year 1 has none in some."""
    try:
        return moment.tzinfo is not None and bool(moment.astimezone(UTC))
    except OverflowError:
        return False


def _moment(value: Value | None) -> datetime | None:
    if isinstance(value, Plain):
        return value.value if isinstance(value.value, datetime) else None
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
