"""A link that signs the local learner in, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.urls import reverse

from cards.accounts import local_user, sign_in_tokens
from cards.management.ready import ReadyCommand


class Command(ReadyCommand):
    """Called by the start script and by `make link`."""

    help = "Print a link that signs in, once, on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HOSTED:
            raise CommandError("LPI304_MODE is hosted: sign in by name and password instead.")
        token = sign_in_tokens.make_token(local_user())
        path = reverse("cards:sign-in-link", args=[token])
        self.stdout.write(f"http://127.0.0.1:{options['port']}{path}")
