"""Commands that need the tables, and say so where they are missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cards.importing.report import counted


class ReadyCommand(BaseCommand):
    """A command on what is stored; an installation that is not ready is told what to do."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Raise CommandError before anything else where a migration is still to come."""
        executor = MigrationExecutor(connection)
        to_come = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if to_come:
            raise CommandError(
                f"The database is not ready: {counted(len(to_come), 'migration')} still to come. "
                "`make run` or `manage.py prepare` brings it up to date."
            )
        return super().execute(*args, **options)
