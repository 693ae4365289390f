"""Small card files for tests of the import, and the syllabus they fit."""

import json
from pathlib import Path
from typing import Any

import yaml

from cards.importing.records import SectionPages, Syllabus
from cards.models import KnowledgeArea, Objective, Term
from tests.factories import make_section

SYLLABUS = Syllabus(
    sections={"1-3": SectionPages("330.3", 61, 76), "1-5": SectionPages("330.5", 90, 104)},
    areas={("330.3", 1), ("330.5", 1), ("330.5", 2)},
    terms={"kvm": "330.3", "virsh": "330.5", "libvirtd": "330.5"},
    pools={"stored-for-study": "study", "stored-for-mock": "mock"},
)


def store_syllabus() -> None:
    """Store the sections, knowledge areas and terms of SYLLABUS."""
    for code, section in SYLLABUS.sections.items():
        pages = (section.first_page, section.last_page)
        make_section(code=code, objective=section.objective, pages=pages)
    objectives = {objective.code: objective for objective in Objective.objects.all()}
    for code, number in SYLLABUS.areas:
        KnowledgeArea.objects.create(objective=objectives[code], number=number, title="Area")
    for number, (key, code) in enumerate(SYLLABUS.terms.items()):
        Term.objects.create(key=key, objective=objectives[code], number=number, name=key)


COMMON: dict[str, Any] = {
    "section": ["1-5"],
    "kind": "command",
    "prompt": {
        "ja": "仮想マシンを一覧するコマンドは何ですか。",
        "en": "Which command lists guests?",
    },
    "explanation": {"ja": "止まっているものは --all で。", "en": "Add --all for those shut off."},
    "first_page": 94,
    "last_page": 98,
    "sources": ["virsh(1)"],
    "terms": [["virsh"]],
}


def recall(**changes: Any) -> dict[str, Any]:
    """Return the fields of a recall card; a change to None leaves the field out."""
    return _fields({"form": "recall", "answer": "`virsh list`"}, changes)


def typed(**changes: Any) -> dict[str, Any]:
    """Return the fields of a typed card; a change to None leaves the field out."""
    own = {
        "form": "typed",
        "answer": "`virsh list`",
        "expects": {"ja": "サブコマンド名だけ", "en": "the subcommand only"},
        "accepted": ["list"],
    }
    return _fields(own, changes)


def choice(**changes: Any) -> dict[str, Any]:
    """Return the fields of a choice card; a change to None leaves the field out."""
    return _fields({"form": "choice", "choices": options()}, changes)


def options(right: str = "list", wrong: str = "dominfo start destroy") -> list[dict[str, Any]]:
    """Return options: the words of `right`, then those of `wrong`."""
    why = {"ja": "理由", "en": "reason"}
    return [{"text": word, "correct": True, "why": why} for word in right.split()] + [
        {"text": word, "why": why} for word in wrong.split()
    ]


def _fields(own: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    fields = {"key": "virsh-list", **COMMON, **own, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def entries(*cards: dict[str, Any]) -> list[dict[str, Any]]:
    """Return cards as the entries of a file."""
    return [{"model": "cards.card", "fields": card} for card in cards]


def write(path: Path, *cards: dict[str, Any]) -> Path:
    """Write cards to a file, as YAML or JSON by its name."""
    listed = entries(*cards)
    if path.suffix == ".json":
        path.write_text(json.dumps(listed), "utf-8")
    else:
        path.write_text(yaml.dump(listed, allow_unicode=True, Dumper=_WithoutAliases), "utf-8")
    return path


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True
