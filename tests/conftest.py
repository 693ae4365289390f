"""What every test may ask for."""

import os
import shutil
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cards.models import Learner
from tests.factories import make_learner

# Playwright runs an event loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """What one test has cached about a learner is no business of the next."""
    cache.clear()


@pytest.fixture
def learner(db: None) -> Learner:
    """A learner in Tokyo whose day starts at four, with every setting at its default."""
    return make_learner()


@pytest.fixture
def client(learner: Learner) -> Client:
    """A browser in which that learner is signed in, asking for English pages."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(learner.user)
    return client


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium, and let it call nobody."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
