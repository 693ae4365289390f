"""Everything of one learner, back from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import no_translations

from cards.importing.report import counted
from cards.management.commands.export_learner import learner_named
from cards.management.ready import ReadyCommand
from cards.models import Learner
from cards.progress.portable import (
    MAX_BYTES,
    Document,
    NotEmpty,
    Unreadable,
    is_empty,
    read,
    restore,
)


class Command(ReadyCommand):
    """`import_learner USERNAME FILE`: every problem on stderr, or one line of what is there now."""

    help = "Bring back what export_learner wrote, into an account without answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it becomes and what."""
        parser.add_argument("username")
        parser.add_argument("file", type=Path)

    @no_translations
    def handle(self, *args: Any, username: str, file: Path, **options: Any) -> None:
        """Restore all of it, or nothing."""
        try:
            document = bring_back(learner_named(username), file)
        except Unreadable as error:
            self.stderr.writelines(f"{line}\n" for line in error.lines)
            count = counted(error.count, "problem")
            raise CommandError(f"{count}. Nothing was changed.") from error
        self.stdout.write(summary(document))


def bring_back(learner: Learner, file: Path) -> Document:
    """Restore a file and return what it held. Raises CommandError or Unreadable.

    Whether the account is empty comes first: of its own file everything would be told as taken.
    """
    try:
        if not is_empty(learner):
            raise NotEmpty
        with file.open("rb") as opened:
            document = read(opened.read(MAX_BYTES + 1))
        restore(learner, document)
    except NotEmpty as error:
        raise CommandError("The account has cards or papers. Nothing was changed.") from error
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    return document


def summary(document: Document) -> str:
    """Return in one line how much a document holds."""
    parts = (
        counted(len(document.states), "card"),
        counted(len(document.reviews), "answer"),
        counted(len(document.sittings), "paper"),
        counted(len(document.reports), "report"),
    )
    return f"{', '.join(parts)} restored"
