"""A mock exam in real Chromium: by mouse, by keys, without scripts, until the time is up."""

import datetime as dt

import pytest
import time_machine
from playwright.sync_api import Page, expect

from cards import clock
from cards.models import CardState, Ending, Learner, Question, Review, Sitting
from tests.browser.conftest import OpenPage
from tests.browser.looking import box, focused
from tests.factories import make_choice
from tests.sittings import make_pool, make_typed_question, right, sit_down, wrong

QUESTIONS = 20


@pytest.fixture
def page(open_page: OpenPage, learner: Learner) -> Page:
    """The page of papers, with questions enough for a short one: five of them are typed."""
    make_pool(QUESTIONS - 5)
    for _ in range(5):
        make_typed_question()
    return open_page("/mock/", learner)


def begin(page: Page) -> Sitting:
    """Start the short paper."""
    page.get_by_role("button", name="Start a third of it").click()
    at(page, 1)
    return Sitting.objects.get()


def at(page: Page, place: int, total: int = QUESTIONS) -> None:
    """Wait for a question."""
    expect(page.locator("h1.place")).to_have_text(f"Question {place} of {total}")


def give(page: Page, sitting: Sitting, place: int, *, is_right: bool) -> None:
    """Give a response to the question in front."""
    response = (right if is_right else wrong)(sitting, place)
    if isinstance(response, str):
        page.locator("#typed").fill(response)
    for number in response if isinstance(response, list) else ():
        page.locator(f"#option-{number}").check()


def kept(page: Page, place: int, value: str) -> None:
    """Wait until the server has the answer that is on the page."""
    expect(page.locator("#was")).to_have_value(value)


def test_a_whole_paper_with_a_reload_a_flag_a_second_thought_and_no_time_left(page: Page) -> None:
    with time_machine.travel(clock.now(), tick=True) as traveller:
        sitting = begin(page)
        for place in range(1, 8):
            give(page, sitting, place, is_right=place % 2 == 1)
            page.get_by_role("button", name="Next").click()
            at(page, place + 1)
        page.get_by_role("button", name="Flag").click()
        expect(page.locator(".card-head .flagged")).to_be_visible()
        page.reload()
        at(page, 8)
        expect(page.locator(".card-head .flagged")).to_be_visible()
        page.get_by_role("button", name="Previous").click()
        at(page, 7)
        give(page, sitting, 7, is_right=False)
        page.get_by_role("button", name="All questions").click()
        expect(page.get_by_text("7 answered · 13 open · 1 flagged")).to_be_visible()
        page.locator(".places button").nth(19).click()
        at(page, 20)
        give(page, sitting, 20, is_right=True)
        page.get_by_role("button", name="To the list").click()
        expect(page.get_by_text("8 answered · 12 open · 1 flagged")).to_be_visible()
        traveller.shift(dt.timedelta(minutes=31))
        page.locator(".places button").first.click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.locator(".load")).to_have_text("4 of 20 right")
    expect(page.get_by_text("Time was up")).to_be_visible()
    expect(page.locator(".findings")).to_contain_text("Changed from right to wrong: 7")
    page.get_by_role("button", name="Put all 16 into tomorrow's reviews").click()
    expect(page.get_by_text("All of them are in the reviews")).to_be_visible()
    assert CardState.objects.count() == 16
    assert Review.objects.filter(mode="mock").count() == 8
    assert Sitting.objects.get().ending == Ending.TIME_OUT


@pytest.mark.parametrize("is_typed", [True, False])
def test_an_answer_is_on_the_server_before_anything_else_is_pressed(
    page: Page, *, is_typed: bool
) -> None:
    sitting = begin(page)
    questions = Question.objects.filter(sitting=sitting)
    place = min(each.place for each in questions if (each.card.form == "typed") == is_typed)
    page.goto(f"/mock/{sitting.pk}/{place}/")
    give(page, sitting, place, is_right=True)
    response = right(sitting, place)
    expect(page.locator("#was")).not_to_have_value("null")
    assert Question.objects.get(sitting=sitting, place=place).response == response
    page.goto("/")
    page.get_by_role("link", name="A mock exam is open").click()
    at(page, place)
    if isinstance(response, list):
        expect(page.locator(f"#option-{response[0]}")).to_be_checked()
    else:
        expect(page.locator("#typed")).to_have_value(response)


