"""What a page kept is not shown once an import, of cards or of an export, has changed it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from cards.models import Card, Learner
from cards.progress.portable import delete, dump, read, restore
from tests import pages
from tests.card_files import recall, store_syllabus, write
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


def import_cards(folder: Path, *cards: dict[str, Any], complete: bool = False) -> None:
    file = write(folder / "cards.yaml", *cards)
    call_command("import_cards", file, complete=complete, stdout=StringIO())


MOVED = recall(section=["1-3"], area=None, first_page=61, last_page=61, terms=[["kvm"]])
DECKS = {
    "moved": [MOVED],
    "added": [recall(), recall(key="added"), recall(key="added-too")],
    "retired": [],
    "exchanged": [recall(key="another")],
}


@pytest.mark.parametrize("address", ["/", "/progress/"])
@pytest.mark.parametrize("deck", DECKS.values(), ids=DECKS)
def test_a_page_seen_before_cards_were_imported_counts_the_deck_as_it_is_now(
    client: Client, learner: Learner, tmp_path: Path, deck: list[dict[str, Any]], address: str
) -> None:
    store_syllabus()
    stays = recall(key="stays")
    import_cards(tmp_path, recall(), stays)
    for days in (9, 3):
        answer(learner, Card.objects.get(key="virsh-list"), 4, at=NOON - timedelta(days=days))
    seen_before = told(client, address)

    import_cards(tmp_path, stays, *deck, complete=True)

    seen_after = told(client, address)
    assert seen_after != seen_before
    cache.clear()
    assert seen_after == told(client, address)
