"""What the learner is shown: the way from what was typed to the nearest answer."""

import pytest

from cards.core.marking import Hint, Marking, Piece, PieceKind, Shape, Verdict, mark, words_of

SIGNS = {PieceKind.SAME: "=", PieceKind.MISSING: "+", PieceKind.EXTRA: "-"}


def marked(typed: str, *accepted: str) -> Marking:
    return mark(typed, accepted, Shape.COMMAND)


def difference(typed: str, accepted: str) -> list[str]:
    return [SIGNS[piece.kind] + piece.text for piece in marked(typed, accepted).difference]


DIFFERENCES = [
    # by word
    ("virsh start --all", "virsh list --all", ["=virsh ", "-start", "+list", "= --all"]),
    ("virsh list", "virsh list --all", ["=virsh list", "+ --all"]),
    ("virsh list --all web", "virsh list --all", ["=virsh list --all", "- web"]),
    ("foo virsh list", "virsh list", ["-foo ", "=virsh list"]),
    ("foo bar virsh list", "virsh list", ["-foo bar ", "=virsh list"]),
    ("list", "virsh list", ["+virsh", "= list"]),
    ("xyz", "virsh", ["-xyz", "+virsh"]),
    ("cp b a", "cp a b", ["=cp", "- b", "= a", "+ b"]),
    ("a b c", "x y", ["-a b c", "+x y"]),
    ("frob a b z q", "frob z r", ["=frob", "- a b", "= z ", "-q", "+r"]),
    ("frob z r", "frob a b z q", ["=frob", "+ a b", "= z ", "-r", "+q"]),
    (
        "frob k a b c d y",
        "frob c k a b d z",
        ["=frob", "+ c", "= k a b", "- c", "= d ", "-y", "+z"],
    ),
    ("x a b c", "x y z", ["=x ", "-a b c", "+y z"]),
    # by character in words that are alike
    ("virsh lst", "virsh list", ["=virsh l", "+i", "=st"]),
    ("virsh list all", "virsh list --all", ["=virsh list ", "+--", "=all"]),
    ("cpuinfo", "/proc/cpuinfo", ["+/proc/", "=cpuinfo"]),
    ("/proc/cpuinfo", "cpuinfo", ["-/proc/", "=cpuinfo"]),
    ("/usr/bin/virsh", "virsh", ["-/usr/bin/virsh", "+virsh"]),
    ("vgs", "lvs", ["-vgs", "+lvs"]),
    ("Virsh", "virsh", ["-V", "+v", "=irsh"]),
    ("abcd", "abxy", ["-abcd", "+abxy"]),
    ("abc", "abx", ["-abc", "+abx"]),
    ("abce", "abcf", ["=abc", "-e", "+f"]),
    ("virshlist", "virsh list", ["=virsh", "+ ", "=list"]),
    # order and spelling that do not count are not shown
    ("ipvsadm -n -x -L", "ipvsadm -L -n -c", ["=ipvsadm -L -n ", "--x", "+-c"]),
    ("ipvsadm --numeric -l", "ipvsadm -L -n -c", ["=ipvsadm -L -n", "+ -c"]),
    ("ipvsadm -L", "ipvsadm -Ln", ["=ipvsadm -L", "+n"]),
    ("ipvsadm -Lnc", "ipvsadm -L", ["=ipvsadm -L", "-nc"]),
    (
        "lvcreate v1 -n web -L 1G",
        "lvcreate -L 1G -n web v0",
        ["=lvcreate -L 1G -n web ", "-v1", "+v0"],
    ),
    ("grep -e b -e a f", "grep -e a -e b f", ["=grep -e", "- b -e", "= a", "+ -e b", "= f"]),
    ("virsh --all list", "virsh list --all", ["=virsh", "- --all", "= list", "+ --all"]),
    ("frob x", "frob -- x", ["=frob", "+ --", "= x"]),
    ("frob x y -n", "frob -n x y", ["=frob", "+ -n", "= x y", "- -n"]),
    ("modprobe 5 x -S", "modprobe -S 5 x", ["-modprobe 5 x -S", "+modprobe -S 5 x"]),
    # nor is what merely normalising explains
    ("$ ｓｕｄｏ　virsh　lst", "virsh list", ["=virsh l", "+i", "=st"]),
    ("virsh lst", "sudo virsh list", ["=sudo virsh l", "+i", "=st"]),
    ('virsh "lst"', "virsh list", ["=virsh l", "+i", "=st"]),
    ("virsh lst", "virsh list;", ["=virsh l", "+i", "=st;"]),
    ("ls /etc//xem/", "ls /etc/xen", ["=ls /etc/xe", "-m", "+n"]),
    ("crm -c x --file=y", "crm --cib=x -f z", ["=crm --cib=x -f ", "-y", "+z"]),
    ("lvcreate -n b vg0", "lvcreate -na vg0", ["=lvcreate -n", "-b", "+a", "= vg0"]),
    ("vcpus=2", "vcpus 2", ["=vcpus", "-=", "= 2"]),
    ("vcpus=3", "vcpus = 2", ["=vcpus = ", "-3", "+2"]),
    ('builder="kvm"', "builder = 'hvm'", ["=builder = ", "-kvm", "+'hvm'"]),
    # what the quotes of the shell change is
    ("grep vmx|svm", "grep 'vmx|svm'", ["=grep ", "+'", "=vmx|svm", "+'"]),
    ("echo '$HOME'", "echo $HOME", ["=echo ", "-'", "=$HOME", "-'"]),
    ("a|b", "a | b", []),
    ("a|c", "a | b", ["=a | ", "-c", "+b"]),
]


