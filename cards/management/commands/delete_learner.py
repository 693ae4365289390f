"""One account, and all that belongs to it, deleted."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from cards.importing.report import counted
from cards.management.commands.export_learner import learner_named
from cards.management.ready import ReadyCommand
from cards.models import Learner
from cards.progress.portable import delete


class Command(ReadyCommand):
    """`delete_learner USERNAME [--yes]`: asks for the name once more."""

    help = "Delete an account with everything that belongs to it, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it is."""
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Ask, then delete."""
        learner = learner_named(username)
        if not options["yes"] and typed_name(learner) != username:
            raise CommandError("That is not the name. Nothing was deleted.")
        delete(learner)
        self.stdout.write(f"“{username}” is deleted, with everything that belonged to it.")


def typed_name(learner: Learner) -> str:
    """Say what is at stake and return what is typed; "" when nobody is there to type."""
    answers = counted(learner.reviews.count(), "answer")
    papers = counted(learner.sittings.count(), "paper")
    try:
        return input(f"{answers} and {papers} will be gone. Type the name to delete them: ")
    except EOFError:
        return ""
