"""What must hold of marking whatever is typed."""

import re
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cards.core.marking import Hint, PieceKind, Shape, Verdict, mark
from cards.core.normalise import plain, visible

COMMANDS = [
    "virsh list --all",
    "ipvsadm -A -t 192.0.2.10:80 -s wlc",
    "ipvsadm -Ln",
    "grep -E 'vmx|svm' /proc/cpuinfo",
    "qemu-system-x86_64 -enable-kvm -m 512",
    "lvcreate -L 10G -n web vg0",
    "/etc/xen/xl.cfg",
    "--snapshot",
    "vcpus = 2",
    "echo $HOME > ~/out",
    "xl",
]
TERMS = ["quorum", "split-brain", "準仮想化", "ハイパーバイザー", "Active/Passive", "type 1"]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
PIECES_OF_COMMANDS = st.sampled_from(
    [
        *"'\"`\\$|&;<>()-=/ \n#",
        "sudo ",
        "--",
        "-n ",
        "virsh",
        "ー",
        "—",
        "vmx",
        "$ ",
        "a=b",
        "\u200b",
    ]
)

steady = settings(deadline=None, derandomize=True)
any_text = st.text(st.characters(exclude_categories=())) | st.lists(PIECES_OF_COMMANDS).map("".join)
commands = st.sampled_from(COMMANDS)
shapes = st.sampled_from(Shape)
blanks = st.text(" \t\u3000\u00a0\u200b", max_size=3)
# A letter or digit, of an option, a value, or a word too short to hold a slip.
places = st.sampled_from(
    [
        (command, found.start() + at)
        for command in COMMANDS
        for found in re.finditer(r"[A-Za-z0-9]+", command)
        for at in range(len(found[0]))
        if len(found[0]) < 8 or "-" in command[: found.start()]
    ]
)


@steady
@given(any_text, st.lists(any_text | commands, max_size=3), shapes)
@example("`", ["`"], Shape.COMMAND)
@example("-", ["--"], Shape.COMMAND)
@example("\ud800", ["\udfff"], Shape.TERM)
def test_it_never_raises(typed: str, accepted: list[str], shape: Shape) -> None:
    marking = mark(typed, accepted, shape)

    assert (marking.hint is not None) == (marking.verdict == Verdict.FORM)
    assert marking.nearest in (accepted or [""]) or not any(map(visible, accepted))


@steady
@given(any_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert plain(plain(text)) == plain(text)


@steady
@given(any_text, shapes)
def test_what_is_accepted_is_right(answer: str, shape: Shape) -> None:
    assume(plain(answer))

    marking = mark(answer, ["something else", answer], shape)

    assert marking.verdict == Verdict.RIGHT or marking.hint == Hint.EMPTY


@steady
@given(commands)
def test_an_accepted_answer_is_right_in_full_width(answer: str) -> None:
    assert mark(answer.translate(FULL_WIDTH), [answer], Shape.COMMAND).verdict == Verdict.RIGHT


@steady
@given(st.sampled_from(TERMS))
def test_an_accepted_term_is_right_in_full_width_and_capitals(answer: str) -> None:
    typed = answer.upper().translate(FULL_WIDTH)

    assert mark(typed, [answer], Shape.TERM).verdict == Verdict.RIGHT


@steady
@given(commands, st.sampled_from(["", "$ ", "# ", "root@node1:~# ", "[root@node1 ~]# ", "host% "]))
def test_an_accepted_answer_is_right_after_a_prompt(answer: str, prompt: str) -> None:
    assert mark(prompt + answer, [answer], Shape.COMMAND).verdict == Verdict.RIGHT


@steady
@given(commands, st.sampled_from(["sudo ", "sudo -i ", "$ sudo -u root ", "sudo -EH "]))
def test_an_accepted_answer_is_right_after_sudo(answer: str, sudo: str) -> None:
    assume(not answer.startswith("-"))

    assert mark(sudo + answer, [answer], Shape.COMMAND).verdict == Verdict.RIGHT
    assert mark(answer, [sudo.lstrip("$ ") + answer], Shape.COMMAND).verdict == Verdict.RIGHT


@steady
@given(commands, blanks, blanks)
def test_an_accepted_answer_is_right_with_more_blanks(answer: str, some: str, more: str) -> None:
    typed = some + answer.replace(" ", f" {more}") + more

    assert mark(typed, [answer], Shape.COMMAND).verdict == Verdict.RIGHT


@steady
@given(places, st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"))
def test_one_wrong_character_is_wrong(place: tuple[str, int], character: str) -> None:
    answer, at = place
    assume(character != answer[at].lower())
    typed = answer[:at] + character + answer[at + 1 :]
    assume(typed != "ipvsadm -ln")

    assert mark(typed, [answer], Shape.COMMAND).verdict == Verdict.WRONG


@steady
@given(commands, st.sampled_from([" ", " / ", " or ", "、", ",", "\n", " | ", "; "]), commands)
def test_two_answers_in_one_box_are_wrong(one: str, separator: str, other: str) -> None:
    typed = one + separator + other

    assert mark(typed, [one, other], Shape.COMMAND).verdict == Verdict.WRONG


@steady
@given(
    st.sampled_from(TERMS), st.sampled_from([" ", "/", "、", ", ", "\n"]), st.sampled_from(TERMS)
)
def test_two_terms_in_one_box_are_wrong(one: str, separator: str, other: str) -> None:
    assert mark(one + separator + other, [one, other], Shape.TERM).verdict == Verdict.WRONG


@steady
@given(any_text, commands)
def test_the_difference_spells_the_nearest_answer(typed: str, answer: str) -> None:
    marking = mark(typed, [answer], Shape.COMMAND)

    spelt = "".join(p.text for p in marking.difference if p.kind != PieceKind.EXTRA)
    assert spelt == ("" if marking.verdict == Verdict.RIGHT else answer)


@steady
@given(any_text, st.lists(commands, min_size=1), shapes)
def test_there_is_a_difference_unless_it_is_right(
    typed: str, accepted: list[str], shape: Shape
) -> None:
    marking = mark(typed, accepted, shape)

    differs = any(piece.kind != PieceKind.SAME for piece in marking.difference)
    assert differs == (marking.verdict != Verdict.RIGHT)
    assert all(piece.text for piece in marking.difference)


@pytest.mark.parametrize(
    "unit",
    ["a", "'", '"\\', "`", "-a ", "(", "a\n", "\\\n", "ー", "\ufdfa", "e\u0315\u0300", "$ sudo "],
)
@pytest.mark.parametrize("length", [300, 65_536])
def test_no_text_takes_long(unit: str, length: int) -> None:
    typed = (unit * length)[:length]

    began = time.perf_counter()
    for shape in Shape:
        mark(typed, COMMANDS, shape)

    # Some 50 ms each are promised; what grows out of hand takes minutes, on any machine.
    assert time.perf_counter() - began < 5
