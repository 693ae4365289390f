"""Typed answers on the page: asked again, overruled, in either language, and leeches."""

from datetime import timedelta

import pytest
from django.test import Client

from cards.core.sm2 import Grade
from cards.models import Card, CardState, Learner, Review
from cards.study.answering import Given, answer_card, write_note
from tests.factories import (
    NOON,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_typed,
    ticket_for,
)
from tests.pages import Reviewer, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

EIGHT_TIMES = 8


def test_a_typed_card_says_which_form_is_wanted_and_the_phone_does_not_correct(
    reviewer: Reviewer,
) -> None:
    make_typed(accepted=["virsh list"])
    box = reviewer.open().one("input", id="typed")
    assert reviewer.page.one("label", for_="typed").text == "Wanted: the command"
    assert {name: box.get(name) for name in ("autocapitalize", "autocorrect", "spellcheck")} == {
        "autocapitalize": "none",
        "autocorrect": "off",
        "spellcheck": "false",
    }
    assert box["autocomplete"] == "off"


def test_enter_checks_what_was_typed_and_then_takes_the_proposed_grade(
    reviewer: Reviewer,
) -> None:
    make_typed(accepted=["virsh list --all"])
    reviewer.open()
    page = reviewer.enter(typed="ｖｉｒｓｈ　list  --all")
    assert page.one(class_="verdict").text.startswith("✓ Right")
    assert page.one("input", id="typed").has("readonly")
    reviewer.enter()
    review = Review.objects.get()
    assert (review.grade, review.verdict, review.is_overruled) == (4, "right", False)
    assert review.response == "ｖｉｒｓｈ　list  --all"


def test_a_wrong_answer_shows_the_difference_and_proposes_again(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh start"])
    reviewer.open()
    page = reviewer.enter(typed="virsh destroy")
    assert page.one(class_="verdict").text.startswith("✗ Wrong")
    difference = page.one(class_="difference")
    assert "destroy" in "".join(node.text for node in difference.all("del"))
    assert "start" in "".join(node.text for node in difference.all("ins"))
    reviewer.enter()
    review = Review.objects.get()
    assert (review.grade, review.verdict, review.response) == (2, "wrong", "virsh destroy")


@pytest.mark.parametrize(
    ("accepted", "typed", "hint"),
    [
        ("virsh list", "", "Type an answer first."),
        ("virsh list", " 　 ", "Type an answer first."),
        ("/etc/xen/xl.conf", "xl.conf", "Look at the form wanted"),
    ],
)
def test_an_answer_in_the_wrong_form_is_asked_again_as_it_was_typed(
    reviewer: Reviewer, accepted: str, typed: str, hint: str
) -> None:
    card = make_typed(accepted=[accepted])
    reviewer.open()
    page = reviewer.enter(typed=typed)
    assert page.one(class_="hint").text.startswith(hint)
    assert page.one("input", id="typed")["value"] == typed
    assert not page.one("input", id="typed").has("readonly")
    assert card.explanation["en"] not in page.text
    assert page.all("button", class_="grade") == []
    assert not Review.objects.exists()
    page = reviewer.enter(typed=accepted)
    assert page.one(class_="verdict").text.startswith("✓ Right")


@pytest.mark.parametrize(
    ("typed", "first", "then", "grade"),
    [("virsh lists-all", "Wrong", "Right", 4), ("virsh list", "Right", "Wrong", 2)],
)
def test_one_key_overrules_the_verdict_and_the_log_says_so(
    reviewer: Reviewer, typed: str, first: str, then: str, grade: int
) -> None:
    make_typed(accepted=["virsh list"])
    reviewer.open()
    page = reviewer.enter(typed=typed)
    assert page.one(class_="verdict").text.split()[1] == first
    page = reviewer.press("o")
    assert page.one(class_="verdict").text.split()[1] == then
    assert "You overruled the verdict." in page.text
    assert not Review.objects.exists()
    reviewer.enter()
    review = Review.objects.get()
    assert (review.is_overruled, review.verdict, review.grade) == (True, then.lower(), grade)
    assert review.response == typed


def test_only_what_was_typed_can_be_overruled(reviewer: Reviewer) -> None:
    for make in (make_card, make_choice):
        make()
        reviewer.open()
        reviewer.press("Space" if make is make_card else "x")
        assert [node for node in reviewer.page.all("button") if node.get("data-key") == "o"] == []
        reviewer.press("4")


def test_switching_the_language_in_mid_card_keeps_ticket_stage_and_what_was_typed(
    reviewer: Reviewer,
) -> None:
    card = make_typed(accepted=["virsh list"])
    reviewer.open()
    ticket = reviewer.ticket
    page = reviewer.press("l", typed="virsh li")
    assert reviewer.prompt == card.prompt["ja"]
    assert page.one("input", id="typed")["value"] == "virsh li"
    assert reviewer.button("Enter").text.startswith("Check")
    page = reviewer.enter(typed="virsh start")
    assert card.explanation["ja"] in page.text
    page = reviewer.press("l")
    assert reviewer.prompt == card.prompt["en"]
    assert card.explanation["en"] in page.text
    assert page.one("input", id="typed")["value"] == "virsh start"
    assert page.one(class_="verdict").text.startswith("✗ Wrong")
    assert reviewer.ticket == ticket
    reviewer.enter()
    assert Review.objects.get().response == "virsh start"


def test_switching_the_language_keeps_the_options_in_place_and_the_one_chosen(
    reviewer: Reviewer,
) -> None:
    make_choice()
    reviewer.open()
    english = [node.text for node in reviewer.page.all(class_="text")]
    page = reviewer.press("l", choice=["2"])
    japanese = [node.text for node in page.all(class_="text")]
    assert [text[-1] for text in japanese] == [text[-1] for text in english]
    assert [box["value"] for box in page.all("input", checked="") if box.has("checked")] == ["2"]
    page = reviewer.enter()
    assert page.one(class_="wrong", tag="div").one(class_="text").text == "選択肢2"
    page = reviewer.press("l")
    assert page.one(class_="wrong", tag="div").one(class_="text").text == "Option 2"


def test_the_learners_own_note_is_shown_with_the_answer_only(
    reviewer: Reviewer, learner: Learner
) -> None:
    write_note(learner, make_card(), "think of a <tree>")
    assert "think of" not in reviewer.open().text
    assert reviewer.press("Space").one(class_="own-note").text == "Your note think of a <tree>"


def test_what_was_typed_comes_out_as_text(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh list"])
    nasty = "\"><script>alert(1)</script><img src=x onerror='alert(1)'> hx-get=/ &amp;"
    reviewer.open()
    for page in (reviewer.press("l", typed=nasty), reviewer.enter(typed=nasty)):
        assert page.one("input", id="typed")["value"] == nasty
        assert page.one(id="session").all("script") == []
        assert page.all("img") == []
    reviewer.press("1")
    page = read(reviewer.client.get("/review/last/").content)
    assert f"You typed: {nasty}" in page.text
    assert page.all("img") == []


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "x" * 100_000, "🍣" * 700, "%s{}\\'"])
def test_no_typed_text_breaks_a_page_or_the_log(reviewer: Reviewer, typed: str) -> None:
    make_typed(accepted=["virsh list"])
    reviewer.open()
    for address in ("/review/card/", "/review/answer/"):
        reviewer.post(
            address, {"ticket": reviewer.ticket, "stage": "shown", "typed": typed, "grade": "2"}
        )
    assert len(Review.objects.get().response) <= 2000


