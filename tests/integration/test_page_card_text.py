"""What an author or a learner writes stays text on every page, in every place it is shown."""

import pytest
from django.test import Client

from cards.models import CardState, Heading, Learner, Objective, Review, Section, Term, Topic
from cards.study.answering import write_note
from tests.factories import NOON, answer, make_card, make_choice, make_typed
from tests.pages import HTMX, Node, Reviewer, read

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> "
    '<b hx-get="/evil/" hx-trigger="load" onclick="alert(1)" style="color:red" id="session">x</b> '
    '[x](javascript:alert(1)) ![x](//evil.example/x.png) "\'><i class="evil">'
)
TEXT = {"ja": EVIL, "en": EVIL}
PAGES = [
    "/",
    "/review/",
    "/review/last/",
    "/library/",
    "/library/?q=script",
    "/library/section/1-1/",
    "/library/card/{key}/",
    "/library/card/{key}/report/",
    "/settings/",
]


@pytest.mark.parametrize("make", [make_card, make_typed, make_choice])
def test_no_page_runs_what_a_card_says(client: Client, learner: Learner, make: object) -> None:
    key = make_evil(make)
    make_evil(make)
    answer(learner, make_typed(accepted=[EVIL], explanation=TEXT), 2)
    Review.objects.update(response=EVIL, verdict="wrong")
    CardState.objects.update(lapses=8)
    for page in PAGES:
        for headers in ({}, HTMX):
            html = client.get(page.format(key=key), headers=headers).content
            assert_harmless(read(html))


@pytest.mark.parametrize("make", [make_card, make_typed, make_choice])
def test_no_card_runs_what_it_says_when_it_is_turned(reviewer: Reviewer, make: object) -> None:
    make_evil(make)
    reviewer.open()
    fields = {"ticket": reviewer.ticket, "stage": "shown", "typed": EVIL, "choice": ["1"]}
    reviewer.post("/review/card/", fields)
    assert "<script>alert(1)</script>" in reviewer.page.text
    assert_harmless(reviewer.page)


def test_what_a_learner_writes_stays_text(reviewer: Reviewer, learner: Learner) -> None:
    card = make_typed(accepted=["virsh list"])
    write_note(learner, card, EVIL)
    reviewer.open()
    page = reviewer.enter(typed=EVIL)
    assert EVIL in page.one(class_="own-note").text
    assert page.one("input", id="typed")["value"] == EVIL
    assert_harmless(page)
    page = read(reviewer.client.get(f"/library/card/{card.key}/").content)
    assert page.one("input", id="note-text")["value"] == EVIL
    page = read(reviewer.client.post(f"/library/card/{card.key}/report/", {"comment": " "}).content)
    assert_harmless(page)
    page = read(reviewer.client.get("/library/", {"q": EVIL[:100], "section": EVIL}).content)
    assert page.one("input", id="id_q")["value"] == EVIL[:100]
    assert_harmless(page)


def make_evil(make: object) -> str:
    """Make a card all of whose texts, and whose place in the book, are harmful."""
    assert callable(make)
    is_typed = {"accepted": [EVIL]} if make is make_typed else {}
    card = make(**is_typed, prompt=TEXT, explanation=TEXT, sources=[EVIL])
    card.answer = TEXT
    card.expects = TEXT
    card.choices = [
        {"text": TEXT, "why": TEXT, "correct": choice["correct"]} for choice in card.choices
    ]
    card.save()
    Section.objects.update(title=TEXT)
    Objective.objects.update(title=TEXT)
    Topic.objects.update(title=TEXT)
    Term.objects.get_or_create(
        key="evil", defaults={"objective": card.section.objective, "number": 1, "name": TEXT}
    )
    Heading.objects.get_or_create(
        code="1-1-1",
        defaults={"section": card.section, "title": TEXT, "first_page": 16, "last_page": 39},
    )
    return str(card.key)


def assert_harmless(page: Node) -> None:
    for node in page.elements:
        attributes = " ".join(node.attributes)
        assert node.tag not in {"img", "i", "iframe"}
        assert node.tag != "script" or node["src"].startswith("/static/")
        assert not [name for name in node.attributes if name == "style" or name.startswith("on")]
        assert "evil" not in node.get("class").split(), attributes
        assert node.get("hx-get") != "/evil/"
        assert not node.get("href").lower().startswith("javascript")
    assert len(page.all(id="session")) <= 1
