"""From what was typed to the answer: by word first, by character inside words that are alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, takewhile

from cards.core.words import Word

MOST_COMPARISONS = 40_000
"""Longer lists than this makes of them are not compared item by item, so that time has a bound."""


class PieceKind(StrEnum):
    """Where a piece of text stands: in both, only in the answer, or only in what was typed."""

    SAME = "same"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, as plain data."""

    text: str
    kind: PieceKind


@dataclass(frozen=True, slots=True)
class Block:
    """Words of both sides that stand in the same place, equal or not."""

    typed: tuple[Word, ...]
    nearest: tuple[Word, ...]
    same: bool

    @property
    def pairs(self) -> list[tuple[Word, Word]]:
        """One word of each side at a time; none if their numbers differ."""
        if len(self.typed) != len(self.nearest):
            return []
        return list(zip(self.typed, self.nearest, strict=True))


Characters = Callable[[str], list[Word]]
"""Takes a text apart into its characters."""


def blocks(typed: Iterable[Word], nearest: Sequence[Word]) -> list[Block]:
    """Line the words up; typed words that count for nothing are left out."""
    counting = [word for word in typed if word.key]
    return [
        Block(
            tuple(one for one, _ in pairs if one),
            tuple(other for _, other in pairs if other),
            same,
        )
        for same, pairs in _runs(counting, nearest)
    ]


def pieces(lined_up: Iterable[Block], characters: Characters) -> tuple[Piece, ...]:
    """Return the difference as pieces: all but the extra ones together spell the answer."""
    found: list[Piece] = []
    for block in lined_up:
        found += _same(block.nearest) if block.same else _replaced(block, characters, not found)
    return _merged(found)


def plain_characters(text: str) -> list[Word]:
    """Take a text apart where every character counts."""
    return [Word(character, character) for character in text]


def all_different(typed: str, nearest: str) -> tuple[Piece, ...]:
    """Return the difference of texts that have nothing in common."""
    return _merged([Piece(typed, PieceKind.EXTRA), Piece(nearest, PieceKind.MISSING)])


def size(difference: Iterable[Piece]) -> int:
    """Return how many characters differ."""
    return sum(len(piece.text) for piece in difference if piece.kind != PieceKind.SAME)


_Pair = tuple[Word | None, Word | None]


def _runs(typed: Sequence[Word], nearest: Sequence[Word]) -> Iterator[tuple[bool, list[_Pair]]]:
    for same, pairs in groupby(_aligned(typed, nearest), _is_same):
        yield same, list(pairs)


def _is_same(pair: _Pair) -> bool:
    typed, nearest = pair
    return nearest is not None and (typed is not None or not nearest.key)


def _aligned(typed: Sequence[Word], nearest: Sequence[Word]) -> Iterator[_Pair]:
    """Pair off the longest common subsequence, first what both end with; the rest stands alone."""
    ending = _common_ending(typed, nearest)
    if ending:
        yield from _aligned(typed[:-ending], nearest[:-ending])
        yield from zip(typed[-ending:], nearest[-ending:], strict=True)
        return
    common = _common_lengths(typed, nearest)
    i = j = 0
    while i < len(typed) and j < len(nearest):
        if common and typed[i].key == nearest[j].key:
            yield typed[i], nearest[j]
            i, j = i + 1, j + 1
        elif common and common[i][j + 1] > common[i + 1][j]:
            yield None, nearest[j]
            j += 1
        else:
            yield typed[i], None
            i += 1
    yield from ((word, None) for word in typed[i:])
    yield from ((None, word) for word in nearest[j:])


def _common_ending(typed: Sequence[Word], nearest: Sequence[Word]) -> int:
    pairs = zip(reversed(typed), reversed(nearest), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].key == pair[1].key, pairs))


def _common_lengths(typed: Sequence[Word], nearest: Sequence[Word]) -> list[list[int]]:
    """Return the lengths of the longest common subsequences of all ends of both; [] if too long."""
    if len(typed) * len(nearest) > MOST_COMPARISONS:
        return []
    lengths = [[0] * (len(nearest) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) - 1, -1, -1):
        row, below = lengths[i], lengths[i + 1]
        for j in range(len(nearest) - 1, -1, -1):
            equal = typed[i].key == nearest[j].key
            row[j] = below[j + 1] + 1 if equal else max(below[j], row[j + 1])
    return lengths


def _same(words: Iterable[Word]) -> list[Piece]:
    return [Piece(_text(words), PieceKind.SAME)]


def _replaced(block: Block, characters: Characters, is_first: bool) -> list[Piece]:
    if not block.nearest:
        text = _text(block.typed)
        return [Piece(f"{text} " if is_first else text, PieceKind.EXTRA)]
    if not block.typed:
        return [Piece(_text(block.nearest), PieceKind.MISSING)]
    if not block.pairs:
        return _inside(block.typed, block.nearest, characters)
    return [piece for one, other in block.pairs for piece in _inside([one], [other], characters)]


def _inside(typed: Sequence[Word], nearest: Sequence[Word], characters: Characters) -> list[Piece]:
    """Compare by character if the words are alike: if more than two thirds of both agree."""
    gap = nearest[0].gap
    one, other = _text(typed)[len(typed[0].gap) :], _text(nearest)[len(gap) :]
    needed = (len(one) + len(other)) / 3
    counting = [character for character in characters(one) if character.key]
    hopeless = min(len(counting), len(other)) <= needed
    pairs = [] if hopeless else list(_aligned(counting, characters(other)))
    if sum(map(_is_same, pairs)) <= needed:
        return [Piece(gap, PieceKind.SAME), *all_different(one, other)]
    return [Piece(gap, PieceKind.SAME), *map(_piece, pairs)]


def _piece(pair: _Pair) -> Piece:
    typed, nearest = pair
    if nearest is None:
        return Piece(typed.text if typed else "", PieceKind.EXTRA)
    return Piece(nearest.text, PieceKind.SAME if _is_same(pair) else PieceKind.MISSING)


def _text(words: Iterable[Word]) -> str:
    return "".join(word.gap + word.text for word in words)


def _merged(found: Iterable[Piece]) -> tuple[Piece, ...]:
    full = (piece for piece in found if piece.text)
    runs = groupby(full, lambda piece: piece.kind)
    return tuple(Piece("".join(piece.text for piece in run), kind) for kind, run in runs)
