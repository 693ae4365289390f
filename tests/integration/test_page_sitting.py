"""A paper in the browser: plain forms and htmx do the same, and nothing shows what is right."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cards.mock.sitting import hand_in
from cards.models import CardState, Learner, Sitting
from tests.factories import NOON, make_choice, make_learner
from tests.pages import HTMX, Node, read
from tests.sittings import (
    make_pool,
    make_typed_question,
    question,
    respond,
    right,
    sit_down,
    wrong,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]

PAGES = ["", "1/", "list/", "hand-in/", "abandon/", "result/"]
POSTS = ["1/", "hand-in/", "abandon/", "call/"]
LATER = NOON + timedelta(minutes=7)


@pytest.fixture
def sitting(learner: Learner) -> Sitting:
    return sit_down(learner)


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def ways(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The headers of a plain form, and of htmx."""
    return {"headers": HTMX} if request.param else {}


def at(sitting: Sitting, path: str) -> str:
    return f"/mock/{sitting.pk}/{path}"


def send(client: Client, sitting: Sitting, place: int, ways: Any = None, **form: Any) -> Node:
    """Send the form of a question as it was shown, with what is given; return what follows."""
    page = read(client.get(at(sitting, f"{place}/")).content)
    fields = {"was": page.one(id="was")["value"], "lang": "en", **form}
    response = client.post(at(sitting, f"{place}/"), fields, **(ways or {}), follow=True)
    assert response.status_code == 200
    return read(response.content)


def heading(page: Node) -> str:
    return page.one("h1", class_="place").text


@pytest.mark.parametrize("go", ["next", "2"])
def test_next_keeps_the_answer_and_shows_the_next_question(
    client: Client, sitting: Sitting, ways: Any, go: str
) -> None:
    page = send(client, sitting, 1, ways, choice=["2"], go=go)

    assert heading(page) == "Question 2 of 4"
    assert question(sitting, 1).response == [2]
    assert page.one("progress")["value"] == "1"
    assert Sitting.objects.get().place == 2


def test_htmx_is_told_the_address_of_the_next_question(client: Client, sitting: Sitting) -> None:
    response = client.post(at(sitting, "1/"), {"go": "next"}, headers=HTMX)

    assert response.headers["HX-Push-Url"] == at(sitting, "2/")
    assert "HX-Request" in response.headers["Vary"]
    assert b"<html" not in response.content


def test_previous_goes_back_and_shows_what_was_given(
    client: Client, sitting: Sitting, ways: Any
) -> None:
    send(client, sitting, 1, choice=["2"], go="next")

    page = send(client, sitting, 2, ways, go="previous")

    [picked] = [option for option in page.all("input", name="choice") if option.has("checked")]
    assert picked["value"] == "2"


def test_after_the_last_question_comes_the_list(
    client: Client, sitting: Sitting, ways: Any
) -> None:
    page = read(client.get(at(sitting, "4/")).content)
    assert page.one(id="go-next")["value"] == "list"

    response = client.post(at(sitting, "4/"), {"choice": ["1"], "go": "list"}, **ways)

    way = response.headers.get("HX-Redirect") or response.headers["Location"]
    assert way == at(sitting, "list/")
    assert question(sitting, 4).response == [1]


def test_an_answer_is_kept_as_soon_as_it_is_given(client: Client, sitting: Sitting) -> None:
    fields = {"choice": ["3"], "was": "null", "save": "1"}
    response = client.post(at(sitting, "1/"), fields, headers=HTMX)

    assert read(response.content).one("input", id="was")["value"] == "[3]"
    assert question(sitting, 1).response == [3]
    assert Sitting.objects.get().place == 1


def test_the_list_shows_what_is_answered_open_and_flagged(client: Client, sitting: Sitting) -> None:
    respond(sitting, 1, [0])
    respond(sitting, 3, [], flag=True)

    page = read(client.get(at(sitting, "list/")).content)

    places = page.one(class_="places").all("button")
    assert [place.text for place in places] == [
        "Question 1, answered",
        "Question 2, open",
        "Question 3⚑, open, flagged",
        "Question 4, open",
    ]
    assert "1 answered · 3 open · 1 flagged" in page.text


def test_a_flag_is_set_and_taken_off(client: Client, sitting: Sitting, ways: Any) -> None:
    page = send(client, sitting, 2, ways, choice=["1"], flag="1")
    assert page.one(id="flag")["aria-pressed"] == "true"
    assert heading(page) == "Question 2 of 4"
    assert question(sitting, 2).response == [1]

    page = send(client, sitting, 2, ways, choice=["1"], flag=page.one(id="flag")["value"])
    assert page.one(id="flag")["aria-pressed"] == "false"


