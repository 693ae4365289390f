"""Choosing: by key, by tap, one or several, and what is shown afterwards."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from cards.models import Learner, Review
from tests.browser.looking import focused
from tests.factories import make_card, make_choice

Desk = Callable[..., Page]


def order(page: Page) -> list[str]:
    """Return the texts of the options, as they stand on the page."""
    return page.locator(".option .text").all_inner_texts()


def test_options_are_picked_by_digit_and_by_letter(desk: Desk) -> None:
    make_choice()
    page = desk()
    picked = page.locator("input[name=choice]")
    focused(page)
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_have_text("Choose an option first.")
    expect(page.locator("#announcer")).to_have_text("Choose an option first.")
    focused(page)
    page.keyboard.press("3")
    expect(picked.nth(2)).to_be_checked()
    page.keyboard.press("b")
    expect(picked.nth(1)).to_be_checked()
    expect(picked.nth(2)).not_to_be_checked()
    expect(picked.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(picked.nth(2)).to_be_checked()


def test_several_are_picked_and_taken_back_and_each_unfolds_its_reason(
    desk: Desk, learner: Learner
) -> None:
    make_choice(right=2, options=5)
    page = desk()
    texts = order(page)
    right, wrong = texts.index("Option 0"), texts.index("Option 4")
    missed = texts.index("Option 1")
    for key in (wrong, right, missed, missed):
        page.keyboard.press(str(key + 1))
    expect(page.locator("input[name=choice]:checked")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.wrong")).to_be_visible()
    assert order(page) == texts
    expect(page.locator(".why")).to_have_text([f"Why {text[-1]}" for text in texts])
    marks = [page.locator(".option").nth(number) for number in (right, missed, wrong)]
    for option, said in zip(marks, ["✓right", "✓right", "✗wrong"], strict=True):
        expect(option.locator(".mark")).to_have_text(said)
    expect(marks[1]).to_have_css("border-top-style", "dashed")
    expect(marks[0]).to_have_css("border-top-style", "solid")
    page.keyboard.press("Enter")
    expect(page.locator(".left")).to_have_text("Drill: 1")
    [review] = Review.objects.of(learner)
    assert (review.response, review.verdict, review.grade) == ([0, 4], "wrong", 2)


def test_options_come_in_another_order_with_another_ticket_and_the_same_with_the_same(
    desk: Desk,
) -> None:
    make_choice(options=5)
    page = desk()
    orders = set()
    for _ in range(6):
        page.reload()
        orders.add(tuple(order(page)))
    assert len(orders) > 1
    before = order(page)
    page.keyboard.press("l")
    expect(page.locator("#prompt[lang=ja]")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator("#prompt[lang=en]")).to_be_visible()
    assert order(page) == before


def test_a_pick_outlives_a_detour(desk: Desk) -> None:
    make_card(prompt="Later", place=10**6)
    make_choice()
    page = desk()
    page.keyboard.press("2")
    picked = page.locator(".option", has=page.locator("input:checked")).inner_text()
    page.get_by_role("button", name="Reread").click()
    expect(page).to_have_url(re.compile("/library/section/"))
    page.get_by_role("link", name="Back to the card").click()
    expect(page.locator(".option", has=page.locator("input:checked"))).to_have_text(
        re.compile(re.escape(picked.split("\n")[-1]))
    )
