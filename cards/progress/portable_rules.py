"""What the rows of a learner's document owe each other, beyond each value by itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from cards.core.schedule import COUNTING
from cards.models import Ending
from cards.progress.portable_columns import TABLES, as_json
from cards.progress.portable_problems import Problems, described, shortened

Row: TypeAlias = dict[str, Any]
"""Stored values by the names the model gives them; a wrong one is left out."""

STATE = ("repetitions", "interval", "easiness", "due", "lapses")
BEFORE = tuple(f"{name}_before" for name in STATE)
AFTER = ("number", *(f"{name}_after" for name in STATE))
MARKED = (Ending.HANDED_IN, Ending.TIME_OUT)


def check_states(states: Sequence[Row], problems: Problems) -> None:
    """Note states that no card can have, and cards with two."""
    refuse_twins("states", "card", "card_id", states, problems)
    for where, row in _whole("states", states, len(TABLES["states"])):
        if bool(row["answers"]) != (row["due_date"] is not None):
            problems.note(
                where,
                _shown(row, "answers", "due_date"),
                _("a due date once the card is answered, and null before"),
            )


def check_reviews(reviews: Sequence[Row], problems: Problems) -> None:
    """Note answers that no log can hold, and tokens used twice."""
    refuse_twins("reviews", "token", "token", reviews, problems)
    for where, row in _whole("reviews", reviews, len(TABLES["reviews"])):
        counts = row["mode"] in COUNTING
        if any((row[name] is not None) != counts for name in AFTER):
            expected = _("number and …_after in the modes %(modes)s, and null in the others")
            modes = ", ".join(COUNTING)
            problems.note(where, _shown(row, "mode", *AFTER), expected % {"modes": modes})
        if len({row[name] is None for name in BEFORE}) > 1:
            problems.note(where, _shown(row, *BEFORE), _("all of these, or null in all"))


def check_sittings(sittings: Sequence[Row], problems: Problems) -> None:
    """Note papers that cannot have been sat."""
    refuse_twins("sittings", "id", "id", sittings, problems)
    running = [row for row in sittings if "finished_at" in row and row["finished_at"] is None]
    if len(running) > 1:
        found = _("%(number)s that are not finished") % {"number": len(running)}
        problems.note("sittings", found, _("one at most"))
    for where, row in _whole("sittings", sittings, len(TABLES["sittings"]) + 1):
        _check_ending(where, row, problems)
        _check_paper(where, row, problems)


def _check_ending(where: str, row: Row, problems: Problems) -> None:
    if bool(row["ending"]) != (row["finished_at"] is not None):
        found = _shown(row, "ending", "finished_at")
        problems.note(where, found, _("an ending once the paper is finished, and none before"))
    if (row["ending"] in MARKED) != (row["right"] is not None):
        problems.note(
            where,
            _shown(row, "ending", "right"),
            _("a number in right once the paper is marked, and null before"),
        )


def _check_paper(where: str, row: Row, problems: Problems) -> None:
    questions, total = row["questions"], row["total"]
    of_paper = f"{where}.questions"
    refuse_twins(of_paper, "card", "card_id", questions, problems)
    places = sorted(question.get("place", 0) for question in questions)
    if places != list(range(1, total + 1)):
        expected = _("the places 1 to %(total)s, each once") % {"total": total}
        problems.note(of_paper, shortened(", ".join(map(str, places))), expected)
    if not 1 <= row["place"] <= total:
        expected = _("a whole number from %(low)s to %(high)s") % {"low": 1, "high": total}
        problems.note(f"{where}.place", described(row["place"]), expected)
    marks = [question.get("is_right") for question in questions]
    if any((mark is not None) != (row["right"] is not None) for mark in marks):
        expected = _("true or false once the paper is marked, and null before")
        found = shortened(", ".join(map(described, marks)))
        problems.note(f"{of_paper}.is_right", found, expected)


def refuse_twins(
    where: str, name: str, stored: str, rows: Iterable[Row], problems: Problems
) -> None:
    """Note each row whose value in a column was another's before."""
    seen: dict[Any, int] = {}
    for number, row in enumerate(rows, 1):
        if stored in row and seen.setdefault(row[stored], number) < number:
            found = _("the same as in %(where)s") % {"where": f"{where}[{seen[row[stored]]}]"}
            problems.note(f"{where}[{number}].{name}", found, _("each of them once"))


def _whole(where: str, rows: Iterable[Row], columns: int) -> Iterator[tuple[str, Row]]:
    """Yield each row of which every value could be read, with its place in the document."""
    for number, row in enumerate(rows, 1):
        if len(row) == columns:
            yield f"{where}[{number}]", row


def _shown(row: Row, *names: str) -> str:
    return ", ".join(f"{name} {described(as_json(row[name]))}" for name in names)
