"""Every page in every state: the accessibility tests and the pictures go through this list.

A new page is added here, once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser import guests, sitters
from tests.browser.guests import Guest

Step = Callable[[Page, Guest], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one state: who opens which address, and what they do there.

    In the address, {card} and {section} are those of the guest's card, {sitting} is the guest's
    paper and {at} the question in front.
    """

    name: str
    guest: Callable[[], Guest]
    path: str
    steps: tuple[Step, ...] = ()
    hosted: bool = False

    def visit(self, page: Page, guest: Guest) -> None:
        """Open the page and bring it into its state."""
        answer = page.goto(self._address(guest))
        assert answer is not None
        assert answer.status < 500, f"{answer.url} answered {answer.status}"
        for step in self.steps:
            step(page, guest)

    def _address(self, guest: Guest) -> str:
        if guest.sitting:
            return self.path.format(sitting=guest.sitting.pk, at=guest.sitting.place)
        if not guest.card:
            return self.path.format(password=guest.password_query if guest.learner else "")
        return self.path.format(card=guest.card.key, section=guest.card.section.code)


def show(page: Page, guest: Guest) -> None:
    """Turn the card over, or check what was given."""
    page.locator(".actions button[name=stage]").click()
    expect(page.locator(".answer")).to_be_visible()


def check_nothing(page: Page, guest: Guest) -> None:
    """Check an answer that is empty."""
    page.locator(".actions button[name=stage]").click()
    expect(page.locator(".hint")).to_be_visible()


def type_right(page: Page, guest: Guest) -> None:
    """Type the answer."""
    assert guest.card is not None
    page.locator("#typed").fill(guest.card.accepted[0])


def type_wrong(page: Page, guest: Guest) -> None:
    """Type something near the answer that is wrong all the same."""
    assert guest.card is not None
    page.locator("#typed").fill(guest.card.accepted[0][:-2] + "xx --help")


def pick_wrong(page: Page, guest: Guest) -> None:
    """Pick a wrong option."""
    assert guest.card is not None
    wrong = min(set(range(len(guest.card.choices))) - guest.card.right_choices)
    page.locator(f"input[name=choice][value='{wrong}']").check()


def pick_half(page: Page, guest: Guest) -> None:
    """Pick one right option of several, and a wrong one."""
    assert guest.card is not None
    pick_wrong(page, guest)
    page.locator(f"input[name=choice][value='{min(guest.card.right_choices)}']").check()


def reread(page: Page, guest: Guest) -> None:
    """Leave the card for its pages."""
    page.locator("button[data-key=b]").click()
    expect(page.locator(".back")).to_be_visible()


def open_last(page: Page, guest: Guest) -> None:
    """Open the card answered last under the one in front."""
    page.locator("[data-key=p]").click()
    expect(page.locator("#last-card-title")).to_be_visible()


def open_keys(page: Page, guest: Guest) -> None:
    """Unfold the list of keys, where there is a keyboard."""
    page.keyboard.press("?")


def unfold(page: Page, guest: Guest) -> None:
    """Unfold what is folded."""
    for details in page.locator("main details:not(.keys)").all():
        if details.get_attribute("open") is None:
            details.locator("> summary").click()


def send_spaces(page: Page, guest: Guest) -> None:
    """Send a form whose one field has nothing in it."""
    page.locator("textarea").fill("   ")
    page.locator(".stack .button").click()
    expect(page.locator(".errorlist")).to_be_visible()


def change_minutes(page: Page, guest: Guest) -> None:
    """Change a setting, which is saved at once."""
    minutes = page.locator("#id_minutes_a_day")
    minutes.fill(str(int(minutes.input_value()) + 1))
    minutes.press("Tab")
    expect(page.locator(".undo-line")).to_be_visible()


def pick_too_many(page: Page, guest: Guest) -> None:
    """Choose more options than are wanted."""
    for option in page.locator("input[name=choice]").all()[:4]:
        option.check()
    expect(page.locator("#too-many")).to_be_visible()


