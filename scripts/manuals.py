"""Rebuild the index of manual pages that cards are checked against, from Debian's own packages.

`manuals.py` downloads the packages named in tests/content/manual_packages.txt and keeps, of each
page that a card names as its source, every word: tests/content/manual_pages.jsonl. Nothing is
installed; what Debian has moved on to is what the cards are then checked against.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

TOP = Path(__file__).resolve().parent.parent
PACKAGES = TOP / "tests" / "content" / "manual_packages.txt"
INDEX = TOP / "tests" / "content" / "manual_pages.jsonl"
CARDS = ("cards", "mock")
PAGE = re.compile(r"[\w.@+:-]+\(\d\w*\)")
APART = re.compile(r"[\s|,;()\[\]{}<>\"'=]+")
ENDS = "\"'`()[]{}<>|,;:.!?*"
LONGEST_WORD = 60
# One line a paragraph and plain ASCII: no word is cut at a margin, and a dash is a dash.
PLAINLY = {"MANWIDTH": "9000", "LC_ALL": "C", "MAN_KEEP_FORMATTING": ""}
MAN = ["man", "--no-hyphenation", "--no-justification", "--encoding=ascii", "--local-file"]


class Manual(NamedTuple):
    """One manual page: its name with section, the package it comes from, and its words."""

    page: str
    package: str
    words: list[str]


def main() -> None:
    """Fetch package by package, and write the index once all is read."""
    wanted = pages_named()
    packages = PACKAGES.read_text().split()
    found: dict[str, Manual] = {}
    for number, package in enumerate(packages, 1):
        print(f"{number}/{len(packages)} {package}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            found |= {manual.page: manual for manual in fetch(package, Path(folder), wanted)}
    INDEX.write_text("".join(f"{line}\n" for line in lines(found.values())))
    print(f"{len(found)} pages in {INDEX.relative_to(TOP)}")
    if missing := sorted(wanted - found.keys()):
        sys.exit(f"In none of these packages: {', '.join(missing)}")


def pages_named() -> set[str]:
    """Return every manual page that a card names as a source."""
    files = (file for pool in CARDS for file in (TOP / "fixtures" / pool).glob("*.yaml"))
    cards = (entry for file in files for entry in yaml.load(file.read_text(), yaml.CSafeLoader))
    sources = (source for card in cards for source in card["fields"]["sources"])
    return {source for source in sources if PAGE.fullmatch(source)}


def fetch(package: str, folder: Path, wanted: set[str]) -> Iterator[Manual]:
    """Download one package, unpack its manual pages, and read those that are wanted."""
    run(["apt-get", "--quiet", "--quiet", "download", package], folder)
    [archive] = folder.glob("*.deb")
    run(["dpkg-deb", "--extract", archive.name, "."], folder)
    name = run(["dpkg-deb", "--show", archive.name], folder).replace("\t", " ").strip()
    pages = folder / "usr" / "share" / "man"
    for file in sorted(pages.glob("man[1-8]/*")):
        title, _, section = file.name.removesuffix(".gz").rpartition(".")
        if (page := f"{title}({section})") in wanted:
            yield Manual(page, name, words(text_of(file, pages)))


def text_of(file: Path, pages: Path) -> str:
    """Return a manual page as plain text; pages it includes are looked up below `pages`."""
    return run([*MAN, str(file)], pages)


def words(text: str) -> list[str]:
    """Return every word of a text once, in order: as it stands, and cut at what is no letter."""
    plain = re.sub(".\b", "", text)
    found = {word.strip(ENDS) for split in (str.split, APART.split) for word in split(plain)}
    return sorted(word for word in found if re.search("[0-9A-Za-z]", word[:LONGEST_WORD]))


def lines(manuals: Iterable[Manual]) -> Iterator[str]:
    """Yield a line of JSON for each page, by name."""
    for manual in sorted(manuals):
        yield json.dumps({**manual._asdict(), "words": " ".join(manual.words)})


def run(command: list[str], folder: Path) -> str:
    """Run a command in a folder and return what it prints; end with its complaint if it fails."""
    result = subprocess.run(
        command, cwd=folder, env={**os.environ, **PLAINLY}, capture_output=True, text=True
    )
    if result.returncode:
        sys.exit(f"{result.stderr}This failed, for the reason above: {' '.join(command)}")
    return result.stdout


if __name__ == "__main__":
    main()
