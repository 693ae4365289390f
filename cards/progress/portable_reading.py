"""A learner's document read: the values of its rows, or every problem it has.

Nothing is trusted: not the size, not the encoding, not the shape, not the values.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from cards.models import Card, Objective, Review, Sitting
from cards.progress.portable_columns import FORMAT, TABLES, VERSION, check_of
from cards.progress.portable_problems import Problems, described
from cards.progress.portable_rules import Row, check_reviews, check_sittings, check_states

MEGABYTE = 10**6
MAX_BYTES = 30 * MEGABYTE
# Some 75,000 reviews, which is a hundred a day for two years. Each takes memory, however short.
MAX_VALUES = 2_000_000
VALUE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{,]', re.DOTALL)
# SQLite takes no more than 32,766 values in one statement.
NAMES_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Document:
    """What a learner takes along, as fields of the models; a sitting has its `questions` too."""

    settings: Row
    states: list[Row]
    reviews: list[Row]
    sittings: list[Row]
    reports: list[Row]


NAMES = ("format", "version", *(field.name for field in fields(Document)))


def read(text: str | bytes) -> Document:
    """Return the document that `text` is, or raise Unreadable with every problem it has."""
    problems = Problems()
    raw = _parse(text, problems)
    _check_version(raw, problems)
    document = _Reader(problems).document(raw)
    check_states(document.states, problems)
    check_reviews(document.reviews, problems)
    check_sittings(document.sittings, problems)
    _refuse_taken("reviews", "token", Review, document.reviews, problems)
    _refuse_taken("sittings", "id", Sitting, document.sittings, problems)
    problems.settle()
    return document


def _parse(text: str | bytes, problems: Problems) -> Any:
    content = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    if len(content) > MAX_BYTES:
        size = {"number": MAX_BYTES // MEGABYTE}
        problems.stop(_("more than %(number)s MB") % size, _("at most %(number)s MB") % size)
    try:
        return _parse_json(content.decode("utf-8-sig"), problems)
    except UnicodeDecodeError as error:
        place = {"byte": f"0x{content[error.start]:02X}", "offset": error.start}
        problems.stop(_("byte %(byte)s at offset %(offset)s") % place, "UTF-8")


def _parse_json(text: str, problems: Problems) -> Any:
    def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            [(name, _times)] = Counter(name for name, _value in pairs).most_common(1)
            problems.note(_("file"), described(name), _("each name of an object once"))
        return found

    _refuse_too_many(text, problems)
    try:
        return json.loads(text, object_pairs_hook=to_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        found = _("a mistake in line %(line)s, column %(column)s") % place
    except (ValueError, RecursionError):
        found = _("a number or a nesting without bounds")
    problems.stop(found, "JSON")


def _refuse_too_many(text: str, problems: Problems) -> None:
    """Stop before anything is built of a file that would fill the memory."""
    signs = (found[0] for found in VALUE.finditer(text))
    values = sum(not sign.startswith('"') for sign in signs)
    if values > MAX_VALUES:
        number = {"number": f"{MAX_VALUES:,}"}
        problems.stop(
            _("more than %(number)s values") % number, _("at most %(number)s values") % number
        )


def _refuse(constant: str) -> None:
    """Raise ValueError: JSON knows no NaN and no Infinity."""
    raise ValueError(constant)


def _check_version(raw: Any, problems: Problems) -> None:
    """Raise Unreadable for what is no document at all, or one of another version."""
    if not isinstance(raw, dict):
        problems.stop(described(raw), _("an object"))
    for name, expected in (("format", FORMAT), ("version", VERSION)):
        if raw.get(name) != expected or isinstance(raw[name], bool):
            problems.note(name, _found(raw, name), described(expected))
            problems.settle()


class _Reader:
    """Reads rows; a value that cannot be stored becomes a problem and is left out."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        cards = dict(Card.objects.order_by().values_list("key", "pk"))
        objectives = dict(Objective.objects.order_by().values_list("code", "pk"))
        self.checks = {
            table: [(field.name, field.attname, check_of(field, cards, objectives)) for field in of]
            for table, of in TABLES.items()
        }

    def document(self, raw: dict[str, Any]) -> Document:
        """Return everything that could be read of a document."""
        self._refuse_strangers("file", raw, NAMES)
        return Document(
            settings=self._row("settings", "settings", raw.get("settings")),
            states=self._rows("states", "states", raw),
            reviews=self._rows("reviews", "reviews", raw),
            sittings=self._rows("sittings", "sittings", raw),
            reports=self._rows("reports", "reports", raw),
        )

    def _rows(self, where: str, table: str, holder: dict[str, Any]) -> list[Row]:
        """Return the rows of a list, each in its place; one that is none is empty."""
        values = holder.get(table)
        if not isinstance(values, list):
            self.problems.note(where, _found(holder, table), _("a list"))
            return []
        read = self._sitting if table == "sittings" else self._row
        return [read(f"{where}[{number}]", table, value) for number, value in enumerate(values, 1)]

    def _sitting(self, where: str, table: str, value: Any) -> Row:
        row = self._row(where, table, value, "questions")
        if isinstance(value, dict):
            row["questions"] = self._rows(f"{where}.questions", "questions", value)
        return row

    def _row(self, where: str, table: str, value: Any, *more: str) -> Row:
        if not isinstance(value, dict):
            self.problems.note(where, described(value), _("an object"))
            return {}
        row: Row = {}
        for name, stored, check in self.checks[table]:
            try:
                row[stored] = check.read(value[name])
            except (KeyError, ValueError, OverflowError):
                self.problems.note(f"{where}.{name}", _found(value, name), check.expected)
        if len(value) > len(row):
            names = [name for name, _stored, _check in self.checks[table]]
            self._refuse_strangers(where, value, [*names, *more])
        return row

    def _refuse_strangers(self, where: str, value: dict[str, Any], known: Sequence[str]) -> None:
        expected = _("no such name in version %(number)s") % {"number": VERSION}
        for name in value:
            if name not in known:
                self.problems.note(where, described(name), expected)


def _found(holder: dict[str, Any], name: str) -> str:
    return described(holder[name]) if name in holder else _("nothing")


def _refuse_taken(
    table: str, name: str, model: type[Model], rows: Sequence[Row], problems: Problems
) -> None:
    """Note rows whose name another account has here already."""
    names = [row[name] for row in rows if name in row]
    taken: set[UUID] = set()
    for start in range(0, len(names), NAMES_AT_ONCE):
        same = {f"{name}__in": names[start : start + NAMES_AT_ONCE]}
        taken.update(model._default_manager.filter(**same).values_list(name, flat=True))
    for number, row in enumerate(rows, 1):
        if row.get(name) in taken:
            where = f"{table}[{number}].{name}"
            problems.note(where, described(str(row[name])), _("one that no other account has"))
