"""A whole day by keyboard alone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from cards.models import CardState, Learner, Report, Review
from scripts.visitor import token_of
from tests.browser.conftest import OpenPage
from tests.browser.looking import focused
from tests.factories import answer, make_card, make_choice, make_typed

Desk = Callable[..., Page]


def prompt(page: Page, text: str) -> None:
    """Wait for the card with this prompt."""
    expect(page.locator("#prompt")).to_have_text(text)


def grades(learner: Learner) -> list[int]:
    """Return the standing grades, oldest first."""
    return [one.grade for one in Review.objects.of(learner).standing().order_by("answered_at")]


def token_in(page: Page) -> UUID:
    """Return the token of the card that is shown."""
    return token_of(page.locator("input[name=ticket]").input_value())


def test_a_day_is_begun_answered_and_closed_by_keys(open_page: OpenPage, learner: Learner) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    make_typed(accepted=["virsh list"], prompt="Three")
    make_choice(prompt="Four")
    page = open_page("/", learner)
    page.keyboard.press("Enter")
    prompt(page, "One")
    focused(page)
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    focused(page)
    page.keyboard.press("3")
    prompt(page, "Two")
    focused(page)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    page.keyboard.press("Shift+Numpad4")  # the digit, as with NumLock
    prompt(page, "Three")
    page.keyboard.type("virsh list")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.right")).to_be_visible()
    focused(page)
    page.keyboard.press("Enter")
    prompt(page, "Four")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".options.shown")).to_be_visible()
    focused(page)
    page.keyboard.press("4")
    expect(page.get_by_role("heading", name="That is all for today")).to_be_visible()
    focused(page)
    assert grades(learner) == [4, 5, 4, 5]
    page.keyboard.press("u")
    prompt(page, "Four")
    focused(page)
    assert grades(learner) == [4, 5, 4]
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_a_key_held_down_acts_once(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two", "Three"):
        make_card(prompt=name)
    page = desk()
    _hold(page, "s", lambda: prompt(page, "Two"))
    prompt(page, "Two")
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    _hold(page, "3", lambda: prompt(page, "Three"))
    prompt(page, "Three")
    assert CardState.objects.filter(is_suspended=True).count() == 1
    assert grades(learner) == [4]


def test_enter_held_down_checks_and_takes_no_grade(desk: Desk) -> None:
    make_typed(accepted=["virsh list"])
    page = desk()
    page.keyboard.type("virsh list")
    _hold(page, "Enter", lambda: expect(page.locator(".verdict.right")).to_be_visible())
    expect(page.locator(".verdict.right")).to_be_visible()
    assert not Review.objects.exists()


def _hold(page: Page, key: str, wait: Callable[[], None]) -> None:
    """Hold a key down until it repeats, also after its effect is seen."""
    page.keyboard.down(key)
    wait()
    page.keyboard.down(key)
    page.keyboard.down(key)
    page.keyboard.up(key)
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_undo_goes_back_answer_by_answer(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two", "Three"):
        make_card(prompt=name)
    page = desk()
    for following in ("Two", "Three"):
        page.keyboard.press("Space")
        page.keyboard.press("Space")  # too early or too late, it does no harm
        expect(page.locator(".answer")).to_be_visible()
        page.keyboard.press("3")
        prompt(page, following)
    for earlier in ("Two", "One"):
        page.keyboard.press("u")
        prompt(page, earlier)
        expect(page.locator(".notice")).to_contain_text("Taken back")
        focused(page)
    page.keyboard.press("u")
    expect(page.locator(".notice")).to_contain_text("left to undo")
    assert not CardState.objects.filter(learner=learner, answers__gt=0).exists()


def test_the_last_card_the_keys_and_the_other_language_open_over_the_same_card(
    desk: Desk, learner: Learner
) -> None:
    make_card(prompt="Before", answer="The answer before")
    make_card(prompt={"en": "Now", "ja": "いま"})
    page = desk()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    page.keyboard.press("3")
    prompt(page, "Now")
    token = token_in(page)
    page.keyboard.press("p")
    expect(page.locator("#last-card")).to_contain_text("The answer before")
    assert focused(page)["text"] == "Last card"
    page.keyboard.press("?")
    expect(page.get_by_text("overrule the verdict")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("overrule the verdict")).to_be_hidden()
    page.keyboard.press("l")
    prompt(page, "いま")
    focused(page)
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    page.keyboard.press("l")
    prompt(page, "Now")
    expect(page.locator(".answer")).to_be_visible()
    assert token_in(page) == token


def test_shortcuts_are_off_while_typing_and_a_detour_keeps_what_was_typed(
    desk: Desk, learner: Learner
) -> None:
    make_typed(accepted=["virsh list"], prompt="Typed")
    make_card(prompt="Next")
    page = desk()
    page.keyboard.type("burps? 1234 lox ")
    expect(page.locator("#typed")).to_have_value("burps? 1234 lox ")
    page.keyboard.press("Tab")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("/library/section/1-1/"))
    page.keyboard.press("Escape")
    prompt(page, "Typed")
    expect(page.locator("#typed")).to_have_value("burps? 1234 lox ")
    page.locator("#typed").press("Tab")
    page.keyboard.press("r")
    expect(page.get_by_label("What is wrong with it?")).to_be_focused()
    page.keyboard.type("surplus")
    page.keyboard.press("Escape")
    expect(page.get_by_label("What is wrong with it?")).to_have_value("surplus")
    expect(page.get_by_label("What is wrong with it?")).not_to_be_focused()
    page.keyboard.press("Escape")
    prompt(page, "Typed")
    expect(page.locator("#typed")).to_have_value("burps? 1234 lox ")
    assert not Review.objects.exists()
    assert not Report.objects.exists()


def test_a_report_is_sent_and_the_card_is_there_again(desk: Desk, learner: Learner) -> None:
    card = make_card(prompt="Wrong card")
    page = desk()
    page.keyboard.press("r")
    page.get_by_label("What is wrong with it?").fill("P.17, not P.16")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    prompt(page, "Wrong card")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    assert [report.card for report in Report.objects.all()] == [card]


def test_a_card_is_set_aside_a_verdict_overruled_and_an_answer_given_up_by_keys(
    desk: Desk, learner: Learner
) -> None:
    make_card(prompt="Aside")
    for name in ("Overruled", "Given up"):
        make_typed(accepted=["virsh list"], prompt=name)
    page = desk()
    page.keyboard.press("s")
    prompt(page, "Overruled")
    expect(page.locator(".notice")).to_contain_text("Set aside")
    page.keyboard.type("virsh start")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.wrong")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator(".verdict.right")).to_be_visible()
    expect(page.locator(".verdict .quiet")).to_have_text("You overruled the verdict.")
    focused(page)
    page.keyboard.press("Enter")
    prompt(page, "Given up")
    page.keyboard.press("Tab")
    page.keyboard.press("x")
    expect(page.locator(".verdict.wrong")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".left")).to_have_text("Drill: 1")
    log = Review.objects.of(learner).order_by("answered_at").values_list("grade", "is_overruled")
    assert list(log) == [(4, True), (2, False)]
    assert CardState.objects.get(learner=learner, card__prompt="Aside").is_suspended


def test_tab_goes_through_a_card_in_order_and_always_shows_where_it_is(
    desk: Desk, learner: Learner
) -> None:
    answer(learner, make_card(prompt="Early"), at=_long_ago())
    page = desk()
    expect(page.locator("#prompt")).to_be_focused()
    row = ["Undo", "Last", "Reread", "日本語", "Set aside", "Report"]
    assert _tabbed(page, 8) == ["Show the answer", *row, "Keys"]
    page.keyboard.press("Space")
    expect(page.locator(".keys[open]")).to_be_visible()
    page.locator("#prompt").focus()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    grades = ["1 d Again", "6 d Hard", "6 d Good", "6 d Easy"]
    assert _tabbed(page, 12) == ["About this card", *grades, *row, "Keys"]


def _tabbed(page: Page, times: int) -> list[object]:
    names = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found = focused(page)
        assert found["hasRing"], f"nothing shows that {found} has the focus"
        assert found["isOnTop"], f"{found} has the focus and is hidden"
        names.append(found["text"])
    return names


def _long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=30)
