"""A JSON file's text turned into a tree of plain values."""

import json
import re
from collections.abc import Iterable
from typing import Any

from cards.importing.records import NULL, NUMBER, TRUE_OR_FALSE, Plain, Value
from cards.importing.tree import Fault, Path, Tree, UnreadableError

TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
NOT_SPACE = re.compile(r"\S|\Z")
# Longer ones are no number that a card has, and slow to work out.
MAX_DIGITS = 9


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it is written, so that a name given twice is seen."""


def json_tree(text: str) -> Tree:
    """Return the values of a JSON file's text."""
    tree = Tree()
    try:
        lines = _json_lines(tree, text)
        tree.root = _json_value(tree, lines, (), _json_objects(text))
    except UnreadableError:
        pass
    except json.JSONDecodeError as error:
        message = f"found a mistake in column {error.colno} ({error.msg}); expected valid JSON"
        tree.faults.append(Fault((), error.lineno, message))
    return tree


def _json_lines(tree: Tree, text: str) -> list[int]:
    """Return the line on which each entry starts; refuse bombs before anything is built."""
    lines: list[int] = []
    depth = values = at = 0
    line = 1
    for token in TOKEN.finditer(text):
        sign = token[0]
        line, at = line + text.count("\n", at, token.start()), token.start()
        depth += (sign in "[{") - (sign in "]}")
        values += sign in "[{,"
        tree.limit((), line, depth, values)
        if depth == 1 and sign in "[,":
            lines.append(line + _line_ends_after(text, token.end()))
    return lines


def _line_ends_after(text: str, start: int) -> int:
    """Return how many lines end between `start` and what comes next."""
    return text.count("\n", start, next(NOT_SPACE.finditer(text, start)).start())


def _json_objects(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=_Pairs,
        parse_int=_number,
        parse_float=_number,
        parse_constant=_number,
    )


def _number(text: str) -> Plain:
    is_whole = len(text) <= MAX_DIGITS and text.removeprefix("-").isdigit()
    return Plain(text, NUMBER, int(text) if is_whole else None)


def _json_value(tree: Tree, lines: list[int], path: Path, value: Any) -> Value:
    line = lines[path[0] - 1] if path and isinstance(path[0], int) else 1
    tree.enter(path, line)
    if isinstance(value, _Pairs):
        return _json_mapping(tree, lines, path, value, line)
    if isinstance(value, list):
        return [_json_value(tree, lines, (*path, n), item) for n, item in enumerate(value, 1)]
    if isinstance(value, str):
        return tree.text(path, line, value)
    return _json_word(value)


def _json_mapping(
    tree: Tree, lines: list[int], path: Path, pairs: Iterable[tuple[str, Any]], line: int
) -> dict[str, Value]:
    mapping: dict[str, Value] = {}
    for name, value in pairs:
        here = (*path, tree.text(path, line, name))
        tree.put(mapping, here, line, _json_value(tree, lines, here, value))
    return mapping


def _json_word(value: bool | Plain | None) -> Plain:
    if isinstance(value, Plain):
        return value
    if value is None:
        return Plain("null", NULL)
    return Plain(str(value).lower(), TRUE_OR_FALSE, value)
