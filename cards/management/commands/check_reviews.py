"""Check that the log is sound and that every card state is its replay."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management import CommandError
from django.db import connection

from cards import clock
from cards.importing.report import counted
from cards.management.commands.backup import back_up
from cards.management.ready import ReadyCommand
from cards.models import Review
from cards.study.auditing import Problem, problems
from cards.study.repairing import repair


class Command(ReadyCommand):
    """`check_reviews [--repair]`: every problem on stderr, or one line that there is none."""

    help = "Check the review log, and every card state against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the wish to repair."""
        parser.add_argument(
            "--repair", action="store_true", help="back up, then make what is wrong from the log"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is wrong, and mend it when asked to."""
        found = list(self.told(problems()))
        answers = counted(Review.objects.standing().count(), "answer")
        self.stdout.write(f"{answers} checked, {counted(len(found), 'problem')}")
        if found and not options["repair"]:
            raise CommandError("Nothing was changed; --repair makes what is wrong from the log.")
        if found:
            self.back_up()
            cards = {(problem.learner, problem.card): None for problem in found}
            repair(cards)
            self.stdout.write(f"{counted(len(cards), 'card')} repaired")

    def told(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Write each problem as it is found."""
        for problem in problems:
            self.stderr.write(problem_line(problem))
            yield problem

    def back_up(self) -> None:
        """Keep the database as it is; on PostgreSQL that is left to its own tools."""
        if connection.vendor == "sqlite":
            self.stdout.write(f"Backup: {back_up(clock.now())}")


def problem_line(problem: Problem) -> str:
    """Return a problem as one line: where, what was found, what was expected."""
    where = f"learner {problem.learner}, card {problem.card}, {problem.row}"
    return f"{where}: found {problem.found}; expected {problem.expected}"
