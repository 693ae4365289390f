"""A real browser: pages that may not complain, learners who are signed in, keys and focus."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from cards.models import Learner
from tests.browser.signing import sign_in

MILLISECONDS_TO_WAIT = 10_000
# The browser says so itself of every form that comes back with a complaint.
ALLOWED = "the server responded with a status of 422"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each test has a server of its own; the plugin's fixture is written as pytest 10 forbids."""


@pytest.fixture(scope="session")
def _pw_artifacts_folder(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Where the plugin keeps its traces; its own folder is never cleared under xdist."""
    return SimpleNamespace(name=str(tmp_path_factory.mktemp("browser")))


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about so far; a test that expects some takes it out."""
    return []


@pytest.fixture(autouse=True)
def _no_complaints(complaints: list[str]) -> Iterator[None]:
    """No page may leave an error in the console, nor a violation of its security policy."""
    yield
    assert complaints == []


@pytest.fixture
def open_page(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, complaints: list[str]
) -> OpenPage:
    """Return a function that opens a page in a browser of its own, in English unless told."""
    expect.set_options(timeout=MILLISECONDS_TO_WAIT)

    def open_page(path: str = "/", learner: Learner | None = None, **options: Any) -> Page:
        usual = {"base_url": live_server.url, "locale": "en-US", "timezone_id": "Asia/Tokyo"}
        context = new_context(**usual | options)
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        _watch(context, complaints)
        if learner:
            sign_in(context, learner, live_server.url)
        page = context.new_page()
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def desk(open_page: OpenPage, learner: Learner) -> Callable[..., Page]:
    """Return a function that opens the review as the learner."""

    def desk(**options: Any) -> Page:
        return open_page("/review/", learner, **options)

    return desk


def _watch(context: BrowserContext, complaints: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and ALLOWED not in message.text:
            complaints.append(message.text)

    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
