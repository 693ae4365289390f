"""Which names a card's answer gives, and which of them stand in no manual page it cites.

A name is a command, subcommand, option, file or parameter: what is set as code in the answer and
in right options, and every accepted form of a command. What the prompt itself gives needs no
proof, nor do numbers, sizes and placeholders.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.content.fixture_files import Fields

INDEX = Path(__file__).parent / "manual_pages.jsonl"
PAGE = re.compile(r"[\w.@+:-]+\(\d\w*\)")

_CODE = re.compile(r"`([^`]+)`")
_APART = re.compile(r"[\s|;&<>()\[\]{}\"',=]+")
_NEEDS_NO_PROOF = re.compile(
    r"""[\d.,:/%+-]*\d[\d.,:/%+-]*[KMGTkmgt]?i?[bB]?  # numbers, addresses, sizes
      | \W+
      | [a-z]{1,2}\d+                                 # vm1, n2
    """,
    re.VERBOSE,
)
_BUNDLE = re.compile(r"-[A-Za-z]{2,}")
_JOINTS = (":", "/", "@", ".")


def unproven(card: Fields) -> list[str]:
    """Return the names in a card's answer that no manual page among its sources knows."""
    pages = tuple(sorted(source for source in card["sources"] if PAGE.fullmatch(source)))
    return [name for name in names(card) if not _is_known(name, _words(pages))]


def names(card: Fields) -> list[str]:
    """Return the names that a card's answer gives and its prompt does not."""
    prompt = " ".join(_texts(card["prompt"]))
    words = (word.strip(".:") for line in _lines(card) for word in _APART.split(line))
    return list(
        dict.fromkeys(
            word
            for word in words
            if word and word not in prompt and not _NEEDS_NO_PROOF.fullmatch(word)
        )
    )


@cache
def index() -> dict[str, frozenset[str]]:
    """Return the words of every manual page in the index."""
    rows = map(json.loads, INDEX.read_text(encoding="utf-8").splitlines())
    return {row["page"]: frozenset(row["words"].split()) for row in rows}


def _lines(card: Fields) -> Iterator[str]:
    right = (choice["text"] for choice in card.get("choices", []) if choice.get("correct"))
    for text in (card.get("answer", ""), *right):
        for language in _texts(text):
            yield from _CODE.findall(language)
    if card["kind"] == "command":
        yield from (form for form in card.get("accepted", []) if form.isascii())


def _texts(text: str | dict[str, str]) -> Iterable[str]:
    return [text] if isinstance(text, str) else text.values()


@cache
def _words(pages: tuple[str, ...]) -> frozenset[str]:
    known = [page for page in pages if page in index()]
    titles = frozenset(page.partition("(")[0] for page in known)
    return titles.union(*(index()[page] for page in known))


def _is_known(name: str, words: frozenset[str]) -> bool:
    if not {name, name.rstrip("/"), f"{name}/"}.isdisjoint(words):
        return True
    if _BUNDLE.fullmatch(name) and all(f"-{letter}" in words for letter in name[1:]):
        return True
    return not name.startswith("/") and any(_is_joined(name, joint, words) for joint in _JOINTS)


def _is_joined(name: str, joint: str, words: frozenset[str]) -> bool:
    """Say whether a name such as `ocf:heartbeat:IPaddr2` is made of parts that are known."""
    parts = [part for part in name.split(joint) if part and not _NEEDS_NO_PROOF.fullmatch(part)]
    return bool(parts) and name not in parts and all(_is_known(part, words) for part in parts)
