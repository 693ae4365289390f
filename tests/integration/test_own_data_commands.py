"""A learner exported, imported and deleted at the command line."""

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cards.models import Learner, Review, User
from cards.progress.portable import delete, dump
from tests.factories import answer, make_card, make_learner
from tests.lives import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None) -> Learner:
    """A learner who has done a bit of everything."""
    learner = make_learner(name="anna")
    live(learner)
    return learner


def run(command: str, *args: Any, **options: Any) -> tuple[str, list[str], str]:
    """Run a command; return what it printed, its lines on stderr, and what it failed with."""
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command(command, *map(str, args), stdout=out, stderr=err, no_color=True, **options)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue().splitlines(), failure


def type_in(monkeypatch: pytest.MonkeyPatch, typed: str | None) -> list[str]:
    """Have something typed when asked, or nobody there; return the list of questions."""
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", ask)
    return asked


def test_an_export_goes_to_the_screen(anna: Learner) -> None:
    assert run("export_learner", "anna") == (dump(anna), [], "")


def test_an_export_goes_to_a_file_that_nobody_else_may_read(anna: Learner, tmp_path: Path) -> None:
    file = tmp_path / "anna.json"
    file.write_text("an older one")

    assert run("export_learner", "anna", output=file) == (f"{file}\n", [], "")

    assert file.read_bytes() == dump(anna).encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_told(anna: Learner, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "anna.json"
    failure = f"{nowhere}: No such file or directory"
    assert run("export_learner", "anna", output=nowhere) == ("", [], failure)
    failure = f"{tmp_path}: not a file to write to"
    assert run("export_learner", "anna", output=tmp_path) == ("", [], failure)


@pytest.mark.parametrize("command", ["export_learner", "import_learner", "delete_learner"])
def test_an_account_that_is_not_there_is_told(db: None, command: str, tmp_path: Path) -> None:
    file = [tmp_path / "x.json"] if command == "import_learner" else []
    failure = "There is no account “nobody”."
    assert run(command, "nobody", *file) == ("", [], failure)


def test_an_import_brings_back_what_was_exported(anna: Learner, tmp_path: Path) -> None:
    text, file = dump(anna), tmp_path / "anna.json"
    run("export_learner", "anna", output=file)
    delete(anna)
    make_learner(name="anna")

    out, err, failure = run("import_learner", "anna", file)

    assert (err, failure) == ([], "")
    cards, answers = (len(json.loads(text)[table]) for table in ("states", "reviews"))
    assert out == f"{cards} cards, {answers} answers, 4 papers, 3 reports restored\n"
    assert run("export_learner", "anna") == (text, [], "")


def test_each_problem_of_a_file_is_told_and_nothing_changed(anna: Learner, tmp_path: Path) -> None:
    document = json.loads(dump(anna))
    delete(anna)
    ben = make_learner(name="ben")
    before = dump(ben)
    document["states"][0]["card"] = "xen"
    document["settings"]["language"] = "fr"
    file = tmp_path / "anna.json"
    file.write_text(json.dumps(document))

    out, err, failure = run("import_learner", "ben", file)

    assert (out, failure) == ("", "2 problems. Nothing was changed.")
    assert err == [
        'settings.language: found "fr"; expected one of "ja", "en", ""',
        'states[1].card: found "xen"; expected the key of a card that is here',
    ]
    assert dump(ben) == before


def test_an_import_into_an_account_with_answers_is_refused(anna: Learner, tmp_path: Path) -> None:
    file = tmp_path / "anna.json"
    run("export_learner", "anna", output=file)
    before = dump(anna)
    failure = "The account has cards or papers. Nothing was changed."
    assert run("import_learner", "anna", file) == ("", [], failure)
    assert dump(anna) == before


def test_a_file_that_is_not_there_is_told(learner: Learner, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    failure = f"{file}: No such file or directory"
    assert run("import_learner", learner.user.username, file) == ("", [], failure)


def test_a_learner_is_deleted_when_the_name_is_typed(
    anna: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = type_in(monkeypatch, "anna")
    answers = Review.objects.count()

    out, err, failure = run("delete_learner", "anna")

    assert out == "“anna” is deleted, with everything that belonged to it.\n"
    assert (err, failure) == ([], "")
    assert asked == [f"{answers} answers and 4 papers will be gone. Type the name to delete them: "]
    assert not User.objects.exists()


@pytest.mark.parametrize("typed", ["", "ann", "Anna", None])
def test_a_learner_is_not_deleted_when_another_name_or_none_is_typed(
    learner: Learner, monkeypatch: pytest.MonkeyPatch, typed: str | None
) -> None:
    type_in(monkeypatch, typed)
    failure = "That is not the name. Nothing was deleted."
    assert run("delete_learner", learner.user.username) == ("", [], failure)
    assert Learner.objects.get() == learner


def test_a_learner_is_deleted_without_a_question_when_told_so(
    anna: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = type_in(monkeypatch, None)
    answer(other := make_learner(), make_card())
    run("delete_learner", "anna", yes=True)
    assert asked == []
    assert Learner.objects.get() == other
    assert Review.objects.get().learner == other
