"""Everything between an installed program and a page: tables, syllabus, cards, static files."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db.models import Count, Sum

from cards.models import Card
from cards.progress.rebuilding import rebuild, without_rollups


class Command(BaseCommand):
    """Called by the start script."""

    help = "Make the tables, load the syllabus and the cards, collect the static files."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Tables …")
        call_command("migrate", verbosity=0, interactive=False)
        stamp = settings.DATA_DIR / "fixtures.stamp"
        digest = fixtures_digest(settings.BASE_DIR / "fixtures")
        if stamp.exists() and stamp.read_text() == f"{digest} {stored_deck()}":
            self.stdout.write("Cards: nothing new.")
        else:
            self.stdout.write("Syllabus and cards …")
            call_command("loaddata", "syllabus", "book", verbosity=0)
            call_command("import_cards", stdout=self.stdout, stderr=self.stderr)
            stamp.write_text(f"{digest} {stored_deck()}")
        for learner in without_rollups():
            self.stdout.write(f"Progress of learner {learner.pk} …")
            rebuild(learner)
        self.stdout.write("Pages …")
        call_command("collectstatic", verbosity=0, interactive=False)


def stored_deck() -> str:
    """Return what tells one stored deck from another, also that of a backup put in place."""
    sums = {"cards": Count("pk"), "numbers": Sum("pk"), "revisions": Sum("revision")}
    found = Card.objects.aggregate(**sums, retired=Count("retired_at"))
    return "-".join(str(number) for number in found.values())


def fixtures_digest(folder: Path) -> str:
    """Return a digest of every fixture file: another digest means something to import."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yaml")):
        digest.update(str(file.relative_to(folder)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
