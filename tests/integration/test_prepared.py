"""A prepared query gives what its queryset would, for every filling and in every thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, DateField, IntegerField, Q
from pytest_django import DjangoAssertNumQueries

from cards.models import CardState, Learner
from cards.models.prepared import Blank, Prepared
from tests.factories import TODAY, make_card, make_learner, make_state

LEARNER, DAY = Blank("learner", IntegerField()), Blank("day", DateField())
DUE = CardState.objects.of(LEARNER).due_on(DAY).order_by("due_date").select_related("card__section")


@pytest.fixture
def states(learner: Learner) -> list[CardState]:
    """Three states, due yesterday, today and tomorrow."""
    days = [TODAY + timedelta(days=number) for number in (-1, 0, 1)]
    return [make_state(learner=learner, card=make_card(), due_date=day) for day in days]


@pytest.mark.parametrize(("day", "due"), [(-2, 0), (-1, 1), (0, 2), (9, 3)])
def test_each_filling_gives_its_own_rows(states: list[CardState], day: int, due: int) -> None:
    prepared = Prepared(DUE)
    for learner in (make_learner(), states[0].learner, make_learner()):
        rows = prepared.rows(learner=learner.pk, day=TODAY + timedelta(days=day))
        assert rows == (states[:due] if learner == states[0].learner else [])


def test_rows_are_whole_models_with_what_was_joined(
    states: list[CardState], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    prepared = Prepared(DUE)
    with django_assert_num_queries(1):
        row = prepared.first(learner=states[0].learner_id, day=TODAY)
        assert row
        assert (row.due_date, row.is_suspended) == (TODAY - timedelta(days=1), False)
        assert row.card.prompt == states[0].card.prompt
        assert row.card.section.code == "1-1"


def test_rows_may_be_tuples_or_counts(states: list[CardState]) -> None:
    learner = states[0].learner_id
    days = Prepared(DUE.values_list("due_date", flat=True))
    assert days.rows(learner=learner, day=TODAY) == [TODAY - timedelta(days=1), TODAY]
    total = Count("states", filter=Q(states__due_date=DAY))
    counted = Prepared(Learner.objects.filter(pk=LEARNER).values(total=total))
    assert counted.rows(learner=learner, day=TODAY) == [{"total": 1}]


def test_the_first_of_no_rows_is_none(learner: Learner) -> None:
    assert Prepared(DUE).first(learner=learner.pk, day=TODAY) is None


def test_a_blank_that_is_not_filled_in_is_refused(learner: Learner) -> None:
    with pytest.raises(KeyError):
        Prepared(DUE).rows(learner=learner.pk)


@pytest.mark.django_db(transaction=True)
def test_another_thread_runs_it_on_its_own_connection() -> None:
    state = make_state(learner=make_learner(), card=make_card())
    prepared = Prepared(DUE)
    assert prepared.rows(learner=state.learner_id, day=TODAY) == [state]

    def run() -> list[CardState]:
        try:
            return prepared.rows(learner=state.learner_id, day=TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(run).result() == [state]
