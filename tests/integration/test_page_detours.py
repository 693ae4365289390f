"""Away from a card and back: reread, report, set aside, note. The card waits as it was left."""

from typing import Any

import pytest
from django.test import Client

from cards.models import Card, CardState, Learner, Report, Review
from tests.factories import (
    NOON,
    answer,
    make_card,
    make_choice,
    make_learner,
    make_section,
    make_state,
    make_typed,
)
from tests.pages import HTMX, Reviewer, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

REREAD = "/review/reread/"
COMPLAIN = "/review/report/"
DOORS = ["report", "suspend", "resume", "note"]
LONGEST_NOTE = 500


def test_rereading_opens_the_section_at_the_card_and_back_is_the_same_card_as_it_was(
    reviewer: Reviewer,
) -> None:
    make_typed(accepted=["virsh list"])
    card = make_typed(accepted=["virsh start"], place=0)
    reviewer.open("?section=1-1")
    reviewer.press("l")
    ticket = reviewer.ticket
    page = reviewer.press("b", typed="virsh st")
    assert reviewer.response.request["PATH_INFO"] == "/library/section/1-1/"
    assert reviewer.response.request["QUERY_STRING"] == f"card={card.key}"
    back = page.one(class_="back").one("a")
    assert (back.text, back["href"]) == ("Back to the card", "/review/?section=1-1")
    page = reviewer.open("?section=1-1")
    assert reviewer.ticket == ticket
    assert reviewer.prompt == card.prompt["ja"]
    assert page.one("input", id="typed")["value"] == "virsh st"
    assert reviewer.button("Enter").text.startswith("Check")
    assert not Review.objects.exists()


