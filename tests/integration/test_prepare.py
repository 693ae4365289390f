"""What `make run` does before it serves: only what is needed, and all of that."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings


def prepare(folder: Path) -> str:
    """Prepare an installation of its own, and return what is said."""
    environment = {**os.environ, "LPI304_DATA": str(folder), "DB": "sqlite"}
    command = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_only_a_deck_that_is_not_the_files_is_imported_as_after_restoring_a_backup(
    tmp_path: Path,
) -> None:
    assert "created, 0 changed" in prepare(tmp_path)
    assert "Cards: nothing new." in prepare(tmp_path)

    with closing(sqlite3.connect(tmp_path / "lpi304.sqlite3")) as database, database:
        first, second = database.execute("SELECT id FROM cards_card ORDER BY id LIMIT 2")
        database.execute("DELETE FROM cards_card_terms WHERE card_id = ?", first)
        database.execute("DELETE FROM cards_card WHERE id = ?", first)
        database.execute("UPDATE cards_card SET kind = 'term', revision = 7 WHERE id = ?", second)

    assert "1 created, 1 changed" in prepare(tmp_path)
