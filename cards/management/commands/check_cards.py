"""Check card files without storing anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from cards.importing import applying, checking, coverage, reading, report
from cards.importing.records import CardRecord
from cards.management.ready import ReadyCommand

FOLDERS = ("cards", "mock")


class Command(ReadyCommand):
    """`check_cards [PATH…]`: every problem on stderr, or one line that there is none."""

    help = "Check card files (YAML or JSON) against the rules and the syllabus; store nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files and folders, and whether to count."""
        add_paths(parser)
        parser.add_argument(
            "--coverage",
            action="store_true",
            help="print objectives, terms and knowledge areas against cards; a star: too few",
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        """Say that all is well, or what is not."""
        cards = self.checked_cards(paths)
        if options["coverage"]:
            lines = coverage.table(cards, coverage.read_outlines())
            self.stdout.writelines(f"{line}\n" for line in lines)
        self.stdout.write(f"{report.counted(len(cards), 'card')}, no problems")

    def checked_cards(self, paths: list[Path]) -> list[CardRecord]:
        """Return the files' cards. Raise CommandError, every problem told, unless all is well."""
        content = reading.read(paths or default_folders(), self.show_progress)
        checked = checking.check(content.entries, applying.read_syllabus())
        problems = report.in_order(content.problems + checked.problems)
        for problem in problems:
            self.stderr.write(report.problem_line(problem))
        if problems:
            raise CommandError(f"{report.counted(len(problems), 'problem')}; nothing was stored.")
        return checked.cards

    def show_progress(self, done: int, files: int) -> None:
        """Show a person at a terminal that something is going on."""
        if self.stdout.isatty():
            end = "\r\033[K" if done == files else ""
            self.stdout.write(f"\rReading file {done} of {files}{end}", ending="")
            self.stdout.flush()


def add_paths(parser: ArgumentParser) -> None:
    """Let a command take files and folders."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="file, or folder of files; without any: fixtures/cards and fixtures/mock",
    )


def default_folders() -> list[Path]:
    """Return where the project keeps its cards, named as short as this folder allows."""
    folders = [settings.BASE_DIR / "fixtures" / name for name in FOLDERS]
    here = Path.cwd()
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in folders]
