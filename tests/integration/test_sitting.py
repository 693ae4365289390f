"""A sitting: drawn, answered, timed and ended by the server's clock, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from cards.core.schedule import Mode
from cards.mock.papers import Paper
from cards.mock.sitting import (
    EmptyPool,
    NotOnPaper,
    OpenSitting,
    SittingOver,
    Step,
    abandon,
    current,
    hand_in,
    start,
    take_step,
)
from cards.models import Card, CardState, Ending, Learner, Objective, Question, Review, Sitting
from tests.factories import NOON, make_learner
from tests.sittings import (
    DEADLINE,
    PAPER,
    SEED,
    make_pool,
    make_typed_question,
    question,
    respond,
    right,
    sit_down,
    wrong,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
AFTER = DEADLINE + MINUTE


def keys(sitting: Sitting) -> list[str]:
    return list(sitting.questions.values_list("card__key", flat=True))


def test_a_paper_has_of_each_objective_what_its_weight_asks_for(learner: Learner) -> None:
    make_pool(9, code="1-1", objective="330.1")
    make_pool(9, code="1-2", objective="330.2")
    Objective.objects.filter(code="330.2").update(weight=16)

    sitting = sit_down(learner, Paper(questions=6, minutes=9))

    objectives = sitting.questions.values_list("card__section__objective__code", flat=True)
    assert sorted(objectives) == ["330.1"] * 2 + ["330.2"] * 4
    assert (sitting.total, sitting.deadline) == (6, NOON + 9 * MINUTE)


def test_a_paper_of_one_objective_holds_no_other(learner: Learner) -> None:
    make_pool(4, code="1-1", objective="330.1")
    make_pool(4, code="1-2", objective="330.2")

    sitting = sit_down(learner, Paper(questions=3, minutes=5, objective="330.2"))

    assert {card.section.code for card in Card.objects.filter(questions__sitting=sitting)} == {
        "1-2"
    }
    assert sitting.objective is not None
    assert sitting.objective.code == "330.2"


def test_the_same_seed_gives_two_learners_the_same_paper(learner: Learner) -> None:
    make_pool(9)

    assert keys(sit_down(learner)) == keys(sit_down(make_learner()))


def test_what_was_never_seen_comes_first_then_what_was_seen_longest_ago(learner: Learner) -> None:
    make_pool(10)
    papers = []
    for number in range(3):
        sitting = sit_down(learner, at=NOON + timedelta(days=number))
        papers.append(set(keys(sitting)))
        assert sum(q.is_fresh for q in sitting.questions.all()) == (4, 4, 2)[number]
        abandon(learner, sitting.pk, NOON + timedelta(days=number))

    assert papers[0].isdisjoint(papers[1])
    assert papers[2] - papers[0] - papers[1]
    assert papers[2].isdisjoint(papers[1])


def test_a_pool_too_small_gives_a_shorter_paper_and_less_time(learner: Learner) -> None:
    make_pool(2)

    sitting = sit_down(learner, Paper(questions=4, minutes=6))

    assert (sitting.total, sitting.deadline) == (2, NOON + 3 * MINUTE)


def test_study_cards_and_retired_questions_are_never_drawn(learner: Learner) -> None:
    cards = make_pool(4)
    Card.objects.filter(pk=cards[0].pk).update(pool="study")
    Card.objects.filter(pk=cards[1].pk).update(retired_at=NOON)

    assert set(keys(sit_down(learner))) == {cards[2].key, cards[3].key}


def test_without_questions_there_is_no_paper(learner: Learner) -> None:
    with pytest.raises(EmptyPool):
        start(learner, PAPER, SEED, NOON)

    assert not Sitting.objects.exists()


def test_a_learner_sits_one_paper_at_a_time(learner: Learner) -> None:
    sitting = sit_down(learner)

    with pytest.raises(OpenSitting):
        start(learner, PAPER, SEED, NOON + MINUTE)

    assert Sitting.objects.get() == sitting
    assert sit_down(make_learner()).is_running


def test_an_ended_sitting_must_say_how_it_ended(learner: Learner) -> None:
    sitting = sit_down(learner)
    sitting.finished_at = NOON

    with pytest.raises(IntegrityError):
        sitting.save()


def test_a_response_is_kept_with_the_first_one_and_the_time(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [2], after=10)
    respond(sitting, 1, [0], after=40, was=[2])

    kept = question(sitting, 1)
    assert (kept.response, kept.first_response) == ([0], [2])
    assert kept.answered_at == NOON + timedelta(seconds=40)
    assert kept.seconds == 40


def test_a_response_can_be_taken_away(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [2])
    respond(sitting, 1, [], was=[2])

    kept = question(sitting, 1)
    assert (kept.response, kept.first_response, kept.is_answered) == (None, [2], False)


def test_a_page_on_another_device_that_was_not_touched_changes_nothing(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [2])
    respond(sitting, 1, [0], was=[2])

    respond(sitting, 1, [2], was=[2], go_to=2)

    assert question(sitting, 1).response == [0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("virsh list", "virsh list"), ("  xl\0 ", "xl"), ("   ", None), ("x" * 3000, "x" * 2000)],
)
def test_what_is_typed_is_kept_as_text(learner: Learner, typed: str, kept: str | None) -> None:
    make_typed_question()
    sitting = sit_down(learner)

    respond(sitting, 1, typed)

    assert question(sitting, 1).response == kept


@pytest.mark.parametrize("impossible", [[4], [0, 9], [-1]])
def test_an_option_that_does_not_exist_is_refused_and_nothing_is_changed(
    learner: Learner, impossible: list[int]
) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [1])

    with pytest.raises(NotOnPaper):
        respond(sitting, 1, impossible, was=[1], flag=True, go_to=3)

    kept = question(sitting, 1)
    assert (kept.response, kept.is_flagged) == ([1], False)
    assert Sitting.objects.get().place == 1


@pytest.mark.parametrize(("place", "go_to"), [(0, 1), (5, 1), (1, 0), (1, 5)])
def test_a_place_that_is_not_on_the_paper_is_refused(
    learner: Learner, place: int, go_to: int
) -> None:
    sitting = sit_down(learner)

    with pytest.raises(NotOnPaper):
        respond(sitting, place, [1], go_to=go_to)

    assert not Question.objects.filter(response__isnull=False).exists()


def test_too_many_options_are_kept_and_wrong(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [0, 1])

    hand_in(learner, sitting.pk, NOON + MINUTE)

    assert question(sitting, 1).response == [0, 1]
    assert question(sitting, 1).is_right is False


def test_time_is_counted_where_it_is_spent(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [0], after=20, go_to=3)
    respond(sitting, 3, [0], after=50)
    respond(sitting, 3, [0], after=65, go_to=1)
    respond(sitting, 1, [0], after=80, go_to=2)

    assert [question(sitting, place).seconds for place in (1, 2, 3)] == [35, 0, 45]


def test_a_clock_set_back_neither_adds_time_nor_takes_any(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [0], after=60, go_to=2)
    respond(sitting, 2, [0], after=30, go_to=3)
    respond(sitting, 3, [0], after=45)

    assert [question(sitting, place).seconds for place in (1, 2, 3)] == [60, 0, 15]
    assert sitting.seconds_left(NOON - timedelta(days=1)) == 6 * 60


def test_a_flag_stays_until_it_is_taken_off(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 2, [], flag=True)
    respond(sitting, 2, [1])
    assert question(sitting, 2).is_flagged

    respond(sitting, 2, [1], was=[1], flag=False)
    assert not question(sitting, 2).is_flagged


def test_another_learner_cannot_touch_it(learner: Learner) -> None:
    sitting = sit_down(learner)
    stranger = make_learner()

    for touch in (hand_in, abandon):
        with pytest.raises(Sitting.DoesNotExist):
            touch(stranger, sitting.pk, NOON)
    with pytest.raises(Sitting.DoesNotExist):
        take_step(stranger, sitting.pk, Step(1, [0]), NOON)

    assert Sitting.objects.get().is_running


def test_handing_in_marks_every_question_and_logs_every_answer(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1), after=30, go_to=2)
    respond(sitting, 2, wrong(sitting, 2), after=90, go_to=3)

    ended = hand_in(learner, sitting.pk, NOON + 2 * MINUTE)

    assert (ended.right, ended.ending) == (1, Ending.HANDED_IN)
    assert ended.finished_at == NOON + 2 * MINUTE
    marks = ended.questions.values_list("is_right", flat=True)
    assert list(marks) == [True, False, False, False]
    logged = Review.objects.order_by("answered_at").values_list(
        "mode", "grade", "verdict", "response", "seconds", "number"
    )
    assert list(logged) == [
        (Mode.MOCK, 4, "right", right(sitting, 1), 30.0, None),
        (Mode.MOCK, 2, "wrong", wrong(sitting, 2), 60.0, None),
    ]


def test_a_sitting_changes_no_schedule(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))

    hand_in(learner, sitting.pk, NOON + MINUTE)

    assert not CardState.objects.exists()


def test_a_typed_answer_is_marked_as_a_command(learner: Learner) -> None:
    make_typed_question("virsh list --all")
    make_typed_question("virsh start")
    sitting = sit_down(learner)
    respond(sitting, 1, " ".join(["sudo", right(sitting, 1)]))
    respond(sitting, 2, right(sitting, 2).upper())

    hand_in(learner, sitting.pk, NOON + MINUTE)

    assert [question(sitting, place).is_right for place in (1, 2)] == [True, False]


def test_a_paper_ended_twice_is_ended_once(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))
    hand_in(learner, sitting.pk, NOON + MINUTE)
    before = Sitting.objects.values().get()

    hand_in(learner, sitting.pk, NOON + 2 * MINUTE)
    abandon(learner, sitting.pk, AFTER)

    assert Sitting.objects.values().get() == before
    assert Review.objects.count() == 1


def test_nothing_is_taken_after_the_end(learner: Learner) -> None:
    sitting = sit_down(learner)
    hand_in(learner, sitting.pk, NOON + MINUTE)

    with pytest.raises(SittingOver):
        respond(sitting, 1, [0])

    assert question(sitting, 1).response is None


@pytest.mark.parametrize("touch", [hand_in, abandon])
def test_time_that_is_up_ends_a_paper_as_the_learner_would(learner: Learner, touch: Any) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))

    ended = touch(learner, sitting.pk, AFTER)

    assert (ended.right, ended.ending, ended.finished_at) == (1, Ending.TIME_OUT, DEADLINE)
    assert Review.objects.count() == 1


def test_an_answer_that_comes_too_late_ends_the_paper_and_is_not_taken(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))

    with pytest.raises(SittingOver):
        take_step(learner, sitting.pk, Step(2, right(sitting, 2)), DEADLINE)

    ended = Sitting.objects.get()
    assert (ended.right, ended.ending) == (1, Ending.TIME_OUT)
    assert question(sitting, 2).response is None


def test_the_last_question_is_charged_until_the_deadline_and_no_longer(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, [0], after=60, go_to=2)

    assert current(learner, AFTER) is None

    assert question(sitting, 2).seconds == 5 * 60


def test_a_running_paper_is_found_until_its_time_is_up(learner: Learner) -> None:
    sitting = sit_down(learner)

    assert current(learner, DEADLINE - timedelta(seconds=1)) == sitting
    assert current(make_learner(), NOON) is None
    assert current(learner, DEADLINE) is None
    assert Sitting.objects.get().ending == Ending.TIME_OUT


def test_an_abandoned_paper_is_not_marked_and_logs_nothing(learner: Learner) -> None:
    sitting = sit_down(learner)
    respond(sitting, 1, right(sitting, 1))

    ended = abandon(learner, sitting.pk, NOON + MINUTE)

    assert (ended.right, ended.ending) == (None, Ending.ABANDONED)
    assert not Review.objects.exists()
    assert not Sitting.objects.of(learner).scored().exists()
