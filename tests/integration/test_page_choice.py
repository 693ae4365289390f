"""Choosing options: the verdict, the reasons, several right ones, and none at all."""

import pytest

from cards.models import Review
from tests.factories import NOON, make_choice, make_typed
from tests.pages import Reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]


@pytest.mark.parametrize(("picked", "grade"), [(["0"], 4), (["1"], 2)])
def test_the_proposed_grade_of_a_choice_follows_its_verdict(
    reviewer: Reviewer, picked: list[str], grade: int
) -> None:
    make_choice()
    reviewer.open()
    reviewer.enter(choice=picked)
    assert reviewer.page.one(class_="proposed")["value"] == str(grade)
    reviewer.enter()
    review = Review.objects.get()
    assert (review.grade, review.response) == (grade, [int(number) for number in picked])
    assert review.verdict == ("right" if grade == 4 else "wrong")


@pytest.mark.parametrize(
    ("picked", "verdict"),
    [(["0", "1"], "right"), (["0"], "wrong"), (["0", "1", "2"], "wrong"), (["2", "3"], "wrong")],
)
def test_several_options_are_right_only_all_together(
    reviewer: Reviewer, picked: list[str], verdict: str
) -> None:
    make_choice(right=2)
    reviewer.open()
    assert {box["type"] for box in reviewer.page.all("input", name="choice")} == {"checkbox"}
    page = reviewer.press("Enter", choice=picked)
    assert page.one(class_="verdict").text.split()[-1].lower() == verdict
    reviewer.enter()
    assert Review.objects.get().response == sorted(int(number) for number in picked)


def test_each_option_shows_its_reason_and_a_wrong_pick_its_mark(reviewer: Reviewer) -> None:
    make_choice()
    reviewer.open()
    page = reviewer.press("Enter", choice=["2"])
    marks = {
        option.one(class_="text").text: option["class"].split()[1:]
        for option in page.all(class_="option")
    }
    assert marks == {"Option 0": ["missed"], "Option 1": [], "Option 2": ["wrong"], "Option 3": []}
    assert sorted(why.text for why in page.all(class_="why")) == [f"Why {n}" for n in range(4)]


@pytest.mark.parametrize("picked", [[], ["9"], ["x"], ["-1"], ["00"]])
def test_no_option_chosen_asks_for_one_and_shows_nothing(
    reviewer: Reviewer, picked: list[str]
) -> None:
    make_choice()
    reviewer.open()
    page = reviewer.press("Enter", choice=picked)
    assert page.one(class_="hint").text == "Choose an option first."
    assert page.all(class_="why") == []
    assert not Review.objects.exists()


def test_not_knowing_is_a_wrong_answer_and_proposes_again(reviewer: Reviewer) -> None:
    for card in (make_choice(), make_typed(accepted=["virsh list"])):
        reviewer.open()
        page = reviewer.press("x")
        assert page.one(class_="proposed").one(class_="name").text == "Again"
        reviewer.enter()
        review = Review.objects.get(card=card)
        assert (review.verdict, review.grade) == ("wrong", 2)
        assert not review.response
