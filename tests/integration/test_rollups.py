"""What is kept beside the log is what the log makes of it, whatever a learner does."""

import random
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cards.core.schedule import Mode
from cards.models import Calibration, Card, Learner, Review, Tally, Trace
from cards.progress import rebuilding
from cards.progress.rebuilding import differences, rebuild, without_rollups
from cards.progress.recall import Strength, recall_after, strengthen
from cards.study.answering import NothingToUndo, call_card, undo
from tests.card_files import recall, store_syllabus, write
from tests.factories import NOON, TODAY, answer, make_card, make_learner, make_section

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def import_card(folder: Path, **fields: Any) -> Card:
    """Import a file of one card."""
    file = write(folder / "cards.yaml", recall(**fields))
    call_command("import_cards", file, stdout=StringIO())
    return Card.objects.get()


def trace_of(learner: Learner) -> Strength:
    trace = Trace.objects.get(learner=learner)
    return Strength(trace.stability, trace.difficulty, trace.reviewed_on)


def test_an_answer_leaves_a_trace_and_is_counted(learner: Learner) -> None:
    card = make_card(kind="command")

    answer(learner, card, 4, shown_at=NOON - timedelta(seconds=12))

    assert trace_of(learner) == strengthen(None, 4, TODAY)
    tally = Tally.objects.get()
    assert (tally.day, tally.kind, tally.form) == (TODAY, "command", "recall")
    assert (tally.answers, tally.introduced, tally.asked, tally.recalled) == (1, 1, 0, 0)
    assert tally.seconds == 12.0
    assert not Calibration.objects.exists()


def test_an_answer_to_a_due_card_is_judged_against_what_was_forecast(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 4)
    first = trace_of(learner)

    review = answer(learner, card, 2, at=NOON + DAY)

    assert review.forecast == pytest.approx(recall_after(first.stability, 1))
    calibration = Calibration.objects.get()
    assert (calibration.forecasts, calibration.recalled) == (1, 0)
    assert calibration.expected == pytest.approx(review.forecast)
    tally = Tally.objects.get(day=TODAY + DAY)
    assert (tally.asked, tally.recalled) == (1, 0)


def test_a_first_answer_has_no_forecast(learner: Learner) -> None:
    assert answer(learner, make_card()).forecast is None


def test_drill_and_practice_leave_their_trace_and_judge_nothing(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 2)
    answer(learner, card, 4, at=NOON + timedelta(minutes=1), mode=Mode.DRILL)
    answer(learner, card, 4, at=NOON + DAY, mode=Mode.PRACTICE)

    assert not Calibration.objects.exists()
    assert sum(Tally.objects.values_list("answers", flat=True)) == 3
    assert trace_of(learner).day == TODAY + DAY


def test_calls_and_mock_answers_leave_no_trace(learner: Learner) -> None:
    card = make_card(pool="mock")
    call_card(learner, card, NOON)
    answer(learner, card, 4, mode=Mode.MOCK)

    assert not Trace.objects.exists()
    assert not Tally.objects.exists()


def test_what_is_taken_back_is_as_if_it_had_never_been(learner: Learner) -> None:
    card = make_card()
    answer(learner, card, 4)
    rebuilt = trace_of(learner)
    answer(learner, card, 2, at=NOON + DAY)

    undo(learner, NOON + DAY)

    assert trace_of(learner) == rebuilt
    assert list(differences(learner)) == []
    undo(learner, NOON)
    assert not Trace.objects.exists()
    assert list(differences(learner)) == []


