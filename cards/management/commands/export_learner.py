"""Everything of one learner, as a file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from cards.management.ready import ReadyCommand
from cards.models import Learner
from cards.progress.portable import dump


class Command(ReadyCommand):
    """`export_learner USERNAME [--output FILE]`: JSON on stdout, or the path it was written to."""

    help = "Write everything of a learner (settings, states, log, papers, reports) as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it is and where it goes."""
        parser.add_argument("username")
        parser.add_argument("--output", type=Path, help="a file to write instead of stdout")

    def handle(self, *args: Any, username: str, output: Path | None, **options: Any) -> None:
        """Export, and say where unless it is here."""
        text = dump(learner_named(username))
        if output is None:
            self.stdout.write(text)
            return
        try:
            write_private(output, text)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(str(output))


def learner_named(username: str) -> Learner:
    """Return the learner with this name of account, or raise CommandError."""
    learner = Learner.objects.filter(user__username=username).first()
    if learner is None:
        raise CommandError(f"There is no account “{username}”.")
    return learner


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone may read. It is there as a whole or, on OSError, not."""
    if file.exists() and not file.is_file():
        raise FileExistsError(None, "not a file to write to")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.touch(mode=0o600)
        unfinished.write_text(text, "utf-8", newline="\n")
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
