"""Settings that are saved at once: nothing typed is lost, and nothing jumps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from cards.models import Learner
from tests.browser.conftest import OpenPage
from tests.browser.looking import is_in_sight
from tests.factories import make_card

EXAM = datetime.now(UTC).date() + timedelta(days=400)


@pytest.fixture
def page(open_page: OpenPage, learner: Learner) -> Page:
    make_card()
    return open_page("/settings/", learner, viewport={"width": 360, "height": 740})


def stored(learner: Learner) -> Learner:
    learner.refresh_from_db()
    return learner


def expect_saved(page: Page) -> None:
    expect(page.locator("#said p")).to_have_text("Saved.")


def test_a_date_is_saved_when_it_is_typed_to_its_end(page: Page, learner: Learner) -> None:
    page.locator("#id_exam_date").focus()
    for digits in (EXAM.strftime("%m"), EXAM.strftime("%d"), EXAM.strftime("%Y")):
        page.keyboard.type(digits)
    expect(page.locator("#id_exam_date")).to_be_focused()
    assert stored(learner).exam_date is None

    page.locator("#id_minutes_a_day").focus()

    expect(page.locator("#effect")).to_contain_text("days to the exam")
    expect_saved(page)
    assert stored(learner).exam_date == EXAM


def test_a_date_that_is_picked_is_saved_at_once(page: Page, learner: Learner) -> None:
    page.locator("#id_exam_date").fill(EXAM.isoformat())
    expect_saved(page)
    assert stored(learner).exam_date == EXAM


def test_a_day_that_has_passed_is_refused_and_one_that_was_set_may_pass(
    page: Page, learner: Learner
) -> None:
    page.locator("#id_exam_date").fill("2020-01-01")
    expect(page.locator(".errorlist")).to_contain_text("This day has passed.")
    assert stored(learner).exam_date is None

    page.locator("#id_exam_date").fill(EXAM.isoformat())
    expect_saved(page)
    expect(page.locator(".errorlist")).to_have_count(0)

    Learner.objects.update(exam_date=date(2020, 1, 1))
    page.reload()
    page.locator("#id_minutes_a_day").fill("33")
    page.locator("#id_minutes_a_day").blur()
    expect_saved(page)
    assert stored(learner).minutes_a_day == 33


def test_what_is_typed_while_another_field_is_saved_stays(page: Page, learner: Learner) -> None:
    page.locator("#id_minutes_a_day").fill("33")
    page.keyboard.press("Tab")
    page.keyboard.type("15")
    expect_saved(page)
    expect(page.locator("#id_new_cards_a_day")).to_be_focused()
    expect(page.locator("#id_new_cards_a_day")).to_have_value("15")
    page.keyboard.press("Tab")
    expect(page.locator("#effect")).to_contain_text("15 new cards a day")
    assert (stored(learner).minutes_a_day, learner.new_cards_a_day) == (33, 15)


def test_a_choice_further_down_stays_in_sight(page: Page, learner: Learner) -> None:
    choice = page.locator("input[name=buttons][value=six]")
    choice.scroll_into_view_if_needed()
    choice.check()
    expect_saved(page)
    assert stored(learner).buttons == "six"
    assert is_in_sight(page, choice)
    expect(choice).to_be_focused()


def test_a_value_out_of_bounds_is_not_sent_and_has_the_focus(page: Page, learner: Learner) -> None:
    page.locator("#id_day_starts_at").fill("99")
    page.locator("#id_day_starts_at").blur()
    expect(page.locator("#id_day_starts_at")).to_be_focused()
    expect(page.locator("#said p")).to_have_count(0)
    assert stored(learner).day_starts_at == 4


def test_another_language_is_spoken_by_the_whole_page(page: Page) -> None:
    page.locator("#id_language").select_option("ja")
    expect(page.locator("h1")).to_have_text("設定")
    expect(page.locator(".messages")).to_contain_text("保存しました")