@pytest.mark.parametrize(("typed", "accepted", "expected"), DIFFERENCES)
def test_it_leads_from_what_was_typed_to_the_answer(
    typed: str, accepted: str, expected: list[str]
) -> None:
    assert difference(typed, accepted) == expected


def test_an_empty_answer_shows_the_whole_answer_as_missing() -> None:
    assert marked("", "virsh list") == Marking(
        Verdict.FORM, Hint.EMPTY, "virsh list", (Piece("virsh list", PieceKind.MISSING),)
    )


def test_the_nearest_of_several_answers_is_shown() -> None:
    answers = ("virsh list --all", "virsh shutdown web", "virsh start web")

    assert marked("virsh strt web", *answers).nearest == "virsh start web"
    assert marked("virsh lst --all", *answers).nearest == "virsh list --all"


def test_of_answers_equally_near_the_first_is_shown() -> None:
    assert marked("xyz", "abc", "def").nearest == "abc"


def test_the_kindest_verdict_wins() -> None:
    assert marked("Virsh", "virshx", "virsh").verdict == Verdict.FORM
    assert marked("virsh", "Virsh", "virsh").verdict == Verdict.RIGHT


def test_options_are_known_by_any_accepted_answer() -> None:
    assert marked("-nL", "-Ln").verdict == Verdict.WRONG
    assert marked("-nL", "-Ln", "ipvsadm -Ln").verdict == Verdict.RIGHT
    assert marked("-nL", "-Ln", "frob", "sudo ipvsadm -Ln").verdict == Verdict.RIGHT


def test_markup_is_plain_text() -> None:
    typed = "<script>alert(1)</script> & <b>"

    pieces = marked(typed, "virsh").difference

    assert pieces == (Piece(typed, PieceKind.EXTRA), Piece("virsh", PieceKind.MISSING))


@pytest.mark.parametrize(
    "typed", [".*", "virsh.*", "v?rsh", "[a-z]+", "(virsh", "\\1", "%s", "{0}"]
)
def test_what_was_typed_is_never_a_pattern(typed: str) -> None:
    assert marked(typed, "virsh").verdict == Verdict.WRONG


