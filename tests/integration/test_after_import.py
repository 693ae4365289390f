"""What a page kept of an empty account is not shown once an import has filled it."""

from datetime import timedelta

import pytest
from django.test import Client

from cards.models import Learner
from cards.progress.portable import delete, dump, read, restore
from tests import pages
from tests.factories import NOON, answer, make_card, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]


def study(learner: Learner) -> None:
    """Answer twenty cards on three days gone by."""
    for card in [make_card() for _ in range(20)]:
        for days in (12, 9, 3):
            moment = NOON - timedelta(days=days)
            answer(learner, card, 4, at=moment, shown_at=moment - timedelta(seconds=8))


def told(client: Client, address: str) -> str:
    return pages.read(client.get(address).content).one("main").text


@pytest.mark.parametrize("address", ["/", "/progress/"])
def test_a_page_seen_before_an_import_tells_the_history_after_it(
    client: Client, learner: Learner, address: str
) -> None:
    study(other := make_learner())
    visitor = Client(headers={"accept-language": "en"})
    visitor.force_login(other.user)
    expected, text = told(visitor, address), dump(other)
    delete(other)
    assert told(client, address) != expected

    restore(learner, read(text))

    assert told(client, address) == expected
