"""Card files are Django's own fixtures: loaddata takes them, dumpdata gives them back."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cards.models import Card
from tests.card_files import choice, recall, store_syllabus, typed, write

pytestmark = pytest.mark.django_db

FORMATS = ["yaml", "json"]


@pytest.fixture(autouse=True)
def _syllabus(db: None) -> None:
    store_syllabus()


@pytest.fixture(params=FORMATS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file with a card of each form, a mock question, and one that is retired."""
    return write(
        tmp_path / f"deck.{request.param}",
        recall(terms=[["libvirtd"], ["virsh"]], area=["330.5", 2]),
        typed(key="typed-card", prompt="Name: *it* &c. — 'yes'?\nNow.", revision=4),
        choice(key="choice-card"),
        choice(key="mock-card", pool="mock", terms=None),
        recall(key="retired-card", retired_at="2026-01-01T00:00:00Z"),
    )


def run(command: str, *arguments: Path | str, **options: object) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def dump(form: str, to: Path) -> Path:
    run(
        "dumpdata",
        "cards.card",
        format=form,
        output=str(to),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
        verbosity=0,
    )
    return to


def test_loaddata_stores_what_import_cards_stores(file: Path) -> None:
    run("loaddata", file, verbosity=0)
    loaded = [_content(card) for card in Card.objects.order_by("key")]

    assert run("import_cards", file) == "0 created, 0 changed, 5 unchanged, 0 retired\n"

    Card.objects.all().delete()
    run("import_cards", file)
    assert [_content(card) for card in Card.objects.order_by("key")] == loaded


def _content(card: Card) -> dict[str, object]:
    fields = {field.attname: getattr(card, field.attname) for field in Card._meta.concrete_fields}
    terms = sorted(term.key for term in card.terms.all())
    return {**fields, "terms": terms, "id": None, "place": None}


@pytest.mark.parametrize("form", FORMATS)
def test_what_dumpdata_writes_is_imported_as_unchanged(file: Path, form: str) -> None:
    run("import_cards", file)

    dumped = dump(form, file.with_name(f"dumped.{form}"))

    assert run("import_cards", dumped) == "0 created, 0 changed, 5 unchanged, 0 retired\n"


@pytest.mark.parametrize("form", FORMATS)
def test_what_dumpdata_writes_makes_the_same_cards_elsewhere(file: Path, form: str) -> None:
    run("import_cards", file)
    dumped = dump(form, file.with_name(f"dumped.{form}"))

    Card.objects.all().delete()
    assert run("import_cards", dumped) == "5 created, 0 changed, 0 unchanged, 0 retired\n"

    again = dump(form, file.with_name(f"again.{form}"))
    assert again.read_text("utf-8") == dumped.read_text("utf-8")


def test_cards_retired_a_moment_ago_are_dumped_and_imported_as_unchanged(file: Path) -> None:
    run("import_cards", file)
    run("import_cards", write(file, recall(terms=[["libvirtd"], ["virsh"]])), complete=True)

    for form in FORMATS:
        dumped = dump(form, file.with_name(f"dumped.{form}"))
        assert run("import_cards", dumped) == "0 created, 0 changed, 5 unchanged, 0 retired\n"


def test_dumped_cards_carry_nothing_that_is_derived_or_numbered(file: Path) -> None:
    run("import_cards", file)

    (first, *_) = json.loads(dump("json", file.with_name("dumped.json")).read_text("utf-8"))

    assert set(first) == {"model", "fields"}
    assert {"place", "search_text", "id"}.isdisjoint(first["fields"])
