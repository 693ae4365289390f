"""Imports obey the table of rooms, one module reads the clock, and chance has a seed."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CARDS = Path(__file__).resolve().parent.parent / "cards"
TREES = {
    path.relative_to(CARDS).as_posix(): ast.parse(path.read_text())
    for path in sorted(CARDS.rglob("*.py"))
    if path.parent.name != "migrations"
}

# What each room may import of ours, besides itself. Every other module of `cards` may import
# anything but views.
ROOMS: dict[str, set[str]] = {
    "core": set(),
    "models": {"core"},
    "importing": {"models", "core"},
    "study": {"models", "core"},
    "mock": {"models", "core"},
    "progress": {"models", "core", "study.queue", "study.witness"},
}
# What each room may import of others', besides the standard library.
LIBRARIES = {
    "core": set[str](),
    "models": {"django"},
    "importing": {"django", "yaml"},
    "study": {"django"},
    "mock": {"django"},
    "progress": {"django", "fsrs"},
}
OPEN_TO_VIEWS = ("views/", "templatetags/", "urls.py", "middleware.py")
CLOCK = "clock.py"
# Calls that read the time, by the module or class they belong to.
READERS_OF_TIME = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localtime", "localdate"},
    "time": {"time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"},
}
# The database's own clock, and fields that read the time when they are saved.
HIDDEN_CLOCKS = {"Now", "auto_now", "auto_now_add"}


def room_of(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


def rules(name: str) -> bool:
    """Tell whether a file belongs to a room with rules of its own."""
    return room_of(name) in ROOMS


def imports(tree: ast.AST) -> Iterator[str]:
    """Return every module or name that is imported, in full: django.db.models.F."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strangers(name: str, tree: ast.AST) -> list[str]:
    """Return the imports that the table does not allow."""
    return [found for found in imports(tree) if not _is_allowed(name, found)]


def _is_allowed(name: str, found: str) -> bool:
    package, _, path = found.partition(".")
    room = room_of(name)
    if package == "cards":
        if path.split(".")[0] == "views":
            return name.startswith(OPEN_TO_VIEWS)
        return not rules(name) or _is_within(path, {room, *ROOMS[room]})
    return not rules(name) or package in sys.stdlib_module_names or package in LIBRARIES[room]


def _is_within(path: str, rooms: set[str]) -> bool:
    return any(path == room or path.startswith(f"{room}.") for room in rooms)


def clock_readings(tree: ast.AST) -> list[str]:
    """Return whatever in a module could read the time."""
    imported = list(imports(tree))
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    keywords = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    names = [*imported, *map(ast.unparse, attributes)]
    read = [name for name in names if _reads_time(name)]
    return read + [node.arg for node in keywords if node.arg in HIDDEN_CLOCKS]


def _reads_time(name: str) -> bool:
    owner, last = ("", *name.split("."))[-2:]
    return last in READERS_OF_TIME.get(owner, ()) or last in HIDDEN_CLOCKS


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[-1]


