"""What passes through an import: values of a file, entries, cards, problems."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias, Union

Text: TypeAlias = str | dict[str, str]
Area: TypeAlias = tuple[str, int]
"""A knowledge area: its objective's code, and its number there."""
Value: TypeAlias = Union[str, "Plain", list["Value"], dict[str, "Value"]]

LANGUAGES = ("ja", "en")
NULL = "nothing"
NUMBER = "a number"
TRUE_OR_FALSE = "true or false"
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Plain:
    """A value written without quotes that is not text: a number, a date, yes, no, nothing."""

    text: str
    kind: str
    value: int | float | date | None = None

    @property
    def is_null(self) -> bool:
        """Whether the file says that there is no value."""
        return self.kind == NULL


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file. `line` is 0, `entry` and `field` are "" where there is none."""

    path: str
    line: int
    entry: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a file's list. Fields in `refused` have a problem already; "" is the entry."""

    path: str
    number: int
    line: int
    body: Value
    refused: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The card's key as the file gives it; "" if there is none."""
        fields = self.body.get("fields") if isinstance(self.body, dict) else None
        key = fields.get("key") if isinstance(fields, dict) else None
        return key if isinstance(key, str) and len(key) <= SHOWN_LENGTH * 2 else ""

    @property
    def name(self) -> str:
        """What a problem calls this entry: its key, or its number and line."""
        return self.key or f"{self.number} (line {self.line})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRecord:
    """A card as its file says it should be, every value of the type that is stored."""

    key: str
    section: str
    area: Area | None
    kind: str
    form: str
    pool: str
    prompt: Text
    answer: Text
    explanation: Text
    expects: Text
    accepted: list[str]
    choices: list[dict[str, Any]]
    first_page: int
    last_page: int
    sources: list[str]
    terms: list[str]
    revision: int
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class SectionPages:
    """A section of the book, as far as cards are checked against it."""

    objective: str
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Syllabus:
    """What cards are checked against: sections by code, terms' objectives, known keys' pools."""

    sections: Mapping[str, SectionPages]
    areas: Collection[Area]
    terms: Mapping[str, str]
    pools: Mapping[str, str]


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do: keys of cards; with the fields, where they changed."""

    created: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def mismatch(value: Value | None, expected: str) -> str:
    """Return the message of a problem: what was found, what was expected. None is a missing one."""
    return f"found {described(value)}; expected {expected}"


def described(value: Value | None) -> str:
    """Return a value in few words, for a message."""
    match value:
        case None:
            return "nothing"
        case str():
            return quoted(value)
        case Plain(text=text, kind=kind):
            return f"{shortened(text)}, which without quotes is {kind}" if text else "no value"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return f"a mapping with {shortened(', '.join(value))}" if value else "an empty mapping"


def quoted(text: str) -> str:
    """Return text in quotes, cut where it is long."""
    return json.dumps(shortened(text), ensure_ascii=False)


def shortened(text: str) -> str:
    """Return text as long as a message can bear."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
