"""One tap, one answer: double clicks, two tabs, the way back, and a lost connection."""

from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import Page, expect

from cards.models import CardState, Learner, Review
from tests.factories import make_card

Desk = Callable[..., Page]


def show(page: Page) -> None:
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".answer")).to_be_visible()


def good(page: Page) -> None:
    page.get_by_role("button", name="Good").click()


def test_a_double_click_is_one_answer(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two", "Three"):
        make_card(prompt=name)
    page = desk()
    show(page)
    page.get_by_role("button", name="Good").dblclick()
    expect(page.locator("#prompt")).to_have_text("Two")
    show(page)
    button = page.get_by_role("button", name="Good")
    button.evaluate("button => { for (let times = 5; times--; ) button.click(); }")
    expect(page.locator("#prompt")).to_have_text("Three")
    show(page)
    assert Review.objects.of(learner).count() == 2


def test_a_double_click_is_one_answer_without_scripts(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    page = desk(java_script_enabled=False)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").dblclick()
    expect(page.locator("#prompt")).to_have_text("Two")
    assert Review.objects.of(learner).count() == 1


def test_the_second_of_two_tabs_is_told_and_changes_nothing(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    first = desk()
    second = first.context.new_page()
    second.goto("/review/")
    for page in (first, second):
        show(page)
    good(first)
    expect(first.locator("#prompt")).to_have_text("Two")
    good(second)
    expect(second.locator(".notice")).to_have_text("Already answered. Nothing was changed.")
    expect(second.locator("#announcer")).to_contain_text("Already answered.")
    expect(second.locator("#prompt")).to_have_text("Two")
    assert Review.objects.of(learner).count() == 1
    assert CardState.objects.get(learner=learner).answers == 1


def test_a_card_that_moved_on_in_another_tab_is_not_shown(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    first = desk()
    second = first.context.new_page()
    second.goto("/review/")
    show(first)
    good(first)
    expect(first.locator("#prompt")).to_have_text("Two")
    second.get_by_role("button", name="Show the answer").click()
    expect(second.locator(".notice")).to_contain_text("That card has moved on.")
    expect(second.locator("#prompt")).to_have_text("Two")


def test_the_way_back_after_an_answer_cannot_count_it_twice(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two", "Three"):
        make_card(prompt=name)
    page = desk()
    show(page)
    good(page)
    expect(page.locator("#prompt")).to_have_text("Two")
    page.goto("/settings/")
    page.go_back()
    expect(page.locator("#prompt")).to_have_text("Two")
    show(page)
    good(page)
    expect(page.locator("#prompt")).to_have_text("Three")
    assert Review.objects.of(learner).count() == 2


def test_the_way_back_without_scripts_cannot_count_it_twice(desk: Desk, learner: Learner) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    page = desk(java_script_enabled=False)
    page.get_by_role("button", name="Show the answer").click()
    good(page)
    expect(page.locator("#prompt")).to_have_text("Two")
    page.go_back()
    if page.get_by_role("button", name="Good").count():
        good(page)
        expect(page.get_by_text("Already answered.")).to_be_visible()
    expect(page.locator("#prompt")).to_be_visible()
    assert Review.objects.of(learner).count() == 1


def test_a_lost_connection_is_said_and_nothing_is_lost(
    desk: Desk, learner: Learner, complaints: list[str]
) -> None:
    for name in ("One", "Two"):
        make_card(prompt=name)
    page = desk()
    show(page)
    page.context.set_offline(True)
    good(page)
    alarm = page.get_by_role("alert")
    expect(alarm).to_be_visible()
    expect(alarm).to_have_text("No connection. Nothing is lost: press again when it is back.")
    expect(page.locator("#prompt")).to_have_text("One")
    page.context.set_offline(False)
    good(page)
    expect(page.locator("#prompt")).to_have_text("Two")
    expect(alarm).to_be_hidden()
    assert Review.objects.of(learner).count() == 1
    assert complaints
    complaints.clear()


def test_a_refusal_of_the_server_is_said_and_loading_the_page_anew_mends_it(
    desk: Desk, learner: Learner, complaints: list[str]
) -> None:
    make_card(prompt="One")
    page = desk()
    show(page)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    good(page)
    expect(page.get_by_role("alert")).to_contain_text("The server could not do that.")
    expect(page.locator("#prompt")).to_have_text("One")
    page.reload()
    show(page)
    good(page)
    expect(page.get_by_role("heading", name="That is all for today")).to_be_visible()
    assert Review.objects.of(learner).count() == 1
    assert any("403" in complaint for complaint in complaints)
    complaints.clear()