def test_a_paper_by_keys_alone(open_page: OpenPage, learner: Learner) -> None:
    make_choice(right=2, options=5, pool="mock")
    make_pool(3)
    sitting = sit_down(learner, at=clock.now())
    place = Question.objects.get(card__choices__4__isnull=False).place
    page = open_page(f"/mock/{sitting.pk}/{place}/", learner)
    focused(page)
    for key in "123":
        page.keyboard.press(key)
    expect(page.locator("#too-many")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#too-many")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator("#flag")).to_have_attribute("aria-pressed", "true")
    focused(page)
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    page.keyboard.press("Enter")
    at(page, place, 4)
    expect(page.locator("input[name=choice]:checked")).to_have_count(2)
    page.goto(f"/mock/{sitting.pk}/1/")
    page.keyboard.press("ArrowRight")
    at(page, 2, 4)
    focused(page)
    page.keyboard.press("ArrowLeft")
    at(page, 1, 4)
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Hand in the paper?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    page.keyboard.press("Escape")
    at(page, 1, 4)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="A paper is open")).to_be_visible()


def test_the_time_left_is_said_now_and_then_and_its_end_ends_the_paper(
    open_page: OpenPage, learner: Learner
) -> None:
    make_pool(QUESTIONS)
    page = open_page("/mock/", learner)
    page.clock.install()
    sitting = begin(page)
    clock_face, announcer = page.locator("#clock"), page.locator("#announcer")
    expect(clock_face).to_have_text("30 min left")
    page.clock.fast_forward("19:30")
    expect(clock_face).to_have_text("11 min left")
    expect(announcer).not_to_contain_text("Time left")
    page.clock.fast_forward("00:45")
    expect(announcer).to_have_text("Time left: 10 min")
    page.clock.fast_forward("09:00")
    expect(announcer).to_have_text("Time left: 1 min")
    Sitting.objects.update(deadline=sitting.started_at + dt.timedelta(seconds=1))
    page.clock.fast_forward("01:00")
    expect(page.get_by_role("heading", name="Result")).to_be_visible()


def test_nothing_moves_from_question_to_question(page: Page) -> None:
    begin(page)
    places = [[box(page.locator(part)) for part in ("#prompt", "#go-next", "#clock")]]
    for place in range(2, 5):
        page.get_by_role("button", name="Next").click()
        at(page, place)
        places.append([box(page.locator(part)) for part in ("#prompt", "#go-next", "#clock")])
    tops = [[round(where["y"]) for where in each] for each in places]
    assert tops == [tops[0]] * 4


def test_a_paper_without_scripts(open_page: OpenPage, learner: Learner) -> None:
    make_pool(3)
    make_typed_question()
    page = open_page("/mock/", learner, java_script_enabled=False)
    page.get_by_role("button", name="Start the whole exam").click()
    sitting = Sitting.objects.get()
    for place in range(1, 5):
        at(page, place, 4)
        give(page, sitting, place, is_right=place > 1)
        page.get_by_role("button", name="To the list" if place == 4 else "Next").last.click()
    expect(page.get_by_text("4 answered · 0 open · 0 flagged")).to_be_visible()
    page.get_by_role("link", name="Hand in").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".load")).to_have_text("3 of 4 right")
    page.locator("#q-1").get_by_role("button", name="Into tomorrow's reviews").click()
    expect(page.locator("#q-1")).to_contain_text("In the reviews, tomorrow at the latest.")


def test_two_devices_show_the_same_paper_and_an_old_page_undoes_nothing(
    open_page: OpenPage, learner: Learner
) -> None:
    make_pool(4)
    sitting = sit_down(learner, at=clock.now())
    phone = open_page(f"/mock/{sitting.pk}/1/", learner)
    laptop = open_page(f"/mock/{sitting.pk}/1/", learner)
    laptop.locator("#option-2").check()
    kept(laptop, 1, "[2]")
    phone.get_by_role("button", name="Next").click()
    at(phone, 2, 4)
    phone.get_by_role("button", name="Previous").click()
    expect(phone.locator("#option-2")).to_be_checked()


def test_a_result_prints_without_buttons_and_with_every_question(
    open_page: OpenPage, learner: Learner
) -> None:
    make_pool(4)
    sitting = sit_down(learner, at=clock.now())
    page = open_page(f"/mock/{sitting.pk}/1/", learner)
    give(page, sitting, 1, is_right=True)
    page.get_by_role("button", name="Next").click()
    at(page, 2, 4)
    page.goto(f"/mock/{sitting.pk}/hand-in/")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".load")).to_have_text("1 of 4 right")
    page.emulate_media(media="print")
    for place in range(1, 5):
        expect(page.locator(f"#q-{place} .explanation")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
