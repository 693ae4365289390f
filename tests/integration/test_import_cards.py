"""`import_cards`: all cards of the files or none, and nobody's progress is lost."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cards import clock
from cards.importing import applying
from cards.importing.applying import place_cards
from cards.models import Card, CardState, Learner, Review, Section
from tests.card_files import choice, recall, store_syllabus, typed, write

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _syllabus(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    store_syllabus()
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def import_cards(*paths: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_cards", *paths, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def problems_of(*paths: Path, **options: Any) -> tuple[list[str], str]:
    err = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("import_cards", *paths, stdout=StringIO(), stderr=err, **options)
    return err.getvalue().splitlines(), str(raised.value)


def card(key: str = "virsh-list") -> Card:
    return Card.objects.get(key=key)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """Three imported cards, one of each form."""
    file = write(
        tmp_path / "deck.yaml", recall(), typed(key="typed-card"), choice(key="choice-card")
    )
    import_cards(file)
    return file


def test_cards_are_stored_as_their_file_says(tmp_path: Path) -> None:
    file = write(tmp_path / "deck.yaml", typed(pool="mock", terms=[["virsh"], ["libvirtd"]]))

    assert import_cards(file) == "1 created, 0 changed, 0 unchanged, 0 retired\n"

    stored = card()
    assert stored.section.code == "1-5"
    assert stored.accepted == ["list"]
    assert stored.expects == {"ja": "サブコマンド名だけ", "en": "the subcommand only"}
    assert (stored.kind, stored.form, stored.pool) == ("command", "typed", "mock")
    assert (stored.first_page, stored.last_page, stored.sources) == (94, 98, ["virsh(1)"])
    assert sorted(term.key for term in stored.terms.all()) == ["libvirtd", "virsh"]
    assert (stored.revision, stored.retired_at) == (1, None)


def test_cards_can_be_found_by_their_words(deck: Path) -> None:
    assert {found.key for found in Card.objects.containing("ＬＩＳＴ 仮想")} == {
        "virsh-list",
        "typed-card",
        "choice-card",
    }
    write(deck, recall(prompt="uncommonword"))
    import_cards(deck)
    assert [found.key for found in Card.objects.containing("UncommonWord")] == ["virsh-list"]


def test_a_second_import_changes_nothing(deck: Path) -> None:
    before = list(Card.objects.order_by("key").values())

    assert import_cards(deck) == "0 created, 0 changed, 3 unchanged, 0 retired\n"
    assert list(Card.objects.order_by("key").values()) == before


def test_files_may_be_yaml_or_json_and_lie_in_folders(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write(tmp_path / "a.json", recall())
    write(tmp_path / "below" / "b.yml", typed(key="typed-card"))

    assert import_cards(tmp_path).startswith("2 created")


def test_without_paths_the_projects_own_cards_are_meant(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_DIR = tmp_path
    monkeypatch.chdir(tmp_path)
    for folder in ("cards", "mock"):
        (tmp_path / "fixtures" / folder).mkdir(parents=True)
    write(tmp_path / "fixtures" / "cards" / "1-5.yaml", recall())
    write(tmp_path / "fixtures" / "mock" / "1-5.yaml", recall(key="mock-card", pool="mock"))

    assert import_cards().startswith("2 created")
    write(tmp_path / "fixtures" / "mock" / "1-5.yaml", recall(key="Bad"))
    assert problems_of()[0][0].startswith("fixtures/mock/1-5.yaml: entry Bad: key: found")


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"prompt": "What?"}, "prompt"),
        ({"answer": "`virsh list --all`"}, "answer"),
        ({"explanation": "Because."}, "explanation"),
        ({"kind": "concept"}, "kind"),
        ({"first_page": 95}, "first_page"),
        ({"last_page": 97}, "last_page"),
        ({"sources": ["virsh(1)", "objectives"]}, "sources"),
        ({"terms": [["libvirtd"]]}, "terms"),
        ({"terms": []}, "terms"),
        ({"area": ["330.5", 1]}, "area"),
        (
            {"section": ["1-3"], "terms": [], "first_page": 61, "last_page": 61},
            "first_page, last_page, section, terms",
        ),
        ({"form": "typed", "expects": "a word", "accepted": ["list"]}, "form, expects, accepted"),
        (
            {"form": "choice", "answer": None, "choices": choice()["choices"]},
            "form, answer, choices",
        ),
    ],
)
def test_a_change_of_content_is_a_new_revision_of_the_same_card(
    deck: Path, changes: dict[str, Any], names: str
) -> None:
    number = card().pk
    file = write(deck.with_name("edit.yaml"), recall(**changes))

    out = import_cards(file, verbosity=2)

    assert out.splitlines() == [
        f"changed virsh-list: {names}",
        "0 created, 1 changed, 0 unchanged, 0 retired",
    ]
    assert (card().pk, card().revision) == (number, 2)
    assert import_cards(file).startswith("0 created, 0 changed, 1 unchanged")


def test_terms_are_changed_and_no_others(deck: Path) -> None:
    import_cards(write(deck, recall(terms=[["libvirtd"]])))

    assert [term.key for term in card().terms.all()] == ["libvirtd"]
    assert [term.key for term in card("typed-card").terms.all()] == ["virsh"]


def test_a_new_card_takes_the_files_revision_and_a_known_one_keeps_its_own(deck: Path) -> None:
    file = write(deck, recall(revision=9), typed(key="new-card", revision=7))

    assert import_cards(file).startswith("1 created, 0 changed, 1 unchanged")
    assert (card().revision, card("new-card").revision) == (1, 7)
    import_cards(write(deck, recall(revision=9, prompt="What?")))
    assert card().revision == 2


def test_one_wrong_card_stops_them_all(tmp_path: Path) -> None:
    file = write(tmp_path / "deck.yaml", recall(), typed(key="typed-card", accepted=[]))
    (tmp_path / "z-broken.yaml").write_text("- [")

    lines, error = problems_of(tmp_path)

    assert [line.split(": ")[0] for line in lines] == [str(file), str(tmp_path / "z-broken.yaml")]
    assert lines[0].endswith(
        "entry typed-card: accepted: found a list of 0; expected a list of texts, 1 to 20"
    )
    assert error == "2 problems; nothing was stored."
    assert not Card.objects.exists()


def test_one_problem_is_counted_as_one(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "missing.yaml")[1] == "1 problem; nothing was stored."


def test_a_failure_while_storing_leaves_everything_as_it_was(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError

    before = list(Card.objects.order_by("key").values())
    monkeypatch.setattr(applying, "place_cards", fail)
    with pytest.raises(RuntimeError):
        import_cards(write(deck, recall(prompt="What?"), typed(key="new-card")), complete=True)

    assert list(Card.objects.order_by("key").values()) == before


def test_a_stored_mock_question_does_not_become_a_study_card(deck: Path) -> None:
    lines, _ = problems_of(write(deck, recall(pool="mock")))

    assert lines[0].endswith("pool: found mock; expected study, as this key is stored already")


def test_a_dry_run_shows_the_difference_and_stores_nothing(deck: Path) -> None:
    before = list(Card.objects.order_by("key").values())
    write(deck, recall(prompt="What?", answer="`virsh`"), typed(key="typed-card"), recall(key="a"))

    assert import_cards(deck, dry_run=True, complete=True).splitlines() == [
        "created a",
        "changed virsh-list: prompt, answer",
        "retired choice-card",
        "1 created, 1 changed, 1 unchanged, 1 retired (dry run)",
    ]
    assert list(Card.objects.order_by("key").values()) == before


def test_nothing_is_retired_unless_the_files_are_the_whole(deck: Path) -> None:
    write(deck, recall())

    assert import_cards(deck) == "0 created, 0 changed, 1 unchanged, 0 retired\n"
    assert not Card.objects.exclude(retired_at=None).exists()


def test_with_complete_cards_gone_from_the_files_are_retired(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(deck, recall())

    assert import_cards(deck, complete=True) == "0 created, 0 changed, 1 unchanged, 2 retired\n"
    assert {c.key: c.retired_at for c in Card.objects.all()} == {
        "virsh-list": None,
        "typed-card": NOW,
        "choice-card": NOW,
    }

    monkeypatch.setattr(clock, "now", lambda: LATER)
    assert import_cards(deck, complete=True) == "0 created, 0 changed, 1 unchanged, 0 retired\n"
    assert card("typed-card").retired_at == NOW


def test_a_retired_card_that_is_in_the_files_again_is_active_again(deck: Path) -> None:
    import_cards(write(deck.with_name("less.yaml"), recall()), complete=True)

    assert import_cards(deck, verbosity=2).splitlines() == [
        "changed typed-card: restored",
        "changed choice-card: restored",
        "0 created, 2 changed, 1 unchanged, 0 retired",
    ]
    assert (card("typed-card").retired_at, card("typed-card").revision) == (None, 1)


def test_a_file_can_retire_a_card_and_keep_it_retired(deck: Path) -> None:
    write(deck, recall(retired_at="2026-01-01T00:00:00Z"))

    assert import_cards(deck, verbosity=2).splitlines() == [
        "retired virsh-list",
        "0 created, 0 changed, 0 unchanged, 1 retired",
    ]
    assert card().retired_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert import_cards(deck) == "0 created, 0 changed, 1 unchanged, 0 retired\n"


def test_a_card_keeps_the_moment_it_was_first_retired(deck: Path) -> None:
    import_cards(write(deck, recall(retired_at="2026-01-01T00:00:00Z")))
    import_cards(write(deck, recall(retired_at="2026-02-02T00:00:00Z", prompt="What?")))

    assert card().retired_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert card().revision == 2


def test_a_card_retired_with_new_words_says_both(deck: Path) -> None:
    write(deck, recall(prompt="What?", retired_at="2026-01-01T00:00:00Z"))

    assert "changed virsh-list: prompt, retired\n" in import_cards(deck, verbosity=2)


def test_editing_and_retiring_leave_progress_and_history_as_they_were(
    deck: Path, learner: Learner
) -> None:
    _answer(learner, card())
    before = [list(CardState.objects.values()), list(Review.objects.values())]

    import_cards(write(deck, recall(prompt="What?", form="typed", expects="a", accepted=["b"])))
    assert card().revision == 2
    assert [list(CardState.objects.values()), list(Review.objects.values())] == before

    import_cards(write(deck, typed(key="typed-card")), complete=True)
    assert card().retired_at == NOW
    assert [list(CardState.objects.values()), list(Review.objects.values())] == before


def _answer(learner: Learner, answered: Card) -> None:
    CardState.objects.create(
        learner=learner,
        card=answered,
        repetitions=1,
        interval=1,
        due_date=date(2026, 5, 2),
        answers=1,
        note="mind the option",
    )
    Review.objects.create(
        learner=learner,
        token=UUID(int=1),
        card=answered,
        revision=1,
        mode="scheduled",
        grade=4,
        answered_at=NOW,
        study_day=date(2026, 5, 1),
        seconds=3.5,
        number=1,
    )


def test_the_sections_take_turns_and_keep_the_order_of_the_book(tmp_path: Path) -> None:
    kvm = {"section": ["1-3"], "terms": []}
    write(
        tmp_path / "deck.yaml",
        *(
            recall(key=f"libvirt-{page}", first_page=page, last_page=98)
            for page in (96, 94, 97, 95)
        ),
        *(recall(key=f"kvm-{page}", first_page=page, last_page=76, **kvm) for page in (70, 61)),
        recall(key="mock-card", pool="mock"),
    )

    import_cards(tmp_path)

    assert list(_in_order()) == [
        "libvirt-94",
        "kvm-61",
        "libvirt-95",
        "libvirt-96",
        "kvm-70",
        "libvirt-97",
    ]
    assert card("mock-card").place == 0


def test_places_close_up_when_a_card_is_retired(deck: Path) -> None:
    first, *_ = _in_order()
    Card.objects.filter(key=first).update(retired_at=NOW)

    place_cards()

    assert sorted(Card.objects.active().values_list("place", flat=True)) == [1, 2]


def test_cards_of_the_same_pages_are_mixed_in_the_same_way_every_time(tmp_path: Path) -> None:
    keys = [f"card-{number:02}" for number in range(20)]
    write(tmp_path / "deck.yaml", *(recall(key=key) for key in keys))
    import_cards(tmp_path)
    order = list(_in_order())

    Card.objects.update(place=0)
    place_cards()

    assert list(_in_order()) == order
    assert sorted(order) == keys
    assert order != keys


def _in_order() -> Any:
    return Card.objects.exclude(place=0).order_by("place").values_list("key", flat=True)


def test_success_is_one_line_and_more_only_when_asked(deck: Path) -> None:
    write(deck, recall(prompt="What?"), typed(key="typed-card"), recall(key="a"))
    summary = "1 created, 1 changed, 1 unchanged, 0 retired"

    assert import_cards(deck, dry_run=True, verbosity=1).splitlines()[-1] == f"{summary} (dry run)"
    assert import_cards(deck, verbosity=2).splitlines() == [
        "created a",
        "changed virsh-list: prompt",
        summary,
    ]


def test_progress_is_shown_at_a_terminal_only(deck: Path) -> None:
    terminal = Terminal()
    call_command("import_cards", deck, stdout=terminal)

    assert terminal.getvalue() == (
        "\rReading file 1 of 1\r\033[K0 created, 0 changed, 3 unchanged, 0 retired\n"
    )


def _whole_deck(path: Path) -> Path:
    sections = list(Section.objects.values_list("code", "first_page"))
    whole = (
        choice(key=f"card-{code}-{n}", section=[code], terms=[], first_page=page, last_page=page)
        for code, page in sections
        for n in range(540)
    )
    return write(path, *whole)


def test_a_whole_deck_is_imported_in_seconds(tmp_path: Path) -> None:
    file = _whole_deck(tmp_path / "deck.json")

    began = time.process_time()
    assert import_cards(file).startswith("1080 created")
    imported = time.process_time()
    assert import_cards(file).startswith("0 created, 0 changed, 1080 unchanged")
    compared = time.process_time()

    assert imported - began < 5
    assert compared - imported < 2


def test_an_import_that_changes_nothing_asks_few_questions(
    deck: Path, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(17):
        import_cards(deck)


@pytest.fixture(scope="module")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a database that holds the syllabus, for commands run on their own."""
    folder = tmp_path_factory.mktemp("data")
    environment = {**os.environ, "LPI304_DATA": str(folder), "DB": "sqlite"}
    for command in (["migrate", "-v0"], ["loaddata", "syllabus", "book", "-v0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
        )
    return environment


# Measured by a small process in between: a child's peak starts at that of what started it.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
sys.stdout.flush()
sys.stdout.buffer.write(done.stderr)
"""
CARD = "- model: cards.card\n  fields:\n    key: hostile\n    prompt: "
LAUGHS = "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 50))
SIXTIES = f"- 1{':1' * 30_000}\n" * 80
NEAR_NAMES = CARD + "a\n" + "".join(f"    promt{n}: a\n" for n in range(60_000))

HOSTILE = {
    "a field of 10 MB": (CARD + '"😀' + "x" * 10 * 2**20 + '"', "prompt: found 10,485,764 bytes"),
    "aliases of aliases": ("- &a0 lol\n" + LAUGHS, "entry 2 (line 2): found the anchor &a1"),
    "nested lists": (CARD + "[" * 5_000_000, "prompt[1][1]"),
    "millions of values": ("- a\n" * 1_300_000, "expected at most 200,000 in a file"),
    "empty entries": ("- {model: cards.card, fields: {}}\n" * 39_000, "key: found nothing"),
    "names for the reader": ("%TAG !a! tag:x,\n" * 300_000, "line that starts with %"),
    "numbers in base 60": (SIXTIES, "entry 1 (line 1): found 1:1:1"),
    "names that are nearly right": (NEAR_NAMES, "promt1: found an unknown field; expected prompt"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_within_5_seconds_and_300_mb(
    tmp_path: Path, own_database: dict[str, str], name: str
) -> None:
    file, (content, problem) = tmp_path / "hostile.yaml", HOSTILE[name]
    file.write_text(content, "utf-8")
    command = [sys.executable, "manage.py", "import_cards", str(file)]

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        cwd=settings.BASE_DIR,
        env=own_database,
        capture_output=True,
        text=True,
        check=True,
    )

    measured, _, told = done.stdout.partition("\n")
    code, seconds, megabytes = measured.split()
    assert code == "1"
    assert problem in told
    assert "Traceback" not in told
    assert float(seconds) < 5
    assert int(megabytes) < 300