def test_too_many_options_warn_and_too_few_do_not(client: Client, learner: Learner) -> None:
    make_choice(right=2, pool="mock")
    sitting = sit_down(learner)

    page = send(client, sitting, 1, choice=["0"], flag="1")
    assert page.one(id="too-many").has("hidden")

    page = send(client, sitting, 1, choice=["0", "1", "2"], flag="1")
    assert not page.one(id="too-many").has("hidden")
    assert page.one(id="too-many").text == "Too many: only 2 are wanted."
    assert question(sitting, 1).response == [0, 1, 2]


def test_a_question_is_read_in_the_other_language_and_stays_so(
    client: Client, sitting: Sitting, ways: Any
) -> None:
    ja, en = (question(sitting, 1).card.prompt[language] for language in ("ja", "en"))
    assert read(client.get(at(sitting, "1/")).content).one(id="prompt").text == en

    page = send(client, sitting, 1, ways, choice=["2"], to_lang="ja")

    assert page.one(id="prompt").text == ja
    assert question(sitting, 1).response == [2]


def test_a_typed_answer_is_kept_as_it_is(client: Client, learner: Learner, ways: Any) -> None:
    make_typed_question("virsh list")
    sitting = sit_down(learner)

    send(client, sitting, 1, ways, typed="<b>virsh'", go="next")

    page = read(client.get(at(sitting, "1/")).content)
    assert page.one("input", id="typed")["value"] == "<b>virsh'"


def test_the_address_of_a_paper_leads_to_the_question_in_front(
    client: Client, sitting: Sitting
) -> None:
    respond(sitting, 1, [0], go_to=3)

    assert client.get(at(sitting, "")).headers["Location"] == at(sitting, "3/")


def test_no_page_of_a_running_paper_tells_what_is_right(client: Client, learner: Learner) -> None:
    make_pool(3)
    make_typed_question("virsh secret-word")
    sitting = sit_down(learner)
    for place in range(1, 5):
        respond(sitting, place, wrong(sitting, place))

    for path in ["1/", "2/", "3/", "4/", "list/", "hand-in/", "abandon/"]:
        text = client.get(at(sitting, path)).content.decode()
        for telling in ("secret-word", "Why 0", "理由0", "Reason", "説明", "✓", "✗"):
            assert telling not in text, (path, telling)


def test_handing_in_asks_once_and_then_shows_the_result(client: Client, sitting: Sitting) -> None:
    respond(sitting, 1, right(sitting, 1))
    page = read(client.get(at(sitting, "hand-in/")).content)
    assert "1 answered · 3 open" in page.text
    assert "Open questions count as wrong" in page.text

    response = client.post(at(sitting, "hand-in/"), follow=True)

    assert response.redirect_chain == [(at(sitting, "result/"), 302)]
    assert read(response.content).one(class_="load").text == "1 of 4 right"


def test_abandoning_asks_once_and_marks_nothing(client: Client, sitting: Sitting) -> None:
    page = read(client.get(at(sitting, "abandon/")).content)
    assert "It is not marked" in page.text

    response = client.post(at(sitting, "abandon/"), follow=True)

    assert response.redirect_chain[-1][0] == "/mock/"
    assert Sitting.objects.get().right is None
    assert client.get(at(sitting, "result/"), follow=True).redirect_chain == [("/mock/", 302)]


@pytest.mark.parametrize("path", PAGES)
def test_anothers_paper_is_not_there(client: Client, path: str) -> None:
    other = sit_down(make_learner())

    assert client.get(at(other, path)).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_anothers_paper_cannot_be_touched(client: Client, path: str) -> None:
    other = sit_down(make_learner())
    before = list(Sitting.objects.values()), list(other.questions.values())

    assert client.post(at(other, path), {"choice": ["1"]}).status_code == 404
    assert before == (list(Sitting.objects.values()), list(other.questions.values()))


