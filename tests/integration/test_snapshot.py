"""The snapshot: what today began with and today's answers add up to a recount from nothing."""

import random
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import fsrs
import pytest
from django.core.cache import cache

from cards.core.schedule import Mode
from cards.models import Card, CardState, Learner
from cards.progress import snapshot
from cards.progress.snapshot import Cell, Cells, narrowed, read_snapshot, summed
from cards.study.answering import NothingToUndo, call_card, set_aside, undo
from tests.factories import (
    NOON,
    TODAY,
    answer,
    make_card,
    make_heading,
    make_learner,
    make_section,
    make_state,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def whole(learner: Learner, day: date = TODAY) -> Cell:
    """Return all cells as one."""
    return summed(read_snapshot(learner, day), lambda _: 0).get(0, Cell())


def filled(cells: Cells) -> Cells:
    return {place: cell for place, cell in cells.items() if astuple(cell) != (0, 0, 0, 0.0, 0.0)}


def assert_as_recounted(learner: Learner, day: date = TODAY) -> None:
    """Compare what is kept with what a count finds that knows of no earlier one."""
    kept = filled(read_snapshot(learner, day))
    cache.clear()
    recounted = filled(read_snapshot(learner, day))
    assert kept.keys() == recounted.keys()
    for place, cell in recounted.items():
        assert astuple(kept[place]) == pytest.approx(astuple(cell)), place


def store(learner: Learner, *cards: Card) -> None:
    """Store cards as an import does, and start a new request."""
    for card in cards:
        card.save()
    Learner.objects.recount()
    learner.refresh_from_db()


def make_deck() -> list[Card]:
    """Return cards of two objectives, three headings, two kinds and two forms."""
    deck = []
    for code, objective in [("1-1", "330.1"), ("1-2", "330.2")]:
        section = make_section(code=code, objective=objective)
        make_heading(section=section, pages=(16, 20))
        make_heading(section=section, pages=(21, 39))
        for page, kind, form in [(16, "term", "recall"), (16, "command", "recall")] * 2:
            deck.append(make_card(section=section, kind=kind, form=form, first_page=page))
        deck.append(make_card(section=section, kind="command", first_page=25, last_page=25))
    return deck


def live_a_day(learner: Learner, deck: Sequence[Card], noon: datetime, dice: random.Random) -> None:
    """Answer, practise, call, set aside, bring back and take back, at random."""
    for minute in range(dice.randint(3, 25)):
        moment, card = noon + minute * MINUTE, dice.choice(deck)
        doing = dice.choices("apcsu", [12, 2, 1, 2, 3])[0]
        if doing == "a":
            answer(learner, card, dice.choice([0, 2, 3, 4, 4, 5]), at=moment)
        elif doing == "p":
            answer(learner, card, dice.choice([2, 4]), at=moment, mode=Mode.PRACTICE)
        elif doing == "c":
            call_card(learner, card, moment)
        elif doing == "s":
            set_aside(learner, card, aside=dice.random() < 0.5)
        else:
            take_back(learner, dice.randint(1, 4), moment)


def take_back(learner: Learner, times: int, moment: datetime) -> None:
    for _ in range(times):
        try:
            undo(learner, moment)
        except NothingToUndo:
            return


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_through_each_day_is_what_a_recount_finds(learner: Learner, seed: int) -> None:
    dice, deck, day = random.Random(seed), make_deck(), 0

    for _ in range(4):
        today = TODAY + day * DAY
        read_snapshot(learner, today)
        live_a_day(learner, deck, NOON + day * DAY, dice)
        assert_as_recounted(learner, today)
        day += dice.choice([1, 1, 6])


def test_answers_of_today_are_counted_at_once_and_gone_when_taken_back(learner: Learner) -> None:
    card, _ = make_card(), make_card()
    answer(learner, card)
    tomorrow = TODAY + DAY
    began_with = whole(learner, tomorrow)
    assert (began_with.cards, began_with.seen, began_with.known) == (2, 1, 0)

    answer(learner, card, at=NOON + DAY)
    now = whole(learner, tomorrow)
    assert (now.cards, now.seen, now.known) == (2, 1, 1)
    assert now.recall > began_with.recall
    assert now.rested > began_with.rested

    undo(learner, NOON + DAY)
    assert astuple(whole(learner, tomorrow)) == pytest.approx(astuple(began_with))


def test_a_new_study_day_is_counted_anew(learner: Learner) -> None:
    card = make_card()
    read_snapshot(learner, TODAY)
    answer(learner, card)

    recalls = [whole(learner, TODAY + days * DAY).recall for days in (0, 1, 2, 30)]

    # An answer waits for a night, so the day itself and the next say the same.
    assert recalls[0] == pytest.approx(recalls[1])
    assert recalls[1] > recalls[2] > recalls[3] > 0


def test_a_card_is_known_after_two_passes_in_a_row_until_it_is_failed(learner: Learner) -> None:
    card, known = make_card(), []
    for number, grade in enumerate([4, 3, 4, 2, 4]):
        read_snapshot(learner, TODAY + number * DAY)
        answer(learner, card, grade, at=NOON + number * DAY)
        known.append(whole(learner, TODAY + number * DAY).known)
    assert known == [0, 1, 1, 0, 0]


def test_a_card_set_aside_is_still_part_of_the_exam(learner: Learner) -> None:
    seen, unseen = make_card(), make_card()
    answer(learner, seen)
    before = whole(learner)

    set_aside(learner, seen, aside=True)
    set_aside(learner, unseen, aside=True)

    assert_as_recounted(learner)
    assert (whole(learner), before.cards, before.seen) == (before, 2, 1)


def test_a_card_imported_as_retired_or_new_changes_the_deck_at_once(learner: Learner) -> None:
    retired = make_card()
    answer(learner, retired)
    read_snapshot(learner, TODAY)

    retired.retired_at = NOON
    store(learner, retired)
    assert astuple(whole(learner)) == (0, 0, 0, 0.0, 0.0)

    store(learner, make_card(), make_card())
    assert whole(learner).cards == 2
    undo(learner, NOON)
    assert astuple(whole(learner)) == (2, 0, 0, 0.0, 0.0)


def test_mock_questions_and_other_learners_are_left_out(learner: Learner) -> None:
    card, question, other = make_card(), make_card(pool="mock"), make_learner()
    call_card(learner, question, NOON)
    answer(other, card)

    for minute in range(2):
        assert astuple(whole(learner, TODAY + DAY)) == (1, 0, 0, 0.0, 0.0)
        answer(other, card, at=NOON + DAY + minute * MINUTE)
        answer(learner, question, at=NOON + DAY + minute * MINUTE)

    assert astuple(whole(learner, TODAY + DAY)) == (1, 0, 0, 0.0, 0.0)
    assert whole(other, TODAY + DAY).known == 1


def recall_by_the_package(grades: Sequence[tuple[int, int]], days: int) -> float:
    """Return the recall that fsrs itself retrieves, after grades on numbered days."""
    ratings = {2: fsrs.Rating.Again, 3: fsrs.Rating.Hard, 4: fsrs.Rating.Good, 5: fsrs.Rating.Easy}
    scheduler = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    noon = datetime.combine(TODAY, time(12), UTC)
    card = fsrs.Card(card_id=1, due=noon)
    for grade, day in grades:
        card, _ = scheduler.review_card(card, ratings[grade], noon + day * DAY)
    return float(scheduler.get_card_retrievability(card, noon + days * DAY))


def test_predicted_recall_is_what_the_memory_model_makes_of_the_log(learner: Learner) -> None:
    card = make_card()
    grades = [(4, 0), (2, 3), (3, 4), (5, 9)]
    for grade, day in grades:
        answer(learner, card, grade, at=NOON + day * DAY)

    assert whole(learner, TODAY + 30 * DAY).recall == pytest.approx(
        recall_by_the_package(grades, days=30)
    )
    # The last look before an exam lies four days back.
    assert whole(learner, TODAY + 30 * DAY).rested == pytest.approx(
        recall_by_the_package(grades, days=13)
    )


def test_no_interval_of_the_scheduler_moves_predicted_recall(learner: Learner) -> None:
    for number in range(3):
        answer(learner, make_card(), 3 + number)
    before = whole(learner, TODAY + 5 * DAY)
    assert 0 < before.recall < 3

    CardState.objects.update(interval=400, easiness=130, due_date=TODAY + 400 * DAY)

    cache.clear()
    assert whole(learner, TODAY + 5 * DAY) == before


def test_a_state_without_an_answer_in_the_log_is_no_recall(learner: Learner) -> None:
    make_state(learner=learner, card=make_card(), interval=400)

    assert whole(learner).recall == 0.0
    assert whole(learner).seen == 0


def test_cells_are_narrowed_by_kind_and_form(learner: Learner) -> None:
    for kind, form in [("term", "recall"), ("term", "typed"), ("command", "typed")]:
        make_card(kind=kind, form=form)
    answer(learner, make_card(kind="command", form="recall"))
    cells = read_snapshot(learner, TODAY)

    def counts(kind: str, form: str) -> tuple[int, int]:
        cell = summed(narrowed(cells, kind, form), lambda _: 0).get(0, Cell())
        return cell.cards, cell.seen

    assert counts("", "") == (4, 1)
    assert counts("command", "") == (2, 1)
    assert counts("term", "") == (2, 0)
    assert counts("", "typed") == (2, 0)
    assert counts("command", "recall") == (1, 1)
    assert counts("concept", "") == (0, 0)


def test_a_card_belongs_to_the_innermost_heading_around_it_or_to_the_last_before(
    learner: Learner,
) -> None:
    section = make_section()
    make_heading(section=make_section(code="1-2"), pages=(16, 39))
    outer = make_heading(section=section, pages=(16, 30))
    inner = make_heading(section=section, pages=(20, 24))
    last = make_heading(section=section, pages=(31, 39))
    pages = {(21, 22): inner, (18, 25): outer, (30, 32): inner, (35, 35): last, (10, 11): None}
    for first, final in pages:
        make_card(section=section, first_page=first, last_page=final)

    by_heading = summed(read_snapshot(learner, TODAY), lambda place: place.heading_id)

    counts = {heading: cell.cards for heading, cell in by_heading.items()}
    assert counts == {outer.pk: 1, inner.pk: 2, last.pk: 1, 0: 1}


def test_a_card_moved_today_is_counted_where_it_is_now(learner: Learner) -> None:
    first, second = make_deck()[0], make_deck()[-1]
    answer(learner, first, at=NOON - DAY)
    answer(learner, second, at=NOON - DAY)
    read_snapshot(learner, TODAY)
    answer(learner, first)

    first.section = second.section
    store(learner, first)

    assert_as_recounted(learner)
    cells = summed(read_snapshot(learner, TODAY), lambda place: place.objective_id)
    assert all(cell.seen <= cell.cards for cell in cells.values())


def test_a_card_retired_for_another_today_is_not_counted_any_more(learner: Learner) -> None:
    old, new = make_card(), make_card(retired_at=NOON)
    answer(learner, old, at=NOON - DAY)
    read_snapshot(learner, TODAY)

    old.retired_at, new.retired_at = NOON, None
    store(learner, old, new)

    assert (whole(learner).cards, whole(learner).seen) == (1, 0)


def test_a_snapshot_taken_while_an_answer_comes_in_is_not_kept(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make_card()
    count = snapshot._count

    def answered_meanwhile(*args: Any) -> Cells:
        answer(learner, card)
        return count(*args)

    monkeypatch.setattr(snapshot, "_count", answered_meanwhile)
    read_snapshot(learner, TODAY)
    monkeypatch.undo()

    assert whole(learner).seen == 1
    assert whole(learner).seen == 1
