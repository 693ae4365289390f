"""Database functions that Django does not bring."""

from typing import Any

from django.db.models import FloatField, Func


class DaysBetween(Func):
    """Days from the second date to the first, as a number."""

    output_field = FloatField()
    arg_joiner = " - "
    template = "(%(expressions)s)::float"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """SQLite keeps dates as text: count by Julian days."""
        days = self.copy()
        days.set_source_expressions(
            [Func(part, function="julianday") for part in self.get_source_expressions()]
        )
        return days.as_sql(compiler, connection, template="(%(expressions)s)", **context)
