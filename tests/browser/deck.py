"""A small deck of cards of every form, with the shortest and the longest that a card may be."""

from typing import Any

from cards.models import Card, Heading, Section
from tests.factories import make_card, make_section

LONG_COMMAND = (
    "virt-install --name guest1 --memory 2048 --vcpus 2 --disk size=20 --cdrom /iso/debian-12.iso"
)


def make_deck() -> None:
    """Store the deck: eight cards of one section, eight of another, under their headings.

    And of each section four mock questions, of every form.
    """
    concepts = make_section(code="1-1", objective="330.1", pages=(16, 39))
    libvirt = make_section(code="1-5", objective="330.5", pages=(90, 104))
    for section in (concepts, libvirt):
        _make_headings(section)
    for number in range(5):
        _card(concepts, f"concept-{number}", prompt=_both(f"問い{number}", f"Question {number}"))
        _card(libvirt, f"libvirt-{number}", prompt=_both(f"用語{number}", f"Term {number}"))
    _make_typed(libvirt)
    _make_choices(concepts)
    _make_longest(libvirt)
    for section in (concepts, libvirt):
        _make_mock_questions(section)


def _make_mock_questions(section: Section) -> None:
    mock = {"pool": "mock", "place": 0}
    _card(section, f"mock-typed-{section.code}", **TYPED | mock)
    _card(section, f"mock-one-{section.code}", **ONE | mock)
    _card(section, f"mock-other-{section.code}", **ONE | mock)
    _card(section, f"mock-two-{section.code}", **TWO | mock)


def _make_typed(section: Section) -> None:
    _card(section, "virsh-list-all", **TYPED)


def _make_choices(section: Section) -> None:
    _card(section, "hypervisor-one", **ONE)
    _card(section, "hypervisor-two", **TWO)


def _make_longest(section: Section) -> None:
    _card(
        section,
        "longest",
        kind="command",
        form="recall",
        prompt=_both(
            f"次のコマンドは何をするか。`{LONG_COMMAND}`" + "詳しく説明すること。" * 4,
            f"What does this do? `{LONG_COMMAND}` " + "Say all of it in your own words. " * 3,
        ),
        answer=_both("ゲストを作って導入を始める。", "It makes a guest and starts to install it."),
        explanation=_both(
            "仮想マシンの作成と起動を一度に行う。" * 28,
            "It makes the guest and starts it at once, from the image given. " * 8,
        ),
    )


def _make_headings(section: Section) -> None:
    first = section.first_page
    for number, title in enumerate(("仮想化の種類と長所と短所", "ハイパーバイザーの構成")):
        Heading.objects.create(
            code=f"{section.code}-{number}",
            section=section,
            title={"ja": title, "en": f"Kinds of virtualization, part {number}"},
            first_page=first + 4 * number,
            last_page=first + 4 * number + 3,
        )


def _card(section: Section, key: str, **fields: Any) -> Card:
    pages = {"first_page": section.first_page, "last_page": section.first_page + 2}
    return make_card(section=section, key=key, **pages | fields)


def _option(number: int, *, is_right: bool, words: int = 1) -> dict[str, Any]:
    return {
        "text": _both(f"選択肢{number}" + "は長い" * words, f"Option {number}" + " long" * words),
        "correct": is_right,
        "why": _both(f"理由{number}を述べる。", f"This is why, for option {number}."),
    }


def _both(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


TYPED: dict[str, Any] = {
    "kind": "command",
    "form": "typed",
    "prompt": _both(
        "停止しているゲストも含めて一覧するコマンドは何か。",
        "Which command lists all guests, also those that are shut off?",
    ),
    "expects": _both("コマンドとオプション", "the command with its option"),
    "accepted": ["virsh list --all"],
    "answer": "`virsh list --all`",
}
ONE: dict[str, Any] = {
    "kind": "term",
    "form": "choice",
    "answer": "",
    "prompt": _both("ハイパーバイザーはどれか。", "Which one is a hypervisor?"),
    "choices": [_option(number, is_right=number == 0) for number in range(4)],
}
TWO: dict[str, Any] = {
    "kind": "term",
    "form": "choice",
    "answer": "",
    "prompt": _both("正しいものを二つ選べ。", "Choose the two that are true."),
    "choices": [_option(number, is_right=number < 2, words=12) for number in range(5)],
}
