"""The one app: everything the product does."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """The app's name and its label in the admin."""

    name = "cards"
    verbose_name = "lpi304"
