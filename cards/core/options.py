"""What is known of each command's options: `option_synonyms.json`, read once.

An entry of the table holds `flags` and `values` (options without and with a value; the spellings
of one option in one string, the fullest last), `subcommands` (the same again for each; `*` is
shared by all of them), `one_word` (options are words after a single dash, never bundled letters),
`stops` (what follows the first operand is not this command's own), or `like`: another's entry.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its fullest name, and whether it takes a value."""

    name: str
    takes_value: bool


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one command or subcommand; `known` is False if the table has no entry."""

    known: bool = False
    spellings: Mapping[str, Option] = field(default_factory=dict)
    subcommands: Mapping[str, "Options"] = field(default_factory=dict)
    one_word: bool = False
    stops: bool = False

    def name(self, spelling: str) -> str:
        """Return the one name of an option that has several spellings."""
        option = self.spellings.get(spelling)
        return option.name if option else spelling

    def takes_value(self, spelling: str) -> bool | None:
        """Say whether an option takes a value, also if a dash was forgotten; None: unknown."""
        option = self.spellings.get(spelling) or self.spellings.get(f"-{spelling}")
        return option.takes_value if option else None

    def is_one_word(self, spelling: str) -> bool:
        """Say whether what follows a single dash is one name, not letters bundled."""
        return self.one_word or self.takes_value(spelling) is not None

    def subcommand(self, name: str) -> "Options":
        """Return the options of a subcommand, in any case."""
        return self.subcommands.get(name.casefold()) or self.subcommands.get("*", UNKNOWN)


UNKNOWN = Options()


def options_of(program: str) -> Options:
    """Return what is known of a program's options, by its name or path, in any case."""
    return TABLE.get(program.rsplit("/", 1)[-1].casefold(), UNKNOWN)


def read_table(entries: Mapping[str, Entry]) -> dict[str, Options]:
    """Make options of the table's entries."""
    return {
        name.casefold(): _options(entries[entry.get("like", name)])
        for name, entry in entries.items()
    }


def names_in(table: Mapping[str, Options]) -> frozenset[str]:
    """Return the names of all commands and subcommands."""
    return frozenset(table).union(*(names_in(options.subcommands) for options in table.values()))


def _options(entry: Entry, shared: Mapping[str, Option] | None = None) -> Options:
    subcommands = entry.get("subcommands", {})
    for_all = _spellings(subcommands.get("*", {}))
    return Options(
        known=True,
        spellings={**(shared or {}), **_spellings(entry)},
        subcommands={name: _options(each, for_all) for name, each in subcommands.items()},
        one_word=entry.get("one_word", False),
        stops=entry.get("stops", False),
    )


def _spellings(entry: Entry) -> dict[str, Option]:
    return {
        spelling: Option(option.split()[-1], kind == "values")
        for kind in ("flags", "values")
        for option in entry.get(kind, ())
        for spelling in option.split()
    }


TABLE = read_table(json.loads(Path(__file__).with_name("option_synonyms.json").read_text("utf-8")))
NAMES = names_in(TABLE)
