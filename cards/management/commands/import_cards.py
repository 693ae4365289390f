"""Store the cards of card files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from cards import clock
from cards.importing import applying, report
from cards.management.commands import check_cards
from cards.progress.rebuilding import rebuild_after_import


class Command(check_cards.Command):
    """`import_cards [PATH…]`: all cards of the files, or, if anything is wrong, none."""

    help = "Store the cards of card files (YAML or JSON): all, or none if anything is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files and folders, and how to treat them."""
        check_cards.add_paths(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show the difference, store nothing"
        )
        parser.add_argument(
            "--complete", action="store_true", help="these are all cards: retire the others"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        """Store the cards and count what became of them."""
        cards, is_dry_run = self.checked_cards(paths), options["dry_run"]
        if is_dry_run:
            outcome = applying.plan(cards, complete=options["complete"]).outcome
        else:
            with transaction.atomic():  # both or none: the next import would see nothing to do
                outcome = applying.apply(cards, complete=options["complete"], now=clock.now())
                rebuild_after_import(outcome.changed)
        if is_dry_run or options["verbosity"] > 1:
            self.stdout.writelines(f"{line}\n" for line in report.differences(outcome))
        self.stdout.write(report.summary(outcome) + " (dry run)" * is_dry_run)