def test_a_leech_shows_the_learners_own_wrong_answers_and_three_remedies(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_typed(accepted=["virsh list"])
    slip(learner, card, ["xl list", "xl list", "virsh ls"], lapses=EIGHT_TIMES)
    slip(make_learner(), card, ["a stranger's answer"], lapses=EIGHT_TIMES)
    reviewer.open("?extra=1")
    assert reviewer.page.all(class_="leech") == []
    leech = reviewer.press("x").one(class_="leech")
    assert [node.text for node in leech.one("ul").all("li")] == ["xl list ×2", "virsh ls ×1"]
    assert "You have forgotten it 8 times." in leech.text
    remedies = leech.one("ol").all("button")
    assert [(remedy["formaction"], remedy.get("value")) for remedy in remedies] == [
        ("/review/reread/?extra=1", ""),
        ("/review/about/?extra=1", "note"),
        ("/review/about/?extra=1", "aside"),
    ]


def test_a_leech_of_a_choice_card_names_the_options_chosen(
    reviewer: Reviewer, learner: Learner
) -> None:
    slip(learner, make_choice(), [[2], [2], [0, 3], [0]], lapses=EIGHT_TIMES)
    reviewer.open("?extra=1")
    leech = reviewer.press("x").one(class_="leech")
    assert [node.text for node in leech.one("ul").all("li")] == ["Option 2 ×2", "Option 3 ×1"]


def test_seven_lapses_are_no_leech_yet(reviewer: Reviewer, learner: Learner) -> None:
    slip(learner, make_typed(accepted=["virsh list"]), ["xl list"], lapses=EIGHT_TIMES - 1)
    reviewer.open("?extra=1")
    assert reviewer.press("x").all(class_="leech") == []


@pytest.mark.parametrize("form", ["recall", "choice"])
def test_a_leech_whose_form_was_changed_by_its_author_still_opens(
    client: Client, learner: Learner, form: str
) -> None:
    card = make_typed(accepted=["virsh list"])
    slip(learner, card, ["xl list"], lapses=EIGHT_TIMES)
    choices = [{"text": "a", "correct": True}, {"text": "b"}] if form == "choice" else []
    Card.objects.update(form=form, choices=choices)
    assert client.get(f"/library/card/{card.key}/").status_code == 200
    assert client.get("/review/last/").status_code == 200


def slip(
    learner: Learner, card: Card, responses: list[str] | list[list[int]], *, lapses: int
) -> None:
    """Answer wrongly yesterday, and have forgotten the card so often."""
    for minutes, response in enumerate(responses):
        moment = NOON - timedelta(days=1) + timedelta(minutes=minutes)
        given = Given(Grade.WRONG, response, "wrong")
        answer_card(learner, ticket_for(learner, card), given, moment)
    answer(learner, card, 2, at=NOON - timedelta(days=1) + timedelta(hours=1))
    CardState.objects.filter(learner=learner, card=card).update(lapses=lapses)
