"""Commands on an installation that is not ready say so in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

COMMANDS = [
    ["check_cards"],
    ["check_reviews"],
    ["delete_learner", "learner"],
    ["export_learner", "learner"],
    ["import_cards"],
    ["import_learner", "learner", "file.json"],
    ["rebuild_progress"],
    ["sign_in_link"],
]


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_that_needs_the_tables_tells_what_brings_them_up_to_date(
    command: list[str],
) -> None:
    MigrationRecorder.Migration.objects.filter(app="cards").latest("name").delete()

    with pytest.raises(CommandError, match=r"not ready: 1 migration still to come\. `make run`"):
        call_command(*command)


def test_a_folder_without_a_database_is_told_without_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "LPI304_DATA": str(tmp_path), "DB": "sqlite"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check_cards"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database is not ready: ")
    assert done.stderr.count("\n") == 1
