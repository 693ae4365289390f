"""The fixture files, read once, and the signs by which a text's language is told."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
JAPANESE_SIGN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")

Fields = dict[str, Any]


@cache
def entries(name: str) -> list[dict[str, Any]]:
    """Return the entries of fixtures/<name>."""
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return list(yaml.load(text, Loader=yaml.CSafeLoader))


def fields_of(name: str, model: str) -> list[Fields]:
    """Return the fields of every entry of one model."""
    return [entry["fields"] for entry in entries(name) if entry["model"] == model]


@cache
def cards(pool: str) -> list[Fields]:
    """Return the cards of every file of a pool: "cards" or "mock"."""
    files = sorted((FIXTURES / pool).glob("*.yaml"))
    return [card for file in files for card in fields_of(f"{pool}/{file.name}", "cards.card")]


def all_cards() -> list[Fields]:
    """Return the cards of both pools."""
    return cards("cards") + cards("mock")
