"""Everything that belongs to a learner: taken along as one JSON document, brought back, deleted.

A document holds what is truth: settings, states, the log, papers and reports. What the log adds up
to is made anew from it. Cards and objectives go by their keys and codes, so that a document can
move to another installation; nothing in it says who the learner is.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, TypeAlias

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cards.models import (
    Card,
    CardState,
    Learner,
    Objective,
    Question,
    Report,
    Review,
    Sitting,
    User,
)
from cards.progress.portable_columns import FORMAT, TABLES, VERSION, as_json
from cards.progress.portable_problems import Problems, Unreadable
from cards.progress.portable_reading import MAX_BYTES, Document, read
from cards.progress.portable_rules import Row
from cards.progress.rebuilding import rebuild

__all__ = [
    "MAX_BYTES",
    "Document",
    "NotEmpty",
    "Unreadable",
    "delete",
    "dump",
    "export",
    "is_empty",
    "read",
    "restore",
]

Stored: TypeAlias = tuple[Any, ...]
Write: TypeAlias = Callable[[str, list[Stored]], list[dict[str, Any]]]
Insert: TypeAlias = tuple[str, list[list[Any]]]
"""A statement, and the values it is run with, row by row."""

# An account with none of these has nothing that an import could mix with.
TRUTH: tuple[type[models.Model], ...] = (CardState, Review, Sitting)
SESSIONS_AT_ONCE = 2000


class NotEmpty(Exception):
    """The account holds answers or papers already. Nothing was changed."""


def export(learner: Learner) -> dict[str, Any]:
    """Return everything of a learner as one document; rows are sorted by what names them."""
    stored, write = _stored(learner), _Writer().rows
    [settings] = write("settings", stored["settings"])
    return {
        "format": FORMAT,
        "version": VERSION,
        "settings": settings,
        "states": sorted(write("states", stored["states"]), key=itemgetter("card")),
        "reviews": write("reviews", stored["reviews"]),
        "sittings": _with_questions(stored, write),
        "reports": write("reports", stored["reports"]),
    }


def dump(learner: Learner) -> str:
    """Return everything of a learner as JSON, with a row on each line."""
    parts = (f'"{name}": {_json_lines(value)}' for name, value in export(learner).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def is_empty(learner: Learner) -> bool:
    """Say whether an account is as new: no card met or noted, no answer, no paper."""
    return not any(model._default_manager.filter(learner=learner).exists() for model in TRUTH)


def restore(learner: Learner, document: Document) -> None:
    """Store a document in an empty account, or raise NotEmpty or Unreadable and store nothing."""
    # Made ready before the transaction: on SQLite nobody else can write in the meantime.
    inserts = list(_inserts(learner, document))
    try:
        with transaction.atomic():
            _store(learner, document.settings, inserts)
    except (IntegrityError, DataError) as error:
        # What `read` did not foresee, or what another account has taken since.
        problems = Problems()
        problems.stop(str(error), _("rows that the database takes"))
    learner.refresh_from_db()


def delete(learner: Learner) -> None:
    """Delete an account with all that belongs to it, and sign it out everywhere."""
    with transaction.atomic():
        User.objects.filter(pk=learner.pk).delete()
        for session in Session.objects.iterator(SESSIONS_AT_ONCE):
            if session.get_decoded().get(SESSION_KEY) == str(learner.pk):
                session.delete()


def _stored(learner: Learner) -> dict[str, list[Stored]]:
    """Return the rows of a learner as they all are at one moment."""
    own = {"learner": learner}
    rows: dict[str, models.QuerySet[Any]] = {
        "settings": Learner.objects.filter(pk=learner.pk),
        "states": CardState.objects.filter(**own),
        "reviews": Review.objects.filter(**own).order_by("answered_at", "token"),
        "sittings": Sitting.objects.filter(**own).order_by("started_at", "pk"),
        "questions": Question.objects.filter(**own).order_by("place"),
        "reports": Report.objects.filter(**own).order_by("created_at", "pk"),
    }
    more = {"questions": ["sitting_id"]}
    with _at_one_moment():
        return {
            table: list(rows[table].values_list(*_attnames(table), *more.get(table, [])))
            for table in TABLES
        }


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Read in one transaction that sees nothing of others', and makes none of them wait."""
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _with_questions(stored: Mapping[str, list[Stored]], write: Write) -> list[dict[str, Any]]:
    """Return papers, each with the questions on it."""
    questions = defaultdict(list)
    rows = write("questions", stored["questions"])
    for row, (*_values, sitting) in zip(rows, stored["questions"], strict=True):
        questions[str(sitting)].append(row)
    papers = write("sittings", stored["sittings"])
    return [paper | {"questions": questions[paper["id"]]} for paper in papers]


def _attnames(table: str) -> list[str]:
    return [field.attname for field in TABLES[table]]


class _Writer:
    """Writes rows as JSON has them."""

    def __init__(self) -> None:
        self.keys: dict[Any, dict[int | None, str | None]] = {
            Card: dict(Card.objects.order_by().values_list("pk", "key")),
            Objective: dict(Objective.objects.order_by().values_list("pk", "code")),
        }

    def rows(self, table: str, stored: Iterable[Stored]) -> list[dict[str, Any]]:
        """Return rows by the names of their columns."""
        columns = [(field.name, self._writer(field)) for field in TABLES[table]]
        return [
            {name: write(value) for (name, write), value in zip(columns, row, strict=False)}
            for row in stored
        ]

    def _writer(self, field: Any) -> Callable[[Any], Any]:
        return self.keys[field.related_model].get if field.is_relation else as_json


def _json_lines(value: Any) -> str:
    """Return JSON; a list has a line for each of its rows."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _store(learner: Learner, settings: Row, inserts: Iterable[Insert]) -> None:
    Learner.objects.select_for_update().get(pk=learner.pk)
    if not is_empty(learner):
        raise NotEmpty
    Learner.objects.filter(pk=learner.pk).update(**settings, recounts=F("recounts") + 1)
    with connection.cursor() as cursor:
        for statement, rows in inserts:
            cursor.executemany(statement, rows)
    rebuild(learner)


def _inserts(learner: Learner, document: Document) -> Iterator[Insert]:
    own = {"learner_id": learner.pk}
    papers, questions = [], []
    for sitting in document.sittings:
        questions += [row | own | {"sitting_id": sitting["id"]} for row in sitting["questions"]]
        papers.append({name: value for name, value in sitting.items() if name != "questions"})
    yield from _insert(CardState, [row | own for row in document.states])
    yield from _insert(Review, [row | own for row in document.reviews])
    yield from _insert(Sitting, [row | own for row in papers])
    yield from _insert(Question, questions)
    yield from _insert(Report, [row | own for row in document.reports])


def _insert(model: type[models.Model], rows: Sequence[Row]) -> Iterator[Insert]:
    """Yield a statement in plain SQL, if there is a row: to build it takes the ORM far longer."""
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in rows[0]]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    blanks = ", ".join(["%s"] * len(fields))
    yield (
        f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({blanks})",
        [
            [field.get_db_prep_save(row[field.attname], connection) for field in fields]
            for row in rows
        ],
    )
