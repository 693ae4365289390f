"""A line as a POSIX shell splits it: words without their quotes, and operators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_OPERATOR = re.compile(r"\d*(?:<<<|<<|>>|>\||>&|<&|<>|<|>)|&>>|&>|&&|\|\||\|&|;;|[|&;()\n]")
_PIECE = re.compile(
    r"""'(?P<single>[^']*)'
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | \\(?P<escaped>.)
      | (?P<bare>[^ \n'"\\|&;()<>]+|['"\\])""",
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"[$`*?\[\\'\"]")
_ESCAPE_IN_DOUBLE_QUOTES = re.compile(r"\\([$`\"\\])")
_SPECIAL_IN_DOUBLE_QUOTES = re.compile(r"(\\[$`\"\\])|[*?\['\\]")
_REDIRECTION = re.compile(r"\d*[<>]|&>")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or operator.

    `raw` is how it was written, `value` what a program would be given, and `key` the same with a
    backslash before each special character that quotes made ordinary: two words mean the same to
    the shell exactly if their keys are equal.
    """

    raw: str
    value: str
    key: str
    gap: str
    quoted: bool = False
    operator: bool = False

    @property
    def redirects(self) -> bool:
        """Whether this is an operator that takes a file: the next word is its file's name."""
        return self.operator and _REDIRECTION.match(self.value) is not None

    def after(self, length: int, gap: str = "") -> "Token":
        """Return the rest of this word after its first characters."""
        return replace(
            self, raw=self.raw[length:], value=self.value[length:], key=self.key[length:], gap=gap
        )


def tokens(line: str) -> list[Token]:
    """Split a plain line (its spaces single); a quote never closed is an ordinary character."""
    return _with_assignment(list(_split(line.strip())))


def _split(line: str) -> Iterator[Token]:
    at = 0
    while at < len(line):
        gap = " " * line.startswith(" ", at)
        at += len(gap)
        token = _operator(line, at, gap) or _word(line, at, gap)
        yield token
        at += len(token.raw)


def _operator(line: str, at: int, gap: str) -> Token | None:
    found = _OPERATOR.match(line, at)
    return Token(found[0], found[0], found[0], gap, operator=True) if found else None


def _word(line: str, at: int, gap: str) -> Token:
    value = key = ""
    end, quoted = at, False
    while piece := _PIECE.match(line, end):
        end, quoted = piece.end(), quoted or piece.lastgroup != "bare"
        more_value, more_key = _read(piece)
        at_home = not key and more_value.startswith("~") and piece.lastgroup != "bare"
        value, key = value + more_value, key + "\\" * at_home + more_key
    return Token(line[at:end], value, key or "''", gap, quoted)


def _read(piece: re.Match[str]) -> tuple[str, str]:
    """Return what a piece of a word adds to the word's value, and to its key."""
    text = piece[piece.lastgroup or 0]
    if piece.lastgroup == "bare":
        return text, text
    if piece.lastgroup == "double":
        return _ESCAPE_IN_DOUBLE_QUOTES.sub(r"\1", text), _key_in_double_quotes(text)
    return text, _SPECIAL.sub(r"\\\g<0>", text)


def _key_in_double_quotes(text: str) -> str:
    return _SPECIAL_IN_DOUBLE_QUOTES.sub(lambda found: found[1] or "\\" + found[0], text)


def _with_assignment(line: list[Token]) -> list[Token]:
    """Take `vcpus=2` apart, as configuration files may write `vcpus = 2`; no command starts so.

    A name with its sign and no value, `vcpus=`, is how manuals write the name alone.
    """
    name, rest = line[:1], line[1:]
    if name and not name[0].value.startswith("-"):
        name = _cut(name[0], name[0].value.find("="))
    if rest and rest[0].value.startswith("="):
        rest = [*_cut(rest[0], 0), *rest[1:]]
    line = [*name, *rest]
    return line[:1] if [word.value for word in line[1:]] == ["="] else line


def _cut(word: Token, at: int) -> list[Token]:
    """Cut a word around the `=` at a place, if there is one outside quotes."""
    if word.raw[at : at + 1] != "=":
        return [word]
    name = replace(word, raw=word.raw[:at], value=word.value[:at], key=word.key[:at])
    sign = Token("=", "=", "=", word.gap)
    return [token for token in (name, sign, word.after(at + 1)) if token.raw]
