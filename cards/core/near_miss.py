"""The middle between right and wrong: the right idea in the wrong form."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum

from cards.core.difference import Block
from cards.core.words import Role, Word


class Hint(StrEnum):
    """What is wrong with the form of an answer."""

    EMPTY = "empty"
    CASE = "case"
    DASH = "dash"
    SLASH = "slash"
    PATH = "path"
    SLIP = "slip"


# A slip is forgiven where it cannot have made another word: eight letters, or five kana (each a
# syllable), hold enough to be known by the others. The first and the last must be right, as there
# the words of this field differ: lvcreate and pvcreate, libvirt and libvirtd, エミュレーション
# and シミュレーション.
_LONG_WORD = re.compile(r"[A-Za-z]{8,}|[ァ-ヺー]{5,}")
_LETTERS = re.compile(r"[A-Za-z]+|[ァ-ヺー]+")
_ROOTED = re.compile(r"/|~/|\.{1,2}/")
_LETTERS_OF_SHORT_OPTION = 2


def hint(lined_up: Iterable[Block], known_words: Collection[str]) -> Hint | None:
    """Return what is wrong with the form, if nothing else is wrong and it is one kind of thing."""
    found: list[Hint | None] = []
    for block in lined_up:
        if not block.same:
            found += [_hint_for(*pair, known_words) for pair in block.pairs] or [None]
    several_slips = found.count(Hint.SLIP) > 1
    return found[0] if len(set(found)) == 1 and not several_slips else None


def is_one_mark_apart(typed: str, answer: str, mark: str) -> bool:
    """Say whether one of the texts has one `mark` more, and not inside something with digits."""
    shorter, longer = sorted((typed, answer), key=len)
    ends = (0, len(longer) - 1)
    places = ends if any(map(str.isdigit, longer)) else range(len(longer))
    return any(
        longer[at : at + 1] == mark and longer[:at] + longer[at + 1 :] == shorter for at in places
    )


def is_path_and_name(typed: str, answer: str) -> bool:
    """Say whether one is a full path and the other the end of the same path.

    A path where a name was asked says too much; a name where a path was asked says too little, but
    nothing false, and asking again gives nothing away: whoever does not know the rest still fails.
    """
    name, path = sorted((typed, answer), key=len)
    is_tail = path.endswith(f"/{name}") and name != ""
    return is_tail and _ROOTED.match(path) is not None and not _ROOTED.match(name)


def is_slip(typed: str, answer: str, known_words: Collection[str]) -> bool:
    """Say whether one letter is wrong, missing, too many or swapped inside one long word."""
    if not _LONG_WORD.fullmatch(answer) or not _LETTERS.fullmatch(typed):
        return False
    if typed[0] != answer[0] or typed[-1] != answer[-1] or typed.casefold() in known_words:
        return False
    start = _common_start(typed, answer)
    end = min(_common_start(typed[::-1], answer[::-1]), len(typed) - start, len(answer) - start)
    one, other = typed[start : len(typed) - end], answer[start : len(answer) - end]
    swapped = len(one) == 2 and one == other[::-1]
    return swapped or max(len(one), len(other)) == 1


def _hint_for(typed: Word, answer: Word, known_words: Collection[str]) -> Hint | None:
    """Return the hint for one word; an option may be compared with another spelling of it."""
    for spelling in (answer.spelt, answer.key):
        if _is_other_case(typed, spelling):
            return Hint.CASE
        if _is_dash_apart(typed.spelt, spelling):
            return Hint.DASH
    if is_one_mark_apart(typed.spelt, answer.spelt, "/"):
        return Hint.SLASH
    if answer.role != Role.NAME:
        return None
    if is_path_and_name(typed.spelt, answer.spelt):
        return Hint.PATH
    return Hint.SLIP if is_slip(typed.spelt, answer.spelt, known_words) else None


def _is_other_case(typed: Word, answer: str) -> bool:
    """Say whether only case differs; that of a short option or of a unit (10g) is its meaning."""
    letters = typed.spelt.lstrip("-")
    is_short = typed.spelt.startswith("-") and not typed.spelt.startswith("--")
    if letters[:1].isdigit() or (is_short and len(letters) <= _LETTERS_OF_SHORT_OPTION):
        return False
    return typed.spelt != answer and typed.spelt.casefold() == answer.casefold()


def _is_dash_apart(typed: str, answer: str) -> bool:
    if typed == answer or answer.lstrip("-")[:1].isdigit():
        return False
    bare = typed.lstrip("-"), answer.lstrip("-")
    return bare[0] == bare[1] or is_one_mark_apart(*bare, "-")


def _common_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
