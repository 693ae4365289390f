"""A command line as parts that can be compared: names, options with their values, operands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cards.core.options import UNKNOWN, Options, options_of
from cards.core.shell import Token, tokens
from cards.core.words import Part, Role, Word

Habits = Mapping[str, bool]
"""Options by name, and whether a value seems to follow them in an accepted answer."""

_DOUBLED_SLASHES = re.compile(r"(?<![:/])/{2,}")
_FILE_WITH_SLASH = re.compile(r"\.[A-Za-z]{2,}/$")
_SAFE = re.compile(r"[^\s'\"\\$`*?\[|&;()<>]+")
_SUDO_FLAGS = re.compile(r"-[AbEHiknPSs]+|--(?:login|shell|set-home|preserve-env|non-interactive)")
_SUDO_AS_ROOT = frozenset({("-u", "root"), ("--user", "root")})


def read_command(
    line: str, fallback: Options = UNKNOWN, habits: Habits | None = None, *, verbatim: bool = False
) -> list[Part]:
    """Read a plain line into parts.

    `fallback` is what to assume of a program the table does not know. A `verbatim` line is shown
    as it is written, any other without the quotes and slashes that make no difference.
    """
    reader = _Reader(fallback, habits or {}, verbatim)
    for simple in _simple_commands(tokens(line)):
        reader.read(simple)
    return _without_last_semicolon(reader.parts)


def known_options(lines: Iterable[str]) -> Options:
    """Return the options of the first program that the table knows, of all these lines."""
    firsts = (word for line in lines for word in _after_sudo(tokens(line))[:1])
    found = (options_of(first.value) for first in firsts)
    return next((options for options in found if options.known), UNKNOWN)


def habits_of(line: str) -> Habits:
    """Return of each option in an accepted answer whether a value seems to follow it.

    In `-a -n 5 file` another option follows `-a`, so it takes none; `5` must stay with `-n`.
    """
    habits: dict[str, bool] = {}
    words = tokens(line)
    for word, following in zip(words, [*words[1:], None], strict=False):
        if _is_option(word):
            name, has_value = _name(word.value)
            habits[name] = habits.get(name, True) and (has_value or _is_plain_word(following))
    return habits


class _Reader:
    """Reads simple commands, one after another, into parts."""

    def __init__(self, fallback: Options, habits: Habits, verbatim: bool) -> None:
        self.parts: list[Part] = []
        self._fallback = self._options = fallback
        self._habits = habits
        self._verbatim = verbatim
        self._group = 0
        self._literal = False
        self._rest: list[Token] = []

    def read(self, simple: list[Token]) -> None:
        """Read one simple command with the operator that ends it."""
        words = _after_sudo(simple)
        for token in simple[: len(simple) - len(words)]:
            self._add(self._word(token, key=""))
        self._rest = words[::-1]
        self._options, self._literal = self._fallback, False
        if words and _is_plain_word(words[0]):
            self._program(self._rest.pop())
        while self._rest:
            self._next(self._rest.pop())

    def _program(self, token: Token) -> None:
        known = options_of(token.value)
        self._options = known if known.known else self._fallback
        self._add_alone(self._word(token, role=Role.NAME))

    def _next(self, token: Token) -> None:
        if token.operator:
            self._operator(token)
        elif self._literal:
            self._add_alone(self._word(token))
        elif token.value == "--":
            self._end_of_options(token)
        elif _is_option(token):
            self._option(token)
        elif self._options.subcommands:
            self._options = self._options.subcommand(token.value)
            self._add_alone(self._word(token, role=Role.NAME))
        else:
            self._operand(token)

    def _operator(self, token: Token) -> None:
        self._add_alone(self._word(token, key=f"\n{token.value}"))

    def _end_of_options(self, token: Token) -> None:
        """Between options and operands `--` changes nothing, unless an operand has a dash."""
        needed = not self._options.known or any(map(_is_option, self._rest))
        self._literal = needed
        self._add(self._word(token, key=None if needed else ""))

    def _operand(self, token: Token) -> None:
        self._add(self._word(token))
        self._literal = self._options.stops
        # Nothing is known: an option before an operand might be meant to stand there.
        self._group += not self._options.known

    def _option(self, token: Token) -> None:
        names = self._bundled(token.value)
        if not names:
            self._whole_option(token)
            return
        for at, name in enumerate(names[:-1]):
            self._add(self._option_word(name, token, at))
        last = self._option_word(names[-1], token, len(names) - 1)
        attached = token.after(len(names) + 1)
        self._add(last, *self._value(names[-1], attached if attached.value else None))

    def _bundled(self, value: str) -> list[str]:
        """Return the letters of `-abc` as options, as far as `abc` are letters and not a value."""
        if self._options.is_one_word(value):
            return []
        names = []
        for at, letter in enumerate(value[1:], start=2):
            names.append(f"-{letter}")
            takes_value = self._takes_value(names[-1])
            only_seems_to = takes_value and self._options.takes_value(names[-1]) is None
            if takes_value is None or (only_seems_to and at < len(value)):
                return []
            if takes_value:
                break
        return names

    def _option_word(self, name: str, token: Token, at: int) -> Word:
        text, gap = (name[1:], "") if at else (name, token.gap)
        return Word(self._options.name(name), text, gap, name, Role.OPTION)

    def _whole_option(self, token: Token) -> None:
        name, has_value = _name(token.value)
        word = Word(self._options.name(name), name, token.gap, name, Role.OPTION)
        self._add(word, *self._value(name, token.after(len(name) + 1, "=") if has_value else None))

    def _value(self, name: str, attached: Token | None) -> list[Word]:
        """Return the value of an option, if it has one: what is attached, or the next word."""
        if attached:
            return [self._word(attached)]
        has_value = self._takes_value(name) and self._rest and _is_plain_word(self._rest[-1])
        return [self._word(self._rest.pop())] if has_value else []

    def _takes_value(self, name: str) -> bool | None:
        known = self._options.takes_value(name)
        return self._habits.get(name) if known is None else known

    def _word(self, token: Token, role: Role = Role.OPERAND, key: str | None = None) -> Word:
        value = token.value if token.quoted else _tidy(token.value)
        word_key = token.key if token.quoted else _tidy(token.key)
        text = token.raw if self._verbatim or not _SAFE.fullmatch(value) else value
        return Word(word_key if key is None else key, text, token.gap, value, role)

    def _add(self, *words: Word) -> None:
        self.parts.append(Part(words, self._group))

    def _add_alone(self, word: Word) -> None:
        """Add what no option may pass."""
        self._group += 1
        self._add(word)
        self._group += 1


def _simple_commands(line: Iterable[Token]) -> Iterator[list[Token]]:
    """Cut a line after each `|`, `&&`, `;` and the like."""
    simple: list[Token] = []
    for token in line:
        simple.append(token)
        if token.operator and not token.redirects:
            yield simple
            simple = []
    yield simple


def _after_sudo(words: list[Token]) -> list[Token]:
    """Return a command without sudo, if sudo is used to run it as root."""
    if not words or words[0].value.casefold() != "sudo":
        return words
    rest = words[1:]
    while rest and _SUDO_FLAGS.fullmatch(rest[0].value):
        rest = rest[1:]
    if len(rest) > 1 and (rest[0].value, rest[1].value) in _SUDO_AS_ROOT:
        rest = rest[2:]
    return rest if rest and _is_plain_word(rest[0]) else words


def _without_last_semicolon(parts: list[Part]) -> list[Part]:
    """Let a `;` that ends the whole line count for nothing."""
    if parts and parts[-1].keys == ("\n;",):
        parts[-1] = Part((replace(parts[-1].words[0], key=""),), parts[-1].group)
    return parts


def _name(option: str) -> tuple[str, bool]:
    """Return the name of a whole option, and whether `=` and a value follow it."""
    name, equals, _ = option.partition("=")
    return (name, bool(equals)) if option.startswith("--") else (option, False)


def _is_option(word: Token) -> bool:
    return not word.operator and len(word.value) > 1 and word.value[0] == "-" and word.value != "--"


def _is_plain_word(word: Token | None) -> bool:
    return word is not None and not word.operator and not word.value.startswith("-")


def _tidy(word: str) -> str:
    """Drop the slashes that change no path: doubled ones, and one after a directory."""
    word = _DOUBLED_SLASHES.sub("/", word)
    is_path = word.startswith(("/", "~", ".")) or "=/" in word or ":/" in word
    is_whole = word == "/" or word.endswith(("//", "=/", ":/"))
    if not is_path or is_whole or _FILE_WITH_SLASH.search(word):
        return word
    return word.removesuffix("/")
