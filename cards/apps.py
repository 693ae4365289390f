"""The one app: everything the product does."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """The app's name and its label in the admin."""

    name = "cards"
    verbose_name = "lpi304"

    def ready(self) -> None:
        """Let progress keep count of what the day writes: neither knows of the other."""
        from cards.progress.rollups import Keeper
        from cards.study import answering

        answering.witness = Keeper()
