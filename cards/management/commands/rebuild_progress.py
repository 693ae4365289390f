"""Make what is kept for the dashboard anew from the log, or compare the two."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cards.importing.report import counted
from cards.management.ready import ReadyCommand
from cards.models import Learner
from cards.progress.rebuilding import differences, rebuild


class Command(ReadyCommand):
    """`rebuild_progress [--check]`."""

    help = "Make traces, tallies and calibration anew from the log of answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to look only."""
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the learners, one after another."""
        learners = list(Learner.objects.order_by("pk"))
        if options["check"]:
            return self.check_all(learners)
        for number, learner in enumerate(learners, 1):
            self.show(number, len(learners))
            rebuild(learner)
        self.stdout.write(f"{counted(len(learners), 'learner')}, all made anew from the log")

    def check_all(self, learners: list[Learner]) -> None:
        """Tell every row that is off; raise CommandError if there is one."""
        found = [f"learner {one.pk}, {line}" for one in learners for line in differences(one)]
        self.stderr.writelines(f"{line}\n" for line in found)
        if found:
            raise CommandError(f"{counted(len(found), 'row')} not as the log has it.")
        self.stdout.write(f"{counted(len(learners), 'learner')}, all as the log has it")

    def show(self, number: int, total: int) -> None:
        """Show a person at a terminal how far it is."""
        if self.stdout.isatty():
            end = "\r\033[K" if number == total else ""
            self.stdout.write(f"\rLearner {number} of {total}{end}", ending="")
            self.stdout.flush()
