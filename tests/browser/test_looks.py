"""Large text, less motion, and paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cards.models import Learner
from tests.browser.conftest import OpenPage
from tests.browser.looking import is_in_sight, sticks_out
from tests.factories import answer, make_card

Desk = Callable[..., Page]


@pytest.mark.parametrize("path", ["/", "/review/", "/library/", "/settings/"])
def test_text_of_twice_the_size_still_fits(
    open_page: OpenPage, learner: Learner, path: str
) -> None:
    make_card(prompt="A question of the usual length, no more and no less than that.")
    # A browser zoomed to 200 % has half as many pixels to lay a page out on.
    window = {"width": 640, "height": 450}
    page = open_page(path, learner, viewport=window, device_scale_factor=2)
    assert sticks_out(page) == []
    _enlarge_text(page)
    assert sticks_out(page) == []
    if path == "/review/":
        assert is_in_sight(page, page.get_by_role("button", name="Show the answer"))
        page.keyboard.press("Space")
        expect(page.locator(".answer")).to_be_visible()
        assert is_in_sight(page, page.get_by_role("button", name="Good"))
        assert sticks_out(page) == []


def _enlarge_text(page: Page) -> None:
    """Give the reader's own font size twice its usual value; a style of ours would be refused."""
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
                   sheet.replaceSync("html { font-size: 212.5% !important }");
                   document.adoptedStyleSheets.push(sheet); }"""
    )


def test_motion_is_short_and_gone_for_those_who_want_none(desk: Desk) -> None:
    make_card()
    page = desk()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    moving = """() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
        .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none")
        .map((style) => `${style.transitionProperty} ${style.transitionDuration}`)"""
    assert page.evaluate(moving) == ["opacity 0.12s"]
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == []


def test_paper_shows_the_card_and_no_buttons(open_page: OpenPage, learner: Learner) -> None:
    card = make_card(prompt="On paper")
    answer(learner, card)
    page = open_page("/review/?extra=1&practice=1", learner)
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#prompt")).to_be_visible()
    expect(page.locator(".answer")).to_be_visible()
    for part in (".actions", ".desk-top", ".keys"):
        expect(page.locator(part)).to_be_hidden()
    page.goto("/library/card/" + card.key + "/")
    expect(page.get_by_role("heading", name="On paper")).to_be_visible()
    for part in (".site", ".tabs", ".ways"):
        expect(page.locator(part).first).to_be_hidden()
