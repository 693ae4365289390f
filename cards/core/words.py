"""What is compared: words, and parts of an answer made of words."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a word does in a command."""

    NAME = "name"  # a program, a subcommand, or the only word there is
    OPTION = "option"
    OPERAND = "operand"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an answer.

    `key` is compared (a word with an empty one counts for nothing), `text` is shown after `gap`,
    and `spelt` is what was written, without the quotes a shell removes.
    """

    key: str
    text: str
    gap: str = ""
    spelt: str = ""
    role: Role = Role.OPERAND


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stay together: an option with its value, or one other word.

    Options may change places with anything of their `group`; all else keeps its order.
    """

    words: tuple[Word, ...]
    group: int = 0

    @property
    def role(self) -> Role:
        """What the first word does."""
        return self.words[0].role

    @property
    def keys(self) -> tuple[str, ...]:
        """What is compared of all its words."""
        return tuple(word.key for word in self.words)


def arranged(typed: Sequence[Part], answer: Sequence[Part]) -> list[Part]:
    """Put what was typed in the answer's order, as far as order does not count.

    An option goes where the answer has it; other words keep their order among themselves.
    """
    places = _places(typed, answer)
    order: list[tuple[int, int]] = []
    furthest = -1
    for at, part in enumerate(typed):
        furthest = max(furthest, places.get(at, furthest))
        order.append((part.group, places.get(at, furthest)))
    return [part for _, part in sorted(zip(order, typed, strict=True), key=lambda each: each[0])]


def _places(typed: Sequence[Part], answer: Sequence[Part]) -> dict[int, int]:
    """Pair the parts off: options by name, then those left over, and all other words in order."""
    places: dict[int, int] = {}
    for label in (_name_label, _kind_label):
        taken = set(places.values())
        free: defaultdict[Label, deque[int]] = defaultdict(deque)
        for at, part in enumerate(answer):
            if at not in taken:
                free[label(part)].append(at)
        for at, part in enumerate(typed):
            if at not in places and free[label(part)]:
                places[at] = free[label(part)].popleft()
    return places


Label = tuple[int, bool, str]


def _name_label(part: Part) -> Label:
    is_option = part.role == Role.OPTION
    return part.group, is_option, part.keys[0] if is_option else ""


def _kind_label(part: Part) -> Label:
    return part.group, part.role == Role.OPTION, ""
