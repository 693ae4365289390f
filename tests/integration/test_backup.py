"""`backup` writes a checked copy while lpi304 is at work; PostgreSQL has its own tools."""

import io
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings
from time_machine import travel

from cards.models import Learner
from scripts.serving import own_environment, python
from tests.factories import NOON, answer, make_card

# A backup holds what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(project.DATABASE == "pg", reason="PostgreSQL has pg_dump")


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def backup() -> Path:
    out = io.StringIO()
    call_command("backup", stdout=out)
    return Path(out.getvalue().removesuffix("\n"))


def tokens(copy: Path) -> list[str]:
    with closing(sqlite3.connect(copy)) as database:
        return [token for (token,) in database.execute("SELECT token FROM cards_review")]


@on_sqlite
@travel(NOON, tick=False)
def test_the_copy_is_named_after_the_moment_and_its_path_is_printed(data: Path) -> None:
    assert backup() == data / "backups" / "lpi304-20260302-030000.sqlite3"


@on_sqlite
def test_the_copy_holds_every_answer(learner: Learner) -> None:
    given = [answer(learner, make_card()).token.hex for _ in range(3)]
    assert sorted(tokens(backup())) == sorted(given)


@on_sqlite
def test_nothing_but_the_copy_is_left_and_only_the_owner_may_read_it(data: Path) -> None:
    copy = backup()
    assert list((data / "backups").iterdir()) == [copy]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@on_sqlite
def test_a_restored_copy_is_sound(learner: Learner, data: Path) -> None:
    card = make_card()
    for _ in range(3):
        answer(learner, card)
    restored = data / "restored"
    restored.mkdir()
    backup().rename(restored / "lpi304.sqlite3")
    environment = own_environment(restored, 8000)
    assert python(environment, "manage.py", "check_reviews") == "3 answers checked, no problems\n"


@on_sqlite
def test_an_answer_that_is_being_written_neither_stops_the_copy_nor_is_in_it(
    learner: Learner,
) -> None:
    given = answer(learner, make_card())
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM cards_review")
        assert tokens(backup()) == [given.token.hex]
        other.execute("ROLLBACK")


class Damaged(sqlite3.Connection):
    """A connection on which the check finds something."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute("SELECT 'row 3 missing'" if "integrity" in sql else sql, *args)


@on_sqlite
def test_a_damaged_copy_is_told_and_not_kept(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file: connect(file, factory=Damaged))
    with pytest.raises(CommandError, match="row 3 missing"):
        backup()
    assert not list((data / "backups").iterdir())


@on_sqlite
@travel(NOON, tick=False)
def test_a_second_copy_within_the_second_does_not_replace_the_first(learner: Learner) -> None:
    copy = backup()
    answer(learner, make_card())
    with pytest.raises(CommandError, match="try again"):
        backup()
    assert tokens(copy) == []


@pytest.mark.skipif(project.DATABASE != "pg", reason="SQLite is copied")
@travel(NOON, tick=False)
def test_postgresql_is_left_to_pg_dump_with_the_exact_line() -> None:
    name = re.escape(connection.settings_dict["NAME"])
    line = rf"pg_dump --format=custom --file=lpi304-20260302-030000\.dump {name}$"
    with pytest.raises(CommandError, match=line):
        backup()
