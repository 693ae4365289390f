"""A copy of the database that is known to open, made while lpi304 runs."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from cards import clock


class Command(BaseCommand):
    """`backup`: one line, the path of the copy."""

    help = "Write a checked copy of the database to backups/ in the data directory."

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, check, and say where."""
        self.stdout.write(str(back_up(clock.now())))


def back_up(moment: datetime) -> Path:
    """Write a checked copy of the database and return where. Raises CommandError."""
    name = f"lpi304-{moment:%Y%m%d-%H%M%S}"
    if connection.vendor != "sqlite":
        database = connection.settings_dict["NAME"]
        raise CommandError(
            f"PostgreSQL has its own backup: pg_dump --format=custom --file={name}.dump {database}"
        )
    copy = settings.DATA_DIR / "backups" / f"{name}.sqlite3"
    copy.parent.mkdir(exist_ok=True)
    if copy.exists():
        raise CommandError(f"{copy} was written this very second; try again.")
    return _copy_database(copy)


def _copy_database(copy: Path) -> Path:
    """Copy under a passing name, so that whatever bears the final one is whole and checked."""
    unchecked = copy.with_suffix(".unchecked")
    unchecked.unlink(missing_ok=True)
    unchecked.touch(mode=0o600)  # it holds the accounts
    try:
        _fill(unchecked)
        os.replace(unchecked, copy)
    finally:
        unchecked.unlink(missing_ok=True)
    return copy


def _fill(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as target:
        # All pages in one step: smaller steps start again at every answer given meanwhile.
        connection.connection.backup(target, pages=-1)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CommandError(f"The copy is damaged, and so may be the database: {found}")
