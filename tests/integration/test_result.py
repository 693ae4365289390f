"""The result of a paper: scores, intervals, second thoughts, time; and the list of all papers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from cards.mock.papers import Paper
from cards.mock.result import Result, past_sittings, read_result
from cards.mock.sitting import abandon, hand_in
from cards.models import Exam, Learner, Sitting
from cards.study.answering import call_card
from tests.factories import NOON, TODAY, make_learner
from tests.pages import read
from tests.sittings import make_pool, question, respond, right, sit_down, wrong

pytestmark = pytest.mark.django_db


def finish(sitting: Sitting, *rights: bool, after: float = 300) -> Result:
    """Answer the first questions, hand in, and return the result."""
    for place, is_right in enumerate(rights, 1):
        give = right if is_right else wrong
        respond(sitting, place, give(sitting, place), after=10 * place)
    ended = hand_in(sitting.learner, sitting.pk, sitting.started_at + timedelta(seconds=after))
    return read_result(sitting.learner, ended, TODAY)


def test_scores_are_told_by_topic_and_objective_in_the_exams_order(learner: Learner) -> None:
    make_pool(2, code="2-1", objective="334.1")
    make_pool(2, code="1-1", objective="330.1")
    sitting = sit_down(learner)

    result = finish(sitting, True, True, True, True)

    assert [(line.code, line.score.right, line.score.total) for line in result.objectives] == [
        ("330.1", 2, 2),
        ("334.1", 2, 2),
    ]
    assert [(line.code, line.score.total) for line in result.topics] == [("330", 2), ("334", 2)]
    assert (result.score.right, result.score.total) == (4, 4)


def test_the_pass_line_is_the_exams_assumption(learner: Learner) -> None:
    sitting = sit_down(learner)
    result = finish(sitting, True, True, True)
    assert (result.pass_share, result.passes) == (0.65, True)

    Exam.objects.update(assumed_pass_percent=80)
    assert not read_result(learner, sitting, TODAY).passes


def test_fresh_and_seen_questions_are_scored_apart(learner: Learner) -> None:
    make_pool(6)
    finish(sit_down(learner), True)
    second = sit_down(learner, at=NOON + timedelta(days=1))
    fresh = [q.place for q in second.questions.all() if q.is_fresh]
    for place in fresh:
        respond(second, place, right(second, place))

    result = finish(second)

    assert (result.fresh.right, result.fresh.total) == (2, 2)
    assert (result.seen.right, result.seen.total) == (0, 2)


def test_second_thoughts_are_told_both_ways(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))
    respond(sitting, 1, wrong(sitting, 1), was=right(sitting, 1))
    respond(sitting, 2, wrong(sitting, 2))
    respond(sitting, 2, right(sitting, 2), was=wrong(sitting, 2))

    result = finish(sitting)

    assert [sheet.place for sheet in result.spoilt] == [1]
    assert [sheet.place for sheet in result.mended] == [2]


def test_what_was_too_slow_and_what_was_too_quick_and_wrong_is_named(learner: Learner) -> None:
    sitting = sit_down(learner)  # 90 seconds a question
    respond(sitting, 1, right(sitting, 1), after=200, go_to=2)
    respond(sitting, 2, wrong(sitting, 2), after=205, go_to=3)
    respond(sitting, 3, right(sitting, 3), after=210, go_to=4)

    result = finish(sitting, after=250)

    assert result.seconds_a_question == 90
    assert [sheet.place for sheet in result.slow] == [1]
    assert [sheet.place for sheet in result.hasty] == [2]
    assert result.seconds_taken == 250


def test_missed_questions_can_be_called_until_they_are_due_tomorrow(learner: Learner) -> None:
    sitting = sit_down(learner)
    result = finish(sitting, True, False)
    assert [sheet.place for sheet in result.missed] == [2, 3, 4]
    assert [sheet.place for sheet in result.to_call] == [2, 3, 4]

    call_card(learner, question(sitting, 3).card, NOON)

    assert [sheet.place for sheet in read_result(learner, sitting, TODAY).to_call] == [2, 4]


@pytest.mark.parametrize("questions", [4, 40])
def test_a_result_is_read_in_a_fixed_number_of_queries(
    learner: Learner, questions: int, django_assert_num_queries: object
) -> None:
    sitting = sit_down(learner, Paper(questions, questions))
    ended = hand_in(learner, sitting.pk, NOON)

    with django_assert_num_queries(2):  # type: ignore[operator]
        read_result(learner, ended, TODAY)


def test_past_papers_are_listed_oldest_first_and_abandoned_ones_are_not(learner: Learner) -> None:
    make_pool(8)
    for day, rights in enumerate([1, 3, 2]):
        finish(sit_down(learner, at=NOON + timedelta(days=day)), *[True] * rights)
    abandon(learner, sit_down(learner, at=NOON + timedelta(days=9)).pk, NOON)
    finish(sit_down(make_learner()))

    past = past_sittings(learner, most=9)

    assert [paper.score.right for paper in past] == [1, 3, 2]
    assert [paper.fresh.total for paper in past] == [4, 4, 0]
    assert [paper.passes for paper in past] == [False, True, False]
    assert [paper.score.right for paper in past_sittings(learner, most=2)] == [3, 2]


def test_the_list_is_read_in_a_fixed_number_of_queries(
    learner: Learner, django_assert_num_queries: object
) -> None:
    make_pool(8)
    for day in range(3):
        finish(sit_down(learner, at=NOON + timedelta(days=day)))

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(past_sittings(learner, most=9)) == 3


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_a_paper_bears_the_date_of_the_learners_own_clock(
    client: Client, learner: Learner, zone: str
) -> None:
    learner.time_zone = zone
    learner.save()
    early = datetime(2026, 3, 3, 8, 30, tzinfo=ZoneInfo(zone))
    sitting = sit_down(learner, at=early)
    hand_in(learner, sitting.pk, early + timedelta(minutes=1))

    with time_machine.travel(early + timedelta(minutes=2), tick=False):
        result = read(client.get(f"/mock/{sitting.pk}/result/").content)
        past = read(client.get("/mock/").content)

    assert "03/03/2026 8:30 a.m." in result.one(class_="crumbs").text
    assert past.one(class_="past-papers").all("td")[0].text == "03/03/2026"
