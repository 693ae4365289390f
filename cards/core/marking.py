"""Marking a typed answer as a fair examiner would: as a command or a term, not as a string.

    >>> mark("＄　ｖｉｒｓｈ　ｌｉｓｔ　——all", ["virsh list --all"], Shape.COMMAND).verdict
    <Verdict.RIGHT: 'right'>

Typed text is data: never a pattern, never markup. No input raises, and none takes long.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.core.command import habits_of, known_options, read_command
from cards.core.difference import (
    Piece,
    PieceKind,
    all_different,
    blocks,
    pieces,
    plain_characters,
    size,
)
from cards.core.near_miss import Hint, hint, is_one_mark_apart
from cards.core.normalise import LONG_DASH, command_line, plain, readings, visible
from cards.core.options import NAMES
from cards.core.term import (
    characters,
    is_name_with_abbreviation,
    is_same_term,
    joined,
    read_term,
)
from cards.core.words import Part, Word, arranged

__all__ = ["Hint", "Marking", "Piece", "PieceKind", "Shape", "Verdict", "mark", "words_of"]

LONGEST = 300
"""Characters: what is longer, and more than twice as long as any accepted answer, is not read."""


class Shape(StrEnum):
    """What an accepted answer is, and so how it is compared."""

    COMMAND = "command"
    TERM = "term"


class Verdict(StrEnum):
    """Right; the right idea in the wrong form (type again, no penalty); or wrong."""

    RIGHT = "right"
    FORM = "form"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Marking:
    """The verdict on a typed answer.

    `hint` says why the verdict is FORM, `nearest` is the accepted answer nearest to what was typed,
    and `difference` leads from one to the other; it is empty if the answer is right.
    """

    verdict: Verdict
    hint: Hint | None
    nearest: str
    difference: tuple[Piece, ...] = ()


def mark(
    typed: str,
    accepted: Sequence[str],
    shape: Shape,
    known_words: Collection[str] = frozenset(),
) -> Marking:
    """Mark what was typed against every accepted answer, and return the kindest verdict.

    `known_words` are the words of the deck's answers (see `words_of`): a slip that makes one of
    them is no slip. Where nothing is accepted, nothing is right.
    """
    answers = [answer for answer in accepted if visible(answer)] or [""]
    limit = max(LONGEST, *(2 * len(answer) for answer in answers))
    text = visible(typed)
    if len(text) <= limit:
        text = plain(text)
    if not text:
        return _empty(answers[0])
    if len(text) > limit or not answers[0]:
        return _wrong(text if len(text) <= limit else f"{text[:limit]}…", answers[0])
    markings = _MARKERS[shape](text, answers, NAMES.union(map(str.casefold, known_words)))
    return min(markings, key=_unkindness)


def words_of(accepted: Sequence[str]) -> frozenset[str]:
    """Return the words of accepted answers, as `mark` wants to know them."""
    plain_words = (word for answer in accepted for word in plain(answer).casefold().split())
    return frozenset(plain_words).union(word.key for each in accepted for word in read_term(each))


def _unkindness(marking: Marking) -> tuple[int, int]:
    return list(Verdict).index(marking.verdict), size(marking.difference)


def _mark_command(text: str, answers: Sequence[str], known: Collection[str]) -> Iterator[Marking]:
    lines = [command_line(answer).replace(LONG_DASH, "-") for answer in answers]
    options = known_options(lines)
    for answer, line in zip(answers, lines, strict=True):
        habits = habits_of(line)
        nearest = read_command(line, options, habits, verbatim=True)
        for reading in readings(command_line(text)):
            parts = [part for part in read_command(reading, options, habits) if _counts(part)]
            yield _compare_commands(parts, nearest, known, (reading, answer))


def _compare_commands(
    typed: Sequence[Part], nearest: Sequence[Part], known: Collection[str], texts: tuple[str, str]
) -> Marking:
    _, answer = texts
    counting = [part for part in nearest if _counts(part)]
    typed = arranged(typed, counting)
    if not typed:
        return _empty(answer)
    if _compared(typed) == _compared(counting):
        return Marking(Verdict.RIGHT, None, answer)
    lined_up = blocks(_words(typed), _words(nearest))
    difference = pieces(lined_up, plain_characters)
    return _near_or_wrong(hint(lined_up, known), difference, texts)


def _mark_term(text: str, answers: Sequence[str], known: Collection[str]) -> Iterator[Marking]:
    typed = read_term(text)
    terms = [read_term(answer) for answer in answers]
    both_names = is_name_with_abbreviation(text, [joined(term) for term in terms])
    for answer, term in zip(answers, terms, strict=True):
        if both_names or is_same_term(typed, term):
            yield Marking(Verdict.RIGHT, None, answer)
        else:
            lined_up = blocks(typed, term)
            slash = is_one_mark_apart(joined(typed), joined(term), "/")
            found = Hint.SLASH if slash else hint(lined_up, known)
            yield _near_or_wrong(found, pieces(lined_up, characters), (text, answer))


_MARKERS = {Shape.COMMAND: _mark_command, Shape.TERM: _mark_term}


def _near_or_wrong(
    found: Hint | None, difference: tuple[Piece, ...], texts: tuple[str, str]
) -> Marking:
    typed, answer = texts
    if not size(difference):  # the same words in an order that changes what they mean
        difference = all_different(typed, answer)
    return Marking(Verdict.FORM if found else Verdict.WRONG, found, answer, difference)


def _wrong(typed: str, answer: str) -> Marking:
    return Marking(Verdict.WRONG, None, answer, all_different(typed, answer))


def _empty(answer: str) -> Marking:
    """Ask again: nothing was said, so nothing is lost."""
    return Marking(Verdict.FORM, Hint.EMPTY, answer, all_different("", answer))


def _compared(parts: Iterable[Part]) -> list[tuple[int, tuple[str, ...]]]:
    return [(part.group, part.keys) for part in parts]


def _counts(part: Part) -> bool:
    return any(part.keys)


def _words(parts: Iterable[Part]) -> list[Word]:
    return [word for part in parts for word in part.words]