def test_an_accepted_answer_is_never_a_pattern() -> None:
    assert marked("virsh", "v.*").verdict == Verdict.WRONG


def test_what_is_far_too_long_is_wrong_and_shown_in_part() -> None:
    assert marked("x" * 301, "virsh").difference == (
        Piece("x" * 300 + "…", PieceKind.EXTRA),
        Piece("virsh", PieceKind.MISSING),
    )
    assert marked("ｘ" * 300, "virsh").difference[0] == Piece("x" * 300, PieceKind.EXTRA)
    assert marked("\ufdfa" * 100, "virsh").difference[0].text.endswith("…")


def test_a_long_answer_may_be_twice_as_long() -> None:
    answer = "x" * 290

    assert not marked("y" * 580, answer).difference[0].text.endswith("…")
    assert marked("y" * 581, answer).difference[0].text.endswith("…")
    assert marked("y" * 581, answer, "virsh").difference[0].text.endswith("…")


def test_an_answer_is_read_up_to_its_last_character() -> None:
    assert marked("ls " + "/" * 297, "ls /").verdict == Verdict.RIGHT
    assert marked("ls " + "/" * 298, "ls /").verdict == Verdict.WRONG


def test_blanks_around_an_answer_do_not_make_it_long() -> None:
    assert marked("\n " * 40_000 + "virsh" + "\u200b" * 40_000, "virsh").verdict == Verdict.RIGHT


def test_very_long_answers_are_compared_as_a_whole() -> None:
    answer = " ".join(f"w{number}" for number in range(201))
    typed = " ".join(f"w{number}" for number in range(1, 201)) + " x y"

    assert [piece.kind for piece in marked(typed, answer).difference] == ["extra", "missing"]


def test_long_answers_are_compared_by_word() -> None:
    answer = " ".join(f"w{number}" for number in range(200))
    typed = " ".join(f"w{number}" for number in range(1, 200)) + " x"

    assert marked(typed, answer).difference == (
        Piece("w0", PieceKind.MISSING),
        Piece(answer.removeprefix("w0"), PieceKind.SAME),
        Piece(" x", PieceKind.EXTRA),
    )


def test_where_nothing_is_accepted_nothing_is_right() -> None:
    wrong = Marking(Verdict.WRONG, None, "", (Piece("virsh", PieceKind.EXTRA),))

    assert marked("virsh") == wrong
    assert marked("virsh", "", " \u200b") == wrong
    assert mark("virsh", [], Shape.TERM) == wrong


def test_an_accepted_answer_without_words_never_fits() -> None:
    assert marked("virsh", "", "virsh").nearest == "virsh"


def test_a_slip_that_makes_another_command_is_wrong() -> None:
    assert marked("vgexpand", "vgextend").verdict == Verdict.WRONG
    assert mark("keepalivd", ["keepalived"], Shape.COMMAND).verdict == Verdict.FORM
    assert mark("keepalivd", ["keepalived"], Shape.COMMAND, {"keepalivd"}).verdict == Verdict.WRONG
    assert mark("keepalivd", ["keepalived"], Shape.COMMAND, {"Keepalivd"}).verdict == Verdict.WRONG


def test_a_slip_that_makes_a_command_of_the_table_is_wrong() -> None:
    assert marked("vgremove", "vgrexmove").verdict == Verdict.WRONG
    assert marked("vgremxve", "vgremove").verdict == Verdict.FORM


def test_words_of_answers_are_folded_as_marking_folds_them() -> None:
    assert words_of(["virsh  List", "ＫＶＭ"]) == {"virsh", "list", "kvm"}
    assert words_of(["split-brain"]) == {"split-brain", "split", "brain"}
    assert words_of(["ハイパーバイザー"]) == {"ハイパーバイザー", "ハイパーバイザ"}
    assert words_of([]) == frozenset()
