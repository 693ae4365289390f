"""`check_cards`: the same problems as an import, and never a change."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.models import Card
from tests.card_files import choice, options, recall, store_syllabus, typed, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _syllabus(db: None) -> None:
    store_syllabus()


@pytest.mark.parametrize(
    ("number", "summary"),
    [(1, "1 card, no problems\n"), (3, "3 cards, no problems\n")],
)
def test_good_files_are_counted_and_not_stored(tmp_path: Path, number: int, summary: str) -> None:
    out = StringIO()
    write(tmp_path / "deck.yaml", *(recall(key=f"card-{n}") for n in range(number)))

    call_command("check_cards", tmp_path, stdout=out)

    assert out.getvalue() == summary
    assert not Card.objects.exists()


def test_it_tells_what_an_import_would_tell(tmp_path: Path) -> None:
    write(tmp_path / "deck.yaml", recall(), typed(accepted=[], last_page=105))
    told = []
    for command in ("check_cards", "import_cards"):
        err = StringIO()
        with pytest.raises(CommandError) as raised:
            call_command(command, tmp_path, stdout=StringIO(), stderr=err)
        told.append((err.getvalue(), str(raised.value)))

    assert told[0] == told[1]
    assert told[0][0].count("\n") == 3
    assert told[0][1] == "3 problems; nothing was stored."


def test_cards_are_checked_against_the_stored_ones(tmp_path: Path) -> None:
    file = write(tmp_path / "deck.yaml", recall())
    call_command("import_cards", file, stdout=StringIO())
    write(file, recall(pool="mock"))

    with pytest.raises(CommandError, match="1 problem;"):
        call_command("check_cards", file, stdout=StringIO(), stderr=StringIO())


def test_the_coverage_is_a_table_of_objectives_terms_and_areas(tmp_path: Path) -> None:
    several = choice(key="mock-b", pool="mock", choices=options("list start", "dominfo destroy"))
    write(
        tmp_path / "deck.yaml",
        *(recall(key=f"recall-{n}", area=["330.5", 1]) for n in range(3)),
        typed(key="typed", area=["330.5", 2], terms=[["libvirtd"]]),
        choice(key="mock-a", pool="mock", area=["330.5", 2]),
        several,
        recall(key="retired", area=["330.5", 2], retired_at="2026-01-01T00:00:00Z"),
    )
    out = StringIO()

    call_command("check_cards", tmp_path, coverage=True, stdout=out)

    head, first, second, _, *lists, last = out.getvalue().splitlines()
    names = "objective weight study recall typed choice mock one several typed"
    assert head.split() == names.split()
    assert " ".join(first.split()) == "330.3 8 0 0 0 0 0* 0 0 0"
    assert " ".join(second.split()) == "330.5 8 4 3 1 0 2* 1 1 0"
    assert lists == [
        "330.3 terms: kvm 0*",
        "330.3 areas: 1 0*",
        "330.5 terms: virsh 3, libvirtd 1*",
        "330.5 areas: 1 3, 2 1*",
    ]
    assert last == "7 cards, no problems"
