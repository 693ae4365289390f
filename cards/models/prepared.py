"""Queries built once and run many times: Django takes far longer to build one than to run it."""

from copy import copy
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet, Value

Row = TypeVar("Row")


class Blank(Value):
    """A value named now and given when the query runs. Stands wherever an expression may."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A queryset with blanks, kept as the SQL it makes.

    The rows come out as they would of the queryset itself: models, dictionaries or tuples.
    """

    def __init__(self, queryset: "QuerySet[Any, Row]") -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._params = self._compiler.as_sql()

    def rows(self, **given: Any) -> list[Row]:
        """Run the query with a value for each blank."""
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's own
        params = tuple(given[p.name] if isinstance(p, Blank) else p for p in self._params)
        compiler.as_sql = lambda *args, **kwargs: (self._sql, params)
        # Not .all(): that clones the query to be changed, and takes longer than running it.
        queryset: Any = self._queryset.__class__.__new__(self._queryset.__class__)
        queryset.__dict__ |= self._queryset.__dict__
        queryset._query = copy(self._queryset.query)
        queryset._query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def first(self, **given: Any) -> Row | None:
        """Return the first row, or None. The queryset should be limited to one."""
        return next(iter(self.rows(**given)), None)
