"""The same day in a browser that runs no scripts: plain forms and whole pages."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from cards.models import CardState, Learner, Report, Review
from tests.browser.conftest import OpenPage
from tests.factories import make_card, make_choice, make_typed

Desk = Callable[..., Page]


def prompt(page: Page, text: str) -> None:
    expect(page.locator("#prompt")).to_have_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).last.click()


def test_a_whole_day_by_plain_forms(open_page: OpenPage, learner: Learner) -> None:
    make_card(prompt="Recalled")
    make_typed(prompt="Typed", accepted=["virsh list"])
    make_choice(prompt="Chosen", right=2)
    page = open_page("/", learner, java_script_enabled=False)
    page.get_by_role("link", name="Start").click()
    prompt(page, "Recalled")
    press(page, "Show the answer")
    press(page, "Good")
    prompt(page, "Typed")
    page.locator("#typed").fill("virsh list --all")
    press(page, "Check")
    expect(page.locator(".verdict.wrong")).to_be_visible()
    press(page, "I was right")
    expect(page.locator(".verdict.right")).to_be_visible()
    press(page, "Good")
    prompt(page, "Chosen")
    for number in (0, 1):
        page.locator(f"input[value='{number}'][name=choice]").check()
    press(page, "Check")
    expect(page.locator(".verdict.right")).to_be_visible()
    press(page, "Again")
    expect(page.locator(".left")).to_have_text("Drill: 1")
    press(page, "I do not know")
    press(page, "Good")
    expect(page.get_by_role("heading", name="That is all for today")).to_be_visible()
    press(page, "Undo the last answer")
    prompt(page, "Chosen")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    log = Review.objects.of(learner).order_by("answered_at").values_list("grade", "verdict")
    assert list(log) == [(4, ""), (4, "right"), (2, "right"), (4, "wrong")]
    assert Review.objects.standing().count() == 3


def test_enter_checks_and_an_answer_in_the_wrong_form_is_asked_again(desk: Desk) -> None:
    make_typed(prompt="Typed", accepted=["virsh list --all"])
    page = desk(java_script_enabled=False)
    page.locator("#typed").fill("virsh list -all")
    page.locator("#typed").press("Enter")
    expect(page.locator("#typed-hint")).to_contain_text("A dash is missing")
    expect(page.locator("#typed")).to_have_value("virsh list -all")
    page.locator("#typed").fill("virsh list --all")
    page.locator("#typed").press("Enter")
    expect(page.locator(".verdict.right")).to_be_visible()
    assert not Review.objects.exists()


def test_a_detour_comes_back_to_the_card_as_it_was_left(desk: Desk, learner: Learner) -> None:
    make_typed(prompt={"en": "Typed", "ja": "打つ"}, accepted=["virsh list"])
    page = desk(java_script_enabled=False)
    press(page, "日本語")
    prompt(page, "打つ")
    page.locator("#typed").fill("virsh li")
    press(page, "Reread")
    expect(page).to_have_url(re.compile("/library/section/1-1/"))
    page.get_by_role("link", name="Back to the card").click()
    prompt(page, "打つ")
    expect(page.locator("#typed")).to_have_value("virsh li")
    press(page, "Report")
    page.get_by_label("What is wrong with it?").fill("Nothing at all")
    press(page, "Send")
    expect(page.locator("#typed")).to_have_value("virsh li")
    assert Report.objects.count() == 1
    page.get_by_role("link", name="Last").click()
    expect(page.get_by_text("No card was answered today.")).to_be_visible()
    page.get_by_role("link", name="Back to the card").click()
    press(page, "Set aside")
    expect(page.get_by_text("Set aside:")).to_be_visible()
    assert CardState.objects.get(learner=learner).is_suspended


def test_settings_are_saved_and_undone_and_the_language_switched(
    open_page: OpenPage, learner: Learner
) -> None:
    make_card()
    page = open_page("/settings/", learner, java_script_enabled=False)
    page.get_by_label("Minutes a day").fill("45")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Minutes a day")).to_have_value("45")
    press(page, "Undo the last change")
    expect(page.get_by_label("Minutes a day")).to_have_value("20")
    page.get_by_label("Minutes a day").fill("999")
    page.locator("form.settings").evaluate("form => form.noValidate = true")
    press(page, "Save")
    expect(page.locator(".errorlist")).to_be_visible()
    expect(page.get_by_label("Minutes a day")).to_have_value("999")
    page.goto("/settings/")
    press(page, "日本語")
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    learner.refresh_from_db()
    assert (learner.minutes_a_day, learner.language) == (20, "ja")


def test_cards_are_searched_for(open_page: OpenPage, learner: Learner) -> None:
    make_card(prompt="Where is the zebra?")
    make_card(prompt="Where is the lion?")
    page = open_page("/library/", learner, java_script_enabled=False)
    page.get_by_label("Words").fill("zebra")
    press(page, "Search")
    expect(page.locator(".card-list li")).to_have_count(1)
    page.get_by_role("link", name="zebra").click()
    expect(page.get_by_role("heading", name="Where is the zebra?")).to_be_visible()
