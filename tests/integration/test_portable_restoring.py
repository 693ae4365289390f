"""A document goes into an empty account whole, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from cards.models import Learner, Trace
from cards.progress import portable
from cards.progress.portable import NotEmpty, Unreadable, delete, dump, is_empty, read, restore
from cards.study.answering import set_aside, write_note
from tests.factories import TODAY, answer, make_card, make_learner
from tests.lives import live
from tests.sittings import sit_down

pytestmark = pytest.mark.django_db


def test_nothing_is_read_into_an_account_that_has_something(learner: Learner) -> None:
    text = live(learner)
    delete(learner)
    document, card = read(text), make_card()
    doings: list[Callable[[Learner], Any]] = [
        lambda other: answer(other, card),
        lambda other: set_aside(other, card, aside=True),
        lambda other: write_note(other, card, "x"),
        sit_down,
    ]
    for doing in doings:
        doing(other := make_learner())
        before = dump(other)
        assert not is_empty(other)
        with pytest.raises(NotEmpty):
            restore(other, document)
        assert dump(other) == before


def test_settings_alone_leave_an_account_empty(learner: Learner) -> None:
    Learner.objects.filter(pk=learner.pk).update(minutes_a_day=45, exam_date=TODAY)
    assert is_empty(learner)


def test_what_another_account_took_meanwhile_is_refused_whole(learner: Learner) -> None:
    text = live(learner)
    delete(learner)
    first, second = read(text), read(text)
    restore(make_learner(), first)
    other = make_learner()
    before = dump(other)

    with pytest.raises(Unreadable, match=r"(?i)unique"):
        restore(other, second)

    assert dump(other) == before
    assert not Trace.objects.filter(learner=other).exists()


def test_a_failure_on_the_way_leaves_nothing(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = live(learner)
    delete(learner)
    other = make_learner()
    before = dump(other)
    monkeypatch.setattr(portable, "rebuild", fail)

    with pytest.raises(OSError, match="disk"):
        restore(other, read(text))

    assert dump(other) == before


def fail(learner: Learner) -> None:
    raise OSError("disk full")