@pytest.mark.parametrize("place", ["0/", "5/", "99999999999999999999/"])
def test_a_place_beyond_the_paper_is_not_there(
    client: Client, sitting: Sitting, place: str
) -> None:
    assert client.get(at(sitting, place)).status_code == 404
    assert client.post(at(sitting, place), {"go": "next"}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"choice": ["9"]},
        {"choice": ["x"]},
        {"choice": ["-1"]},
        {"choice": ["1"], "go": "7"},
        {"choice": ["1"], "was": "{not json"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused_and_changes_nothing(
    client: Client, sitting: Sitting, ways: Any, form: dict[str, Any]
) -> None:
    respond(sitting, 1, [2])

    page = read(client.post(at(sitting, "1/"), {"was": "[2]", **form}, **ways).content)

    assert page.one(class_="notice").text.startswith("That form could not be read.")
    assert question(sitting, 1).response == [2]


@pytest.mark.parametrize("path", ["1/", "list/", "hand-in/", "abandon/"])
def test_a_paper_that_is_over_leads_to_its_result(
    client: Client, sitting: Sitting, path: str
) -> None:
    hand_in(sitting.learner, sitting.pk, NOON)

    assert client.get(at(sitting, path)).headers["Location"] == at(sitting, "result/")


@pytest.mark.time_machine(LATER, tick=False)
def test_an_answer_after_the_end_is_not_taken_and_the_result_follows(
    client: Client, sitting: Sitting, ways: Any
) -> None:
    response = client.post(at(sitting, "2/"), {"choice": ["0"], "go": "next"}, **ways)

    way = response.headers.get("HX-Redirect") or response.headers["Location"]
    assert way == at(sitting, "result/")
    assert question(sitting, 2).response is None
    page = read(client.get(way).content)
    assert page.one(class_="messages").text == "The paper is over. Nothing more was taken."
    assert "Time was up" in page.text


def test_a_running_paper_has_no_result(client: Client, sitting: Sitting) -> None:
    assert client.get(at(sitting, "result/")).headers["Location"] == at(sitting, "1/")


def test_results_stay_closed_while_another_paper_is_sat(
    client: Client, sitting: Sitting, learner: Learner
) -> None:
    hand_in(learner, sitting.pk, NOON)
    sit_down(learner)

    response = client.get(at(sitting, "result/"), follow=True)

    assert response.redirect_chain == [("/mock/", 302)]
    assert "Results stay closed" in read(response.content).one(class_="messages").text


def test_the_result_shows_each_question_with_reasons_and_pages(
    client: Client, sitting: Sitting
) -> None:
    respond(sitting, 1, right(sitting, 1))
    respond(sitting, 2, wrong(sitting, 2))
    hand_in(sitting.learner, sitting.pk, NOON)

    page = read(client.get(at(sitting, "result/")).content)

    sheets = {sheet["id"]: sheet for sheet in page.all("article", class_="marked")}
    assert len(sheets) == 4
    assert sheets["q-1"].one(class_="verdict").text == "✓ Right"
    assert sheets["q-2"].one(class_="verdict").text == "✗ Wrong"
    assert sheets["q-3"].one(class_="verdict").text == "– Open"
    [yours] = sheets["q-2"].all("b", class_="yours")
    assert yours.parent is not None
    assert yours.parent.get("class") == "wrong"
    assert "Why 0" in sheets["q-2"].text
    assert "Book P.16–18" in sheets["q-2"].text


@pytest.mark.parametrize(("form", "called"), [({}, 3), ({"place": "2"}, 1), ({"place": "x"}, 0)])
def test_missed_questions_go_to_tomorrows_reviews_all_or_each(
    client: Client, sitting: Sitting, form: dict[str, str], called: int
) -> None:
    respond(sitting, 1, right(sitting, 1))
    hand_in(sitting.learner, sitting.pk, NOON)

    page = read(client.post(at(sitting, "call/"), form, follow=True).content)

    assert page.one(class_="messages").text == f"Put into tomorrow's reviews: {called}"
    assert CardState.objects.count() == called
    assert {state.easiness for state in CardState.objects.all()} <= {250}


def test_a_question_answered_right_is_never_called(client: Client, sitting: Sitting) -> None:
    respond(sitting, 1, right(sitting, 1))
    hand_in(sitting.learner, sitting.pk, NOON)

    client.post(at(sitting, "call/"), {"place": "1"})

    assert not CardState.objects.exists()


def test_nothing_is_called_from_a_running_paper(client: Client, sitting: Sitting) -> None:
    client.post(at(sitting, "call/"))

    assert not CardState.objects.exists()


def test_the_options_stand_in_one_order_through_the_whole_paper_and_the_result(
    client: Client, sitting: Sitting
) -> None:
    def order(page: Node) -> list[str]:
        return [option["value"] for option in page.all("input", name="choice")]

    first = order(read(client.get(at(sitting, "1/")).content))
    assert order(read(client.get(at(sitting, "1/")).content)) == first

    orders = {tuple(order(read(client.get(at(sitting, f"{n}/")).content))) for n in range(1, 5)}
    assert len(orders) > 1
    hand_in(sitting.learner, sitting.pk, NOON)
    sheet = read(client.get(at(sitting, "result/")).content).one(id="q-1")
    shown = [node.text for node in sheet.one("ul", class_="option-list").all("li")]
    assert [text for number in first for text in shown if f"Option {number}" in text] == shown
