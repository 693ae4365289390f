"""Every page is accessible and fits, in light and dark, Japanese and English, narrow and wide.

Tab goes through all of it in a narrow window, which is also a wide one at 400 %.
"""

import json
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import OpenPage
from tests.browser.deck import make_deck
from tests.browser.looking import sticks_out
from tests.browser.places import PLACES, Place
from tests.browser.signing import choose_language
from tests.browser.tabbing import faults_by_tab

Scheme = Literal["light", "dark"]
# What is there does not change with the scheme, so in the dark only its colours are looked at.
RULES: dict[Scheme, list[str]] = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": ["color-contrast"],
}
WIDTHS = (320, 1280)
WIDTHS_BETWEEN = (360, 768)
HEIGHT = 720


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_accessible_fits_and_is_gone_through_by_tab(
    place: Place,
    open_page: OpenPage,
    live_server: LiveServer,
    settings: Settings,
    complaints: list[str],
) -> None:
    settings.HOSTED = settings.SIGN_UP = place.hosted
    make_deck()
    guest = place.guest()
    page = open_page("about:blank", guest.learner, reduced_motion="reduce")
    faults: list[str] = []
    for language in ("ja", "en"):
        choose_language(page.context, language, live_server.url)
        place.visit(page, guest)
        faults += [f"{language}: {fault}" for fault in _faults(page)]
    faults += _faults_by_tab(page)
    assert faults == []
    if place.name == "error":
        complaints[:] = [text for text in complaints if "404" not in text]


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    faults = []
    for width in WIDTHS_BETWEEN:
        faults += _misfits(page, width)
    for width in WIDTHS:
        faults += _misfits(page, width)
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} px, {scheme}: {fault}" for fault in _violations(page, rules)]
    return faults


def _faults_by_tab(page: Page) -> list[str]:
    """Go through the page in a narrow window, where bars are fixed at its edges."""
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return [f"by Tab: {fault}" for fault in faults_by_tab(page)]


def _misfits(page: Page, width: int) -> list[str]:
    """Give the window this width, and a height in which nothing lies under a bar that is fixed."""
    page.set_viewport_size({"width": width, "height": 1600})
    return [f"{width} px wide, sticks out: {part}" for part in sticks_out(page)]


def _violations(page: Page, rules: list[str]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found: dict[str, list[dict[str, Any]]] = page.evaluate(f"axe.run({json.dumps(options)})")
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
