"""Each name in an answer stands in a manual page the card cites, or is excused with a reason."""

import re
from pathlib import Path

import pytest
import yaml

from scripts.manuals import PACKAGES, pages_named, words
from tests.content.evidence import index, names, unproven
from tests.content.fixture_files import Fields, all_cards

EXCEPTIONS = Path(__file__).parent / "evidence_exceptions.yaml"
EXCUSED_SHARE = 0.08


@pytest.fixture(scope="module")
def excused() -> dict[str, str]:
    loaded = yaml.load(EXCEPTIONS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(loaded)


def card(**fields: object) -> Fields:
    defaults: Fields = {
        "kind": "command",
        "prompt": {"ja": "ゲスト`web1`", "en": "the guest `web1`"},
        "sources": ["virsh(1)"],
    }
    return defaults | fields


def test_every_name_in_an_answer_is_in_a_cited_manual_page_or_excused(
    excused: dict[str, str],
) -> None:
    missing = {card["key"]: found for card in all_cards() if (found := unproven(card))}

    assert {key: found for key, found in missing.items() if key not in excused} == {}
    assert sorted(excused.keys() - missing.keys()) == [], "no longer needed"


def test_excuses_have_reasons_and_are_few(excused: dict[str, str]) -> None:
    assert [key for key, reason in excused.items() if len(reason) < 30] == []
    assert len(excused) < EXCUSED_SHARE * len(all_cards())


def test_the_index_holds_the_pages_that_cards_cite_and_no_others() -> None:
    assert sorted(index()) == sorted(pages_named())
    assert all(len(found) > 20 for found in index().values())


def test_every_package_that_is_read_is_needed() -> None:
    packages = PACKAGES.read_text().split()
    rows = (Path(__file__).parent / "manual_pages.jsonl").read_text().splitlines()
    sources = {re.search(r'"package": "(\S+)', row)[1] for row in rows}  # type: ignore[index]

    assert packages == sorted(packages)
    assert set(packages) == sources


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"answer": "`virsh list --all`"}, []),
        ({"answer": "`virsh lisst --al`"}, ["lisst", "--al"]),
        ({"answer": {"ja": "`lisst`です", "en": "It is `dominfo`"}}, ["lisst"]),
        ({"answer": "lisst"}, []),
        ({"answer": "`dominfo web1 512 10G`"}, []),
        ({"accepted": ["virsh lisst web1"]}, ["lisst"]),
        ({"accepted": ["リスト"]}, []),
        ({"accepted": ["lisst"], "kind": "term"}, []),
        ({"choices": [{"text": "`lisst`", "correct": True}, {"text": "`losst`"}]}, ["lisst"]),
        ({"answer": "`list`", "sources": ["virsh's own help"]}, ["list"]),
        ({"answer": "`virsh`", "sources": ["qemu-img(1)"]}, ["virsh"]),
    ],
)
def test_what_is_not_in_a_cited_page_is_seen(fields: Fields, missing: list[str]) -> None:
    assert unproven(card(**fields)) == missing


def test_names_the_prompt_gives_are_not_asked_for() -> None:
    assert names(card(answer="`virsh start web1`")) == ["virsh", "start"]


def test_a_page_is_read_into_words_as_they_stand_and_cut_at_their_joints() -> None:
    found = words("xl [-v] --opt=value  /etc/xen/xl.conf.  n\bna\bam\bme\be")

    assert found == sorted(
        ["xl", "-v", "--opt=value", "--opt", "value", "/etc/xen/xl.conf", "name"]
    )
