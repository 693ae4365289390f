"""The columns of a learner's document: which fields of which rows, and what may stand in each.

They follow the models, so that a field added there is taken along too; a test pins the names of
this version. A card is named by its key and an objective by its code.
"""

import json
import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext as _

from cards.models import Card, CardState, Learner, Objective, Question, Report, Review, Sitting

FORMAT = "lpi304-learner"
VERSION = 1

Column: TypeAlias = "models.Field[Any, Any]"
Names: TypeAlias = Mapping[str, int]
"""The numbers that rows have here, by the names they have everywhere."""

# What the models leave to constraints, or to whoever writes the rows.
BOUNDS: dict[str, tuple[float, float]] = {
    "grade": (0, 5),
    "easiness": (130, 32767),
    "easiness_before": (130, 32767),
    "easiness_after": (130, 32767),
    "forecast": (0, 1),
}
ANY_FLOAT = (0, 10**9)
# Memory is reckoned up to a century ahead of a day.
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_RESPONSE = 10_000
MOST_OPTIONS = 100
# PostgreSQL keeps no NUL, and half a surrogate pair is no character.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Check:
    """What may stand in a column: `read` returns what is stored, or raises ValueError."""

    read: Callable[[Any], Any]
    expected: str


def columns(model: type[models.Model], *left_out: str) -> tuple[Column, ...]:
    """Return the fields of a model that a document holds."""
    return tuple(field for field in model._meta.concrete_fields if field.name not in left_out)


TABLES = {
    "settings": columns(Learner, "user", "recounts"),
    "states": columns(CardState, "learner"),
    "reviews": columns(Review, "learner"),
    "sittings": columns(Sitting, "learner"),
    "questions": columns(Question, "id", "sitting", "learner"),
    "reports": columns(Report, "id", "learner"),
}


def as_json(value: Any) -> Any:
    """Return a stored value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def check_of(column: Column, cards: Names, objectives: Names) -> Check:
    """Return what may stand in a column."""
    match column:
        case models.ForeignKey(related_model=model) if model is Card:
            check = _one_of(cards, _("the key of a card that is here"))
        case models.ForeignKey(related_model=model) if model is Objective:
            check = _one_of(objectives, _("the code of an objective that is here"))
        case models.JSONField():
            check = _days() if column.name == "days_off" else _response()
        case models.CharField() | models.TextField():
            check = _zone() if column.name == "time_zone" else _text(column)
        case _:
            check = _plain(column)
    return _or_null(check) if column.null else check


def _plain(column: Column) -> Check:
    match column:
        case models.UUIDField():
            return Check(_read_uuid, _("a UUID"))
        case models.DateTimeField():
            example = "2026-03-02T03:00:00+00:00"
            return Check(_read_moment, _("a moment such as %(example)s") % {"example": example})
        case models.DateField():
            return _day(column)
        case models.BooleanField():
            return Check(_read_flag, _("true or false"))
        case models.FloatField():
            return _number(*BOUNDS.get(column.name, ANY_FLOAT))
        case models.IntegerField():
            return _whole(*_bounds(column))
    raise TypeError(f"no document can hold {column}")


def _or_null(check: Check) -> Check:
    expected = _("%(value)s, or null") % {"value": check.expected}
    return Check(lambda value: None if value is None else check.read(value), expected)


def _one_of(values: Mapping[str, Any], expected: str) -> Check:
    """Return a check for a name that stands for a value."""

    def read(value: Any) -> Any:
        if not isinstance(value, str) or value not in values:
            raise ValueError
        return values[value]

    return Check(read, expected)


def _text(column: Column) -> Check:
    if column.choices:
        return _word([word for word, _label in column.flatchoices] + [""] * column.blank)
    longest = column.max_length or LONGEST_RESPONSE
    expected = _("text of at most %(longest)s characters") % {"longest": longest}
    return Check(lambda value: _storable(value, longest), expected)


def _storable(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or UNSTORABLE.search(value):
        raise ValueError
    return value


def _word(words: Iterable[str]) -> Check:
    values = {str(word): str(word) for word in words}
    return _one_of(values, _("one of %(words)s") % {"words": ", ".join(map(json.dumps, values))})


def _zone() -> Check:
    zones = {zone: zone for zone in zoneinfo.available_timezones()}
    return _one_of(zones, _("a time zone such as %(example)s") % {"example": "Asia/Tokyo"})


def _response() -> Check:
    expected = _("text of at most %(longest)s characters, or a list of option numbers")
    return Check(_read_response, expected % {"longest": LONGEST_RESPONSE})


def _read_response(value: Any) -> str | list[int]:
    if not isinstance(value, list):
        return _storable(value, LONGEST_RESPONSE)
    if not all(type(number) is int and 0 <= number < MOST_OPTIONS for number in value):
        raise ValueError
    return value


def _days() -> Check:
    def read(value: Any) -> list[str]:
        if not isinstance(value, list):
            raise ValueError
        return [_read_date(day).isoformat() for day in value]

    return Check(read, _("a list of dates such as %(example)s") % {"example": "2026-03-02"})


def _day(column: Column) -> Check:
    # The exam is whenever the learner says; all other days come from a clock.
    read = _read_date if column.name == "exam_date" else _read_day
    return Check(read, _("a date such as %(example)s") % {"example": "2026-03-02"})


def _read_date(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError
    return date.fromisoformat(value)


def _read_day(value: Any) -> date:
    day = _read_date(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _read_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    return moment.astimezone(UTC)


def _read_uuid(value: Any) -> UUID:
    if not isinstance(value, str):
        raise ValueError
    return UUID(value)


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _whole(low: float, high: float) -> Check:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    bounds = {"low": low, "high": high}
    return Check(read, _("a whole number from %(low)s to %(high)s") % bounds)


def _number(low: float, high: float) -> Check:
    def read(value: Any) -> float:
        if type(value) not in (int, float) or not low <= value <= high:
            raise ValueError
        return float(value)

    return Check(read, _("a number from %(low)s to %(high)s") % {"low": low, "high": high})


def _bounds(column: Column) -> tuple[float, float]:
    """Return the least and the greatest number that a column takes in every database."""
    kind = column.get_internal_type()
    low, high = BOUNDS.get(column.name, BaseDatabaseOperations.integer_field_ranges[kind])
    limits = column.validators
    lows = [limit.limit_value for limit in limits if isinstance(limit, MinValueValidator)]
    highs = [limit.limit_value for limit in limits if isinstance(limit, MaxValueValidator)]
    return max(low, *lows), min(high, *highs)
