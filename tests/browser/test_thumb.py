"""The review by thumb on a phone: large targets, nothing moves, nothing to scroll for."""

from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from cards.models import Learner, Review
from tests.browser.looking import box, is_in_sight, sticks_out
from tests.factories import make_card, make_choice, make_typed

Desk = Callable[..., Page]

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
LAPTOP = {"viewport": {"width": 1280, "height": 720}}
LEAST_TARGET = 44
LONG = "The guest is made and started at once, from the image that was given. " * 8
VERY_LONG = "A prompt that asks for much, in many words, so that it fills several lines. " * 3


def _cards_of_every_length() -> None:
    make_card(prompt="Short", explanation="Short.")
    make_card(prompt=VERY_LONG, explanation=LONG)
    make_typed(prompt="Typed", accepted=["virsh list"], explanation=LONG)
    make_choice(prompt="Choice", options=5, explanation=LONG)
    make_card(prompt="Last", explanation=LONG)


def _show(page: Page) -> None:
    """Turn the card over by tapping what is offered."""
    if page.locator("#typed").count():
        page.locator("#typed").fill("virsh start")
    elif page.locator("input[name=choice]").count():
        page.locator(".option").first.tap()
    page.locator(".actions button[name=stage]").tap()
    expect(page.locator(".grades")).to_be_visible()


def _next(page: Page) -> None:
    token = page.locator("input[name=ticket]").input_value()
    page.locator(".grade").nth(2).tap()
    expect(page.locator(f"input[name=ticket][value='{token}']")).to_have_count(0)


def test_a_whole_day_goes_by_thumb_with_large_targets_that_do_not_overlap(
    desk: Desk, learner: Learner
) -> None:
    _cards_of_every_length()
    page = desk(**PHONE)
    for language in ("ja", "en"):
        page.locator("button[name=to_lang]").tap()
        expect(page.locator(f"#prompt[lang={language}]")).to_be_visible()
    for number in range(5):
        _check_targets(page)
        _show(page)
        _check_targets(page)
        if number < 4:
            _next(page)
    page.locator(".grade").nth(2).tap()
    expect(page.get_by_role("heading", name="That is all for today")).to_be_visible()
    assert Review.objects.of(learner).count() == 5


def _check_targets(page: Page) -> None:
    assert sticks_out(page) == []
    buttons = page.locator(".actions :is(button, a), .desk-top a, .option label, .terminal input")
    boxes = [(button.inner_text(), box(button)) for button in buttons.all()]
    for text, where in boxes:
        assert where["height"] >= LEAST_TARGET, f"{text} is {where['height']} px high"
        assert where["width"] >= 24, f"{text} is {where['width']} px wide"
    fixed = [(text, box(one)) for text, one in _in_actions(page)]
    for (text, one), (other_text, other) in combinations(fixed, 2):
        assert not _overlap(one, other), f"{text} overlaps {other_text}"


def _in_actions(page: Page) -> list[tuple[str, Locator]]:
    return [(one.inner_text(), one) for one in page.locator(".actions :is(button, a)").all()]


def _overlap(one: FloatRect, other: FloatRect) -> bool:
    """Tell whether two boxes share more than a hair."""
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > 0.5 and down > 0.5


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
@pytest.mark.parametrize("window", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_buttons_and_the_prompt_keep_their_place(
    desk: Desk, learner: Learner, window: dict[str, object], locale: str
) -> None:
    _cards_of_every_length()
    page = desk(**{"has_touch": True, "locale": locale} | window)
    places: list[tuple[float, float, float]] = []
    for number in range(5):
        prompt = box(page.locator("#prompt"))
        places.append(_place_of_actions(page))
        _show(page)
        places.append(_place_of_actions(page))
        assert box(page.locator("#prompt"))["y"] == pytest.approx(prompt["y"], abs=1)
        assert page.evaluate("scrollY") == 0
        for part in (*page.locator(".grade").all(), *page.locator(".quiet-row .plain").all()):
            assert is_in_sight(page, part), f"{part.inner_text()} is out of sight"
        if number < 4:
            _next(page)
    for place in places[1:]:
        assert place == pytest.approx(places[0], abs=1)


def _place_of_actions(page: Page) -> tuple[float, float, float]:
    """Return where the first button stands, and where the row of quiet ones begins."""
    first = box(page.locator(".actions button:not(.plain)").first)
    row = box(page.locator(".quiet-row"))
    return first["x"], first["y"], row["y"]


@pytest.mark.parametrize("width", [320, 360])
def test_the_words_on_the_buttons_fit_on_a_narrow_phone(
    desk: Desk, learner: Learner, width: int
) -> None:
    learner.buttons = "six"
    learner.save()
    make_card(prompt={"ja": "問い", "en": "Question"})
    page = desk(**PHONE | {"viewport": {"width": width, "height": 640}})
    for language in ("日本語", "English"):
        page.goto("/settings/")
        page.locator(".language button", has_text=language).tap()
        expect(page.locator(".language button", has_text=language)).to_have_count(0)
        for buttons, number in (("four", 4), ("six", 6)):
            Learner.objects.filter(pk=learner.pk).update(buttons=buttons)
            page.goto("/review/")
            page.locator(".actions .wide").tap()
            expect(page.locator(".grade")).to_have_count(number)
            assert _cut_off(page) == []
            assert box(page.locator(".quiet-row"))["height"] < 2 * LEAST_TARGET


def _cut_off(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".grade, .quiet-row .plain")]
             .filter((one) => one.scrollWidth > one.clientWidth)
             .map((one) => one.innerText)"""
    )
    return found


def test_the_symbols_of_a_command_are_a_tap_away_on_a_phone(desk: Desk) -> None:
    make_typed(accepted=["virsh list --all"])
    page = desk(**PHONE)
    page.locator("#typed").fill("virsh list all")
    page.locator("#typed").evaluate("input => input.setSelectionRange(11, 11)")
    for _ in range(2):
        page.locator("[data-insert='-']").tap()
    expect(page.locator("#typed")).to_have_value("virsh list --all")
    expect(page.locator("#typed")).to_be_focused()
    assert is_in_sight(page, page.locator(".actions button[name=stage]"))


def test_a_card_taken_back_from_the_end_of_the_day_has_the_window_for_itself(
    desk: Desk, learner: Learner
) -> None:
    make_card(prompt="Only")
    page = desk(**PHONE)
    expect(page.locator(".tabs")).to_be_hidden()
    _show(page)
    page.locator(".grade").nth(2).tap()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator(".tabs")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Undo the last answer").tap()
    expect(page.locator("#prompt")).to_have_text("Only")
    expect(page.locator(".tabs")).to_be_hidden()
    _check_targets(page)


def test_on_a_short_window_the_hint_and_the_answer_are_in_sight(desk: Desk) -> None:
    make_typed(prompt=VERY_LONG * 2, accepted=["virsh list"])
    page = desk(viewport={"width": 360, "height": 430})
    page.locator("#typed").fill("Virsh list")
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_be_visible()
    bar = box(page.locator(".actions"))["y"]
    for part in (page.locator(".hint"), page.locator("#typed")):
        assert box(part)["y"] >= 0
        assert box(part)["y"] + box(part)["height"] <= bar + 1
    page.keyboard.type("!")
    expect(page.locator("#typed")).to_have_value("Virsh list!")