DAY = [
    Place("today-first-day", guests.beginner, "/"),
    Place("today", guests.regular, "/"),
    Place("today-behind", guests.behind, "/"),
    Place("today-done", guests.finished, "/"),
]
REVIEW = [
    Place("review-recall", guests.facing_recall, "/review/"),
    Place("review-recall-shown", guests.facing_recall, "/review/", (show, open_keys)),
    Place("review-longest", guests.facing_longest, "/review/"),
    Place("review-longest-shown", guests.facing_longest, "/review/", (show,)),
    Place("review-typed", guests.facing_typed, "/review/"),
    Place("review-typed-hint", guests.facing_typed, "/review/", (check_nothing,)),
    Place("review-typed-right", guests.facing_typed, "/review/", (type_right, show)),
    Place("review-typed-wrong", guests.facing_typed, "/review/", (type_wrong, show)),
    Place("review-choice", guests.facing_choice, "/review/"),
    Place("review-choice-hint", guests.facing_choice, "/review/", (check_nothing,)),
    Place("review-choice-wrong", guests.facing_choice, "/review/", (pick_wrong, show)),
    Place("review-several", guests.facing_several, "/review/", (pick_half,)),
    Place("review-several-shown", guests.facing_several, "/review/", (pick_half, show)),
    Place("review-leech", guests.facing_leech, "/review/", (type_wrong, show, unfold)),
    Place("review-with-last-card", guests.finished, "/review/?extra=1", (open_last,)),
    Place("last-card", guests.finished, "/review/last/"),
    Place("summary", guests.finished, "/review/"),
    Place("summary-nothing-due", guests.idle, "/review/"),
    Place("summary-nothing-here", guests.idle, "/review/?section=9-9"),
]
LIBRARY = [
    Place("library", guests.regular, "/library/"),
    Place("library-filters", guests.regular, "/library/", (unfold,)),
    Place("library-results", guests.regular, "/library/?q=virt"),
    Place("library-no-results", guests.regular, "/library/?q=zebra"),
    Place("section", guests.regular, "/library/section/1-1/"),
    Place("section-reread", guests.facing_recall, "/review/", (reread,)),
    Place("card-new", guests.beginner, "/library/card/{card}/"),
    Place("card-history", guests.regular, "/library/card/{card}/", (unfold,)),
    Place("card-leech", guests.facing_leech, "/library/card/{card}/"),
    Place("card-aside", guests.with_card_aside, "/library/card/{card}/"),
    Place("report", guests.beginner, "/library/card/{card}/report/"),
    Place("report-refused", guests.beginner, "/library/card/{card}/report/", (send_spaces,)),
]
AROUND = [
    Place("settings", guests.regular, "/settings/"),
    Place("settings-changed", guests.regular, "/settings/", (change_minutes,)),
    Place("settings-first-day", guests.idle, "/settings/"),
    Place("account-delete", guests.idle, "/settings/delete/"),
    Place("error", guests.beginner, "/nowhere/"),
    Place("open-link", guests.stranger, "/sign-in/"),
]
HOSTED = [
    Place("hosted-sign-in", guests.stranger, "/sign-in/", hosted=True),
    Place("hosted-sign-up", guests.stranger, "/sign-up/", hosted=True),
    Place("hosted-forgotten", guests.stranger, "/password/forgotten/", hosted=True),
    Place("hosted-sent", guests.stranger, "/password/forgotten/sent/", hosted=True),
    Place("hosted-new", guests.idle, "/password/new/{password}/", hosted=True),
    Place("hosted-change", guests.idle, "/password/", hosted=True),
    Place("hosted-settings", guests.idle, "/settings/", hosted=True),
]
MOCK = [
    Place("mock", guests.beginner, "/mock/"),
    Place("mock-open-paper", sitters.at_choice, "/mock/"),
    Place("mock-past", sitters.examined, "/mock/"),
    Place("exam", guests.beginner, "/mock/exam/"),
    Place("paper-choice", sitters.at_choice, "/mock/{sitting}/{at}/"),
    Place("paper-several", sitters.at_several, "/mock/{sitting}/{at}/", (pick_too_many,)),
    Place("paper-typed", sitters.at_typed, "/mock/{sitting}/{at}/"),
    Place("paper-list", sitters.at_choice, "/mock/{sitting}/list/"),
    Place("paper-hand-in", sitters.at_choice, "/mock/{sitting}/hand-in/"),
    Place("result", sitters.examined, "/mock/{sitting}/result/", (unfold,)),
]
STANDING = [
    Place("progress-first-day", guests.beginner, "/progress/"),
    Place("progress", sitters.candidate, "/progress/", (unfold,)),
    Place("progress-narrowed", sitters.candidate, "/progress/?kind=command&form=typed"),
    Place("progress-behind", guests.behind, "/progress/"),
    Place("objective", sitters.candidate, "/progress/objective/330.1/"),
    Place("pages", sitters.candidate, "/progress/pages/"),
    Place("forecasts-none", guests.beginner, "/progress/forecasts/"),
    Place("forecasts", sitters.candidate, "/progress/forecasts/", (unfold,)),
]
PLACES = [*DAY, *REVIEW, *LIBRARY, *MOCK, *STANDING, *AROUND, *HOSTED]