def live(learner: Learner, chance: random.Random) -> None:
    """Answer, drill, practise, call and take back, at random, over a few weeks."""
    cards = [
        make_card(section=make_section(code=c, objective=o)) for c, o in SECTIONS for _ in "ab"
    ]
    moment = NOON
    for _ in range(chance.randint(5, 40)):
        moment += chance.choice([timedelta(minutes=1), DAY, 6 * DAY])
        card, grade = chance.choice(cards), chance.choice([0, 2, 3, 4, 4, 5])
        doing = chance.random()
        if doing < 0.7:
            answer(learner, card, grade, at=moment)
        elif doing < 0.8:
            answer(learner, card, grade, at=moment, mode=Mode.PRACTICE)
        elif doing < 0.85:
            call_card(learner, card, moment)
        else:
            take_back(learner, chance.randint(1, 3), moment)


SECTIONS = [("1-1", "330.1"), ("1-2", "330.2")]


def take_back(learner: Learner, times: int, moment: object) -> None:
    for _ in range(times):
        try:
            undo(learner, moment)  # type: ignore[arg-type]
        except NothingToUndo:
            return


@pytest.mark.parametrize("seed", range(25))
def test_rollups_are_what_the_log_makes_of_them(learner: Learner, seed: int) -> None:
    live(learner, random.Random(seed))

    assert list(differences(learner)) == []


def test_a_rebuild_mends_every_planted_fault_and_touches_no_one_else(learner: Learner) -> None:
    live(learner, random.Random(304))
    live(other := make_learner(), random.Random(305))
    before = list(Tally.objects.filter(learner=other).values())
    Trace.objects.filter(learner=learner).update(stability=99)
    Tally.objects.filter(learner=learner).update(answers=99)
    Calibration.objects.filter(learner=learner).delete()
    assert len(list(differences(learner))) > 3

    rebuild(learner)

    assert list(differences(learner)) == []
    assert list(Tally.objects.filter(learner=other).values()) == before


def test_the_command_compares_and_rebuilds(learner: Learner) -> None:
    told = StringIO()
    answer(learner, make_card())
    call_command("rebuild_progress", check=True, stdout=told)
    assert told.getvalue() == "1 learner, all as the log has it\n"
    Trace.objects.update(stability=99)

    err = StringIO()
    with pytest.raises(CommandError, match="1 row not as the log has it"):
        call_command("rebuild_progress", check=True, stdout=told, stderr=err)
    assert "'stability': 99" in err.getvalue()

    call_command("rebuild_progress", stdout=told)
    assert list(differences(learner)) == []


def test_an_upgrade_finds_learners_of_whom_nothing_is_kept(learner: Learner) -> None:
    answer(learner, make_card())
    make_learner()
    assert list(without_rollups()) == []

    Tally.objects.all().delete()

    assert list(without_rollups()) == [learner]
    assert Review.objects.count() == 1


def test_a_clock_set_back_leaves_what_the_log_makes_of_it(learner: Learner) -> None:
    card = make_card()
    for days, grade in [(0, 4), (3, 4), (1, 2), (5, 5)]:
        answer(learner, card, grade, at=NOON + days * DAY)

    assert list(differences(learner)) == []


def test_a_card_called_after_a_paper_is_not_measured_before_it_was_ever_studied(
    learner: Learner,
) -> None:
    card = make_card(pool="mock")
    call_card(learner, card, NOON)

    answer(learner, card, 2, at=NOON + DAY)

    assert Tally.objects.get().asked == 0
    assert list(differences(learner)) == []


def test_an_import_that_cannot_take_the_answers_along_stores_nothing(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_syllabus()
    answer(learner, import_card(tmp_path, kind="term"), 4)

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "rebuild", fail)
        with pytest.raises(OSError, match="disk"):
            import_card(tmp_path, kind="concept")

    assert Card.objects.get().kind == "term"
    import_card(tmp_path, kind="concept")
    assert list(differences(learner)) == []


def test_an_import_takes_the_answers_of_a_card_along_to_its_new_place(
    learner: Learner, tmp_path: Path
) -> None:
    store_syllabus()
    answer(learner, import_card(tmp_path, kind="term"), 4)

    import_card(tmp_path, kind="concept")

    assert Tally.objects.get().kind == "concept"
    assert list(differences(learner)) == []