def unseeded_chance(tree: ast.AST) -> list[str]:
    """Return uses of chance other than the class random.Random and a seeded call of it."""
    names = [name for name in imports(tree) if name.split(".")[0] in ("random", "secrets")]
    found = [name for name in names if name not in ("random", "random.Random")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random":
            found += [ast.unparse(node)] if node.attr != "Random" else []
    unseeded = [call for call in generators(tree) if not call.args]
    return found + [ast.unparse(call) for call in unseeded + shuffled_queries(tree)]


def generators(tree: ast.AST) -> list[ast.Call]:
    """Return the places where a random source is made."""
    return [call for call in calls(tree) if _last_name(call.func) == "Random"]


def shuffled_queries(tree: ast.AST) -> list[ast.Call]:
    """Return the queries that let the database throw the dice."""
    ordered = [call for call in calls(tree) if _last_name(call.func) == "order_by"]
    return [call for call in ordered if any(ast.unparse(it) == "'?'" for it in call.args)]


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_every_module_imports_what_its_room_may() -> None:
    assert {name: bad for name, tree in TREES.items() if (bad := strangers(name, tree))} == {}


def test_only_the_clock_reads_the_time() -> None:
    reading = {name: found for name, tree in TREES.items() if (found := clock_readings(tree))}

    assert reading == {CLOCK: ["timezone.now"]}


def test_only_doors_ask_the_clock() -> None:
    asking = {name for name, tree in TREES.items() if "cards.clock" in set(imports(tree))}

    assert asking
    assert {room_of(name) for name in asking} <= {"views", "management", "admin"}


def test_chance_is_seeded() -> None:
    assert {name: bad for name, tree in TREES.items() if (bad := unseeded_chance(tree))} == {}


def test_core_makes_no_random_source_of_its_own() -> None:
    core = {name: tree for name, tree in TREES.items() if room_of(name) == "core"}

    assert {name: bad for name, tree in core.items() if (bad := generators(tree))} == {}


def test_fsrs_has_one_importer_at_most() -> None:
    importers = {name for name, tree in TREES.items() if any(map(_is_fsrs, imports(tree)))}

    assert importers <= {"progress/recall.py"}


def _is_fsrs(found: str) -> bool:
    return found.split(".")[0] == "fsrs"


# The walls themselves: each must stop somebody.


@pytest.mark.parametrize(
    ("name", "line", "is_refused"),
    [
        ("core/sm2.py", "from django.db import models", True),
        ("core/sm2.py", "import cards.models", True),
        ("core/sm2.py", "from cards.core.plan import pace", False),
        ("core/sm2.py", "import zoneinfo", False),
        ("models/card.py", "from cards.core.sm2 import Grade", False),
        ("models/card.py", "from cards.study import queue", True),
        ("models/card.py", "from cards import clock", True),
        ("study/day.py", "from cards.importing import reading", True),
        ("study/day.py", "import yaml", True),
        ("importing/reading.py", "import yaml", False),
        ("importing/reading.py", "from cards.study.queue import next_card", True),
        ("mock/sitting.py", "from cards.study.answering import answer_card", True),
        ("progress/recall.py", "import fsrs", False),
        ("progress/dashboard.py", "from cards.study.queue import next_card", False),
        ("progress/dashboard.py", "from cards.study import queue", False),
        ("progress/dashboard.py", "from cards.study.answering import undo", True),
        ("views/today.py", "from cards.progress import dashboard", False),
        ("views/today.py", "from cards.views import pages", False),
        ("text.py", "from cards.views import pages", True),
        ("management/commands/prepare.py", "from cards.views.pages import go_to", True),
        ("urls.py", "from cards.views import pages", False),
        ("core/sm2.py", "def late():\n    import django", True),
    ],
)
def test_the_table_refuses_and_allows(name: str, line: str, is_refused: bool) -> None:
    assert bool(strangers(name, ast.parse(line))) is is_refused


@pytest.mark.parametrize(
    ("line", "is_reading"),
    [
        ("timezone.now()", True),
        ("datetime.datetime.now(UTC)", True),
        ("date.today()", True),
        ("default=timezone.now", True),
        ("time.time()", True),
        ("from time import monotonic", True),
        ("from django.utils.timezone import now", True),
        ("from django.db.models.functions import Now", True),
        ("models.DateTimeField(auto_now_add=True)", True),
        ("clock.now()", False),
        ("from datetime import date, time", False),
        ("datetime.fromtimestamp(0, UTC)", False),
        ("day.today", False),
    ],
)
def test_a_reading_of_the_time_is_seen(line: str, is_reading: bool) -> None:
    assert bool(clock_readings(ast.parse(line))) is is_reading


@pytest.mark.parametrize(
    ("line", "is_chance"),
    [
        ("random.shuffle(cards)", True),
        ("random.Random()", True),
        ("from random import choice", True),
        ("import secrets", True),
        ('cards.order_by("?")', True),
        ("random.Random(seed).shuffle(cards)", False),
        ("def draw(chance: random.Random) -> int: ...", False),
    ],
)
def test_chance_without_a_seed_is_seen(line: str, is_chance: bool) -> None:
    assert bool(unseeded_chance(ast.parse(line))) is is_chance