def test_a_shown_and_overruled_card_comes_back_shown_and_overruled(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh start"])
    reviewer.open()
    reviewer.enter(typed="xl create")
    reviewer.press("o")
    reviewer.press("b")
    page = reviewer.open()
    assert page.one(class_="verdict").text.startswith("✓ Right")
    assert "You overruled the verdict." in page.text
    reviewer.enter()
    assert Review.objects.get().is_overruled


@pytest.mark.parametrize("picked", [["1"], ["1", "3"]])
def test_chosen_options_wait_too(reviewer: Reviewer, picked: list[str]) -> None:
    make_choice(right=len(picked))
    reviewer.open()
    before = [node.text for node in reviewer.page.all(class_="option")]
    reviewer.press("b", choice=picked)
    page = reviewer.open()
    assert [node.text for node in page.all(class_="option")] == before
    assert sorted(box["value"] for box in page.all("input") if box.has("checked")) == picked


def test_a_card_given_up_waits_as_given_up(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh start"])
    reviewer.open()
    reviewer.press("x")
    reviewer.press("b")
    reviewer.open()
    reviewer.enter()
    assert (Review.objects.get().verdict, Review.objects.get().grade) == ("wrong", 2)


def test_every_page_of_a_detour_leads_back(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("b")
    for address in ("/library/", "/library/section/1-1/", f"/library/card/{card.key}/"):
        page = read(reviewer.client.get(address).content)
        assert page.one(class_="back").one("a")["href"] == "/review/"


def test_on_a_detour_the_page_of_the_card_hides_its_answer_behind_a_summary(
    reviewer: Reviewer,
) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("b")
    page = read(reviewer.client.get(f"/library/card/{card.key}/").content)
    assert card.answer["en"] in page.one("details", class_="spoiler").text


def test_a_card_answered_elsewhere_during_the_detour_is_not_asked_again(
    reviewer: Reviewer, learner: Learner
) -> None:
    first, second = make_card(), make_card()
    reviewer.open()
    reviewer.press("b")
    answer(learner, first)
    reviewer.open()
    assert reviewer.prompt == second.prompt["en"]


def test_an_answer_ends_the_detour(reviewer: Reviewer) -> None:
    make_card()
    make_card()
    reviewer.open()
    reviewer.press("b")
    reviewer.open()
    reviewer.press("Space")
    reviewer.press("3")
    second = reviewer.prompt
    reviewer.open()
    assert reviewer.prompt == second
    assert read(reviewer.client.get("/library/").content).all(class_="back") == []


def test_a_card_laid_aside_in_one_scope_does_not_turn_up_in_another(reviewer: Reviewer) -> None:
    make_card()
    other = make_card(section=make_section(code="1-2", objective="330.2"))
    reviewer.open("?section=1-1")
    reviewer.press("b")
    reviewer.open("?section=1-2")
    assert reviewer.prompt == other.prompt["en"]


@pytest.mark.parametrize("address", [REREAD, COMPLAIN])
@pytest.mark.parametrize("fields", [{}, {"ticket": "nonsense"}, {"ticket": "a:b:c"}])
def test_a_detour_without_a_card_leads_to_the_review(
    reviewer: Reviewer, address: str, fields: dict[str, str]
) -> None:
    card = make_card()
    reviewer.post(address, fields)
    assert reviewer.response.request["PATH_INFO"] == "/review/"
    assert reviewer.prompt == card.prompt["en"]


@pytest.mark.parametrize("address", [REREAD, COMPLAIN])
def test_another_learners_card_is_not_laid_aside_here(reviewer: Reviewer, address: str) -> None:
    make_card()
    stranger = Client()
    stranger.force_login(make_learner().user)
    theirs = Reviewer(stranger)
    theirs.open()
    reviewer.post(address, {"ticket": theirs.ticket})
    assert reviewer.response.request["PATH_INFO"] == "/review/"
    assert "kept_turn" not in reviewer.client.session


@pytest.mark.parametrize("address", [REREAD, COMPLAIN])
def test_a_detour_is_not_begun_by_opening_an_address(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


def test_a_report_from_the_review_keeps_card_revision_and_comment_and_leads_back(
    reviewer: Reviewer, learner: Learner
) -> None:
    card = make_card(revision=3)
    reviewer.open("?kind=concept")
    page = reviewer.press("r")
    assert page.one("blockquote").text == card.prompt["en"]
    assert page.one("a", data_key="Escape")["href"] == "/review/?kind=concept"
    response = reviewer.client.post(f"/library/card/{card.key}/report/", {"comment": " A slip. "})
    assert (response.status_code, response.headers["Location"]) == (302, "/review/?kind=concept")
    report = Report.objects.get()
    assert (report.learner, report.card, report.revision) == (learner, card, 3)
    assert (report.comment, report.created_at, report.settled_at) == ("A slip.", NOON, None)
    reviewer.open("?kind=concept")
    assert reviewer.notice == "Thank you. The author will read it."
    assert reviewer.prompt == card.prompt["en"]


def test_a_report_from_the_library_leads_back_to_the_card(client: Client) -> None:
    card = make_card()
    response = client.post(f"/library/card/{card.key}/report/", {"comment": "A slip."})
    assert response.headers["Location"] == f"/library/card/{card.key}/"


@pytest.mark.parametrize("fields", [{}, {"comment": " "}, {"comment": "x" * 2001}])
def test_an_empty_or_endless_report_is_asked_again(client: Client, fields: dict[str, str]) -> None:
    card = make_card()
    response = client.post(f"/library/card/{card.key}/report/", fields)
    assert response.status_code == 422
    page = read(response.content)
    assert page.one("ul", class_="errorlist").text
    assert page.one("textarea").text == fields.get("comment", "").strip()
    assert not Report.objects.exists()


def test_setting_a_card_aside_shows_the_next_one_and_says_where_it_went(
    reviewer: Reviewer, learner: Learner
) -> None:
    card, second = make_card(), make_card()
    answer(learner, card, 5)
    CardState.objects.update(due_date=NOON.date())
    before = CardState.objects.values().get()
    reviewer.open()
    reviewer.press("s")
    assert reviewer.prompt == second.prompt["en"]
    assert reviewer.notice.startswith("Set aside: it is asked again when you bring it back")
    assert CardState.objects.values().get() == {**before, "is_suspended": True}


def test_a_card_brought_back_has_its_schedule_and_is_asked(reviewer: Reviewer) -> None:
    card = make_card()
    reviewer.open()
    reviewer.press("s")
    assert reviewer.page.all(id="card-form") == []
    response = reviewer.client.post(f"/library/card/{card.key}/resume/")
    assert response.headers["Location"] == f"/library/card/{card.key}/"
    reviewer.open()
    assert reviewer.prompt == card.prompt["en"]
    assert reviewer.notice == "Brought back, with its schedule as it was."


def test_setting_aside_from_the_library_stays_there(client: Client) -> None:
    card = make_card()
    page = read(client.get(f"/library/card/{card.key}/").content)
    form = page.one("form", action=f"/library/card/{card.key}/suspend/")
    fields = {box["name"]: box["value"] for box in form.all("input")}
    response = client.post(form["action"], fields)
    assert response.headers["Location"] == f"/library/card/{card.key}/"
    assert CardState.objects.get().is_suspended


def test_setting_another_card_aside_on_a_detour_leaves_the_waiting_one(
    reviewer: Reviewer,
) -> None:
    card, other = make_typed(accepted=["virsh list"]), make_card()
    reviewer.open()
    reviewer.press("b", typed="virsh li")
    reviewer.client.post(f"/library/card/{other.key}/suspend/", {"from_card": "1"})
    page = reviewer.open()
    assert reviewer.prompt == card.prompt["en"]
    assert page.one("input", id="typed")["value"] == "virsh li"


def test_setting_the_waiting_card_aside_on_a_detour_lets_it_go(reviewer: Reviewer) -> None:
    card, other = make_card(), make_card()
    reviewer.open()
    reviewer.press("b")
    reviewer.client.post(f"/library/card/{card.key}/suspend/", {"from_card": "1"})
    reviewer.open()
    assert reviewer.prompt == other.prompt["en"]


def test_a_note_is_kept_trimmed_changed_and_taken_away(client: Client, learner: Learner) -> None:
    card = make_card()
    address = f"/library/card/{card.key}/note/"
    for note, kept in ((" a hint ", "a hint"), ("another", "another"), ("", "")):
        response = client.post(address, {"note": note})
        assert response.headers["Location"] == f"/library/card/{card.key}/"
        assert CardState.objects.get(learner=learner, card=card).note == kept


@pytest.mark.parametrize("note", ["x" * (LONGEST_NOTE + 1), "a\x00b"])
def test_a_note_that_cannot_be_kept_changes_nothing_and_says_so(client: Client, note: str) -> None:
    card = make_card()
    client.post(f"/library/card/{card.key}/note/", {"note": "x" * LONGEST_NOTE})
    page = client.post(f"/library/card/{card.key}/note/", {"note": note}, follow=True)
    assert "Nothing was changed." in read(page.content).one(class_="messages").text
    assert CardState.objects.get().note == "x" * LONGEST_NOTE


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("key", ["no-such-card", "mock-question"])
def test_no_door_opens_for_an_unknown_card_or_a_mock_question(
    client: Client, door: str, key: str
) -> None:
    make_card(key="mock-question", pool="mock")
    fields = {"comment": "A slip.", "note": "a hint"}
    assert client.post(f"/library/card/{key}/{door}/", fields).status_code == 404
    assert not CardState.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_signed_out_no_door_opens(db: None, door: str, headers: dict[str, str]) -> None:
    card = make_card()
    fields = {"comment": "A slip.", "note": "a hint"}
    response = Client().post(f"/library/card/{card.key}/{door}/", fields, headers=headers)
    assert "/sign-in/" in response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    assert not CardState.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("door", ["suspend", "resume", "note"])
def test_nothing_is_set_aside_or_noted_by_opening_an_address(client: Client, door: str) -> None:
    card = make_card()
    assert client.get(f"/library/card/{card.key}/{door}/").status_code == 405
    assert not CardState.objects.exists()


@pytest.mark.parametrize(("door", "fields"), [("suspend", {}), ("note", {"note": "mine"})])
def test_what_i_do_to_a_card_another_learner_does_not_see(
    client: Client, learner: Learner, door: str, fields: dict[str, Any]
) -> None:
    card = make_card()
    stranger = make_learner()
    answer(stranger, card)
    theirs = CardState.objects.filter(learner=stranger)
    before = theirs.values().get()
    client.post(f"/library/card/{card.key}/{door}/", fields)
    assert theirs.values().get() == before
    assert CardState.objects.filter(learner=learner).exists()
    assert Card.objects.get() == card


def test_an_answer_elsewhere_leaves_the_card_that_waits(reviewer: Reviewer) -> None:
    make_typed(accepted=["virsh list"])
    make_card(section=make_section(code="1-2"))
    reviewer.open()
    reviewer.press("b", typed="virsh li")
    reviewer.open("?section=1-2&practice=1")
    reviewer.press("Space")
    reviewer.press("3")
    page = reviewer.open()
    assert page.one("input", id="typed")["value"] == "virsh li"


@pytest.mark.parametrize(
    "words", ["Reread P.", "Write your own hint", "Set it aside", "About this"]
)
def test_the_ways_out_of_a_shown_card_lead_back_to_it(
    reviewer: Reviewer, learner: Learner, words: str
) -> None:
    card = make_typed(accepted=["virsh list"])
    make_state(learner=learner, card=card, lapses=8)
    reviewer.open()
    page = reviewer.enter(typed="virsh start")
    (button,) = [one for one in page.all("button", class_="link") if one.text.startswith(words)]
    part = {"part": button["value"]} if button.get("name") else {}
    fields = {**reviewer.fields, "typed": "virsh start", "stage": "shown", **part}
    page = reviewer.post(button["formaction"], fields)
    assert page.one(class_="back").one("a")["href"] == "/review/"
    reviewer.open()
    assert reviewer.page.one(class_="verdict").text.startswith("✗ Wrong")


def test_a_remedy_leads_to_its_part_of_the_page_and_to_no_other(
    client: Client, learner: Learner
) -> None:
    card = make_card()
    reviewer = Reviewer(client)
    reviewer.open()
    page = f"/library/card/{card.key}/"
    for part, anchor in {"note": "#note", "aside": "#aside", "x": "", "": ""}.items():
        response = client.post("/review/about/", {**reviewer.fields, "part": part})
        assert response.headers["Location"] == page + anchor


def test_a_detour_from_a_card_that_moved_on_leads_back_into_its_scope(
    client: Client, learner: Learner
) -> None:
    card, _ = make_card(), make_card()
    reviewer = Reviewer(client)
    reviewer.open("?section=1-1")
    answer(learner, card)
    response = client.post(f"{REREAD}?section=1-1", reviewer.fields)
    assert response.headers["Location"] == "/review/?section=1-1"


def test_a_card_edited_during_the_detour_is_shown_anew(reviewer: Reviewer) -> None:
    card = make_choice()
    reviewer.open()
    reviewer.press("b", choice=["0"])
    Card.objects.filter(pk=card.pk).update(revision=2, choices=card.choices[::-1])
    page = reviewer.open()
    assert [box for box in page.all("input") if box.has("checked")] == []
