"""A term as words that can be compared: case, hyphens, middle dots and spaces count for nothing."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from cards.core.normalise import LONG_DASH, plain
from cards.core.words import Role, Word

_SEPARATORS = re.compile(r"([ \-・•‧·]+)")
_ENDS = "。.、, "
_WRAPPERS = dict(zip("'\"`([{<「『【〈《", "'\"`)]}>」』】〉》", strict=True))
# サーバ and サーバー, ハイパーバイザ and ハイパーバイザー are one word each, written in two ways.
_LAST_VOWEL_MARK = re.compile(r"(?<=[ァ-ヺ])ー(?![ァ-ヺー])")
_TWO_NAMES = re.compile(r"([^()]+)\(([^()]+)\)")


def read_term(text: str) -> list[Word]:
    """Read a term into words; what stands between them is shown, and counts for nothing."""
    bare = _unwrapped(plain(text).replace(LONG_DASH, "-"))
    first, *rest = _SEPARATORS.split(bare)
    return [_word("", first), *map(_word, rest[::2], rest[1::2])]


def is_same_term(one: Iterable[Word], other: Iterable[Word]) -> bool:
    """Say whether two terms are the same, with or without the vowel marks that end their words."""
    one, other = list(one), list(other)
    return joined(one) == joined(other) or _with_vowel_marks(one) == _with_vowel_marks(other)


def joined(words: Iterable[Word]) -> str:
    """Return what is compared of a whole term."""
    return "".join(word.key for word in words)


def is_name_with_abbreviation(text: str, accepted: Collection[str]) -> bool:
    """Say whether `Hardware Virtual Machine (HVM)` was typed where either name is accepted.

    That is one answer, not two; `vmx (svm)` is two, as neither shortens the other.
    """
    names = _TWO_NAMES.fullmatch(_unwrapped(plain(text)))
    if not names:
        return False
    short, full = sorted((joined(read_term(name)) for name in names.groups()), key=len)
    return {short, full} <= set(accepted) and short[:1] == full[:1] and _shortens(short, full)


def characters(text: str) -> list[Word]:
    """Take a term apart; the characters that count for nothing have an empty key."""
    free = {at for kind in (_SEPARATORS, _LAST_VOWEL_MARK) for at in _places(kind, text)}
    return [
        Word("" if at in free else character.casefold(), character)
        for at, character in enumerate(text)
    ]


def _places(kind: re.Pattern[str], text: str) -> Iterator[int]:
    for found in kind.finditer(text):
        yield from range(*found.span())


def _word(gap: str, text: str) -> Word:
    key = _LAST_VOWEL_MARK.sub("", _folded(text))
    return Word(key, text, gap, key, Role.NAME)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _with_vowel_marks(words: Iterable[Word]) -> str:
    return "".join(_folded(word.text) for word in words)


def _unwrapped(text: str) -> str:
    text = text.rstrip(_ENDS)
    while text and _WRAPPERS.get(text[0]) == text[-1]:
        text = text[1:-1].strip().rstrip(_ENDS)
    return text


def _shortens(short: str, full: str) -> bool:
    """Say whether the letters of one are found in the other, in order."""
    letters = iter(full)
    return all(letter in letters for letter in short)
