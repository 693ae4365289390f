"""Signing in and choosing a language by cookie, as the server would after the form."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from cards.models import Learner


def sign_in(
    context: BrowserContext, learner: Learner, url: str, cookie_name: str | None = None
) -> None:
    """Give the browser a session of the learner."""
    client = Client()
    client.force_login(learner.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    _set_cookie(context, cookie_name or settings.SESSION_COOKIE_NAME, session, url)


def choose_language(context: BrowserContext, language: str, url: str) -> None:
    """Make every page come in this language ("ja" or "en")."""
    for name in {settings.LANGUAGE_COOKIE_NAME, "lpi304_language"}:
        _set_cookie(context, name, language, url)


def _set_cookie(context: BrowserContext, name: str, value: str, url: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": url}])
