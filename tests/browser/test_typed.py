"""Typed answers: Enter, the verdict, the difference, and a Japanese input method."""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Page, Request, expect

from cards.models import Review
from tests.factories import make_card, make_typed

Desk = Callable[..., Page]


def test_enter_checks_and_a_second_enter_takes_the_proposed_grade(desk: Desk) -> None:
    make_typed(accepted=["virsh list --all"])
    make_card(prompt="Next")
    page = desk()
    expect(page.locator("#typed")).to_be_focused()
    for name, value in {
        "autocapitalize": "none",
        "autocomplete": "off",
        "autocorrect": "off",
        "spellcheck": "false",
        "enterkeyhint": "go",
    }.items():
        expect(page.locator("#typed")).to_have_attribute(name, value)
    expect(page.get_by_label("Wanted: the command")).to_be_visible()
    page.keyboard.type("virsh list --al")
    page.keyboard.press("Enter")
    verdict = page.locator(".verdict")
    expect(verdict).to_have_attribute("role", "status")
    expect(verdict).to_contain_text("Wrong")
    expect(verdict.locator("ins")).to_have_text("missing l")
    expect(verdict.locator("ins")).to_have_css("text-decoration-line", "underline")
    announced = "Wrong Difference: virsh list --amissing ll"
    expect(page.locator("#announcer")).to_have_text(announced)
    expect(page.locator("#announcer")).to_have_attribute("role", "status")
    expect(page.locator("#typed")).to_have_value("virsh list --al")
    expect(page.get_by_role("button", name="Again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).to_have_text("Next")
    expect(page.locator("#announcer")).to_have_text("Next")
    [review] = Review.objects.all()
    assert (review.grade, review.response) == (2, "virsh list --al")


def test_an_answer_in_the_wrong_form_is_asked_again_with_what_was_typed(desk: Desk) -> None:
    make_typed(accepted=["/etc/xen"])
    page = desk()
    page.keyboard.press("Enter")
    expect(page.locator("#typed-hint")).to_have_text("Type an answer first.")
    expect(page.locator("#typed")).to_be_focused()
    page.keyboard.type("etc/xen")
    page.keyboard.press("Enter")
    expect(page.locator("#typed-hint")).to_contain_text("A slash is missing")
    expect(page.locator("#announcer")).to_contain_text("A slash is missing")
    expect(page.locator("#typed")).to_have_value("etc/xen")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator(".answer")).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.type("/")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.right")).to_be_visible()
    expect(page.get_by_role("button", name="Good")).to_be_focused()
    assert not Review.objects.exists()


def test_enter_that_confirms_a_kanji_never_submits(desk: Desk) -> None:
    make_typed(accepted=["仮想化"], kind="term")
    page = desk()
    keyboard = page.context.new_cdp_session(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if _asks(request) else None)
    _compose(keyboard, "かそうか")
    _press_enter_of_the_input_method(keyboard)
    expect(page.locator("#typed")).to_have_value("かそうか")
    keyboard.send("Input.insertText", {"text": "仮想化"})
    expect(page.locator("#typed")).to_have_value("仮想化")
    # Safari sends the Enter after the composition has ended, with the code of an input method.
    page.locator("#typed").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    assert sent == []
    page.keyboard.press("Enter")
    expect(page.locator(".verdict.right")).to_be_visible()
    assert sent == ["POST"]


def test_no_key_is_a_shortcut_while_a_kanji_is_chosen(desk: Desk) -> None:
    make_card(prompt="One")
    page = desk()
    prevented = page.evaluate(
        """() => ["Space", "Enter"].map((code) => !document.body.dispatchEvent(
             new KeyboardEvent("keydown", {key: code === "Space" ? " " : code, code,
               isComposing: true, bubbles: true, cancelable: true})))"""
    )
    assert prevented == [False, True]
    expect(page.locator(".answer")).to_have_count(0)


def _compose(keyboard: CDPSession, text: str) -> None:
    """Write text that is still being converted, as an input method does."""
    end = len(text)
    keyboard.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end}
    )


def _asks(request: Request) -> bool:
    """Say whether the page asks the server for something, not the browser for its icon."""
    return request.is_navigation_request() or request.resource_type in ("xhr", "fetch")


def _press_enter_of_the_input_method(keyboard: CDPSession) -> None:
    for kind in ("rawKeyDown", "char", "keyUp"):
        key = {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        keyboard.send("Input.dispatchKeyEvent", key | ({"text": "\r"} if kind == "char" else {}))
