"""Typed terms: case, hyphens, middle dots and spaces count for nothing."""

import pytest

from cards.core.marking import Hint, Marking, Piece, PieceKind, Shape, Verdict, mark

NAMES = ("Hardware Virtual Machine", "HVM")


def marked(typed: str, *accepted: str) -> Marking:
    return mark(typed, accepted, Shape.TERM)


RIGHT = [
    ("paravirtualization", "paravirtualization"),
    ("Para-Virtualization", "paravirtualization"),
    ("PARA VIRTUALIZATION", "para—virtualization"),
    ("para–virtualization", "para‐virtualization"),
    ("ｋｖｍ", "KVM"),
    ("K\u200bV\u00adM", "kvm"),
    ("Straße", "STRASSE"),
    ("split\u3000brain", "split-brain"),
    ("アクティブ・スタンバイ", "アクティブスタンバイ"),
    ("ｱｸﾃｨﾌﾞ･ｽﾀﾝﾊﾞｲ", "アクティブ スタンバイ"),
    ("シェアード·ナッシング", "シェアード・ナッシング"),
    ("ハイパーハ\u3099イサ\u3099", "ハイパーバイザ"),
    ("ハイパーバイザ", "ハイパーバイザー"),
    ("ハイパーバイザー", "ハイパーバイザ"),
    ("サーバ仮想化", "サーバー仮想化"),
    ("フェイルオーバ クラスタ", "フェイルオーバー・クラスター"),
    ("フェイルオーバークラスタ", "フェイルオーバー・クラスタ"),
    ("フェイルオーバー・クラスター", "フェイルオーバークラスター"),
    ("準仮想化。", "準仮想化"),
    ("quorum.", "quorum"),
    ("quorum", "quorum."),
    ("「準仮想化」", "準仮想化"),
    ("『準仮想化』。", "準仮想化"),
    ("“quorum”", "quorum"),
    ("'quorum'", "quorum"),
    ("`quorum`", "quorum"),
    ("(quorum)", "quorum"),
    ("（ quorum ）、", "quorum"),
    ("[[quorum]]", "quorum"),
    ("「quorum。」", "quorum"),
    ("(quorum .)", "quorum"),
    ("平均故障間隔（MTBF）", "平均故障間隔 (MTBF)"),
    ("vmx, svm", "vmx, svm"),
    ("/dev/kvm", "/dev/kvm"),
    ("Type-1", "type 1"),
]

WRONG = [
    ("emulation", "simulation"),
    ("エミュレーション", "シミュレーション"),
    ("完全仮想化", "準仮想化"),
    ("サバ", "サーバ"),
    ("ビル", "ビール"),
    ("type 2", "type 1"),
    ("type l", "type 1"),
    ("split brian", "split brain"),
    ("quorun", "quorum"),
    ("hypervisors", "hypervisor"),
    ("supervisor", "hypervisor"),
    ("hiperbisor", "hypervisor"),
    ("hypervi5or", "hypervisor"),
    ("libvirt", "libvirtd"),
    ("コンテア", "コンテナ"),
    ("vmx svm", "vmx"),
    ("vmx/svm", "vmx"),
    ("vmx, svm", "vmx"),
    ("vmx\nsvm", "vmxsvm"),
    ("quorum (fencing)", "quorum"),
    ("(", "quorum"),
    ("hypervisr paravirtualizaton", "hypervisor paravirtualization"),
    ("・", "quorum"),
    ("パラバーチュアルライゼーシヨン", "パラバーチャライゼーション"),
]

FORM = [
    ("", "quorum", Hint.EMPTY),
    ("　\n", "quorum", Hint.EMPTY),
    ("activepassive", "active/passive", Hint.SLASH),
    ("active passive", "Active/Passive", Hint.SLASH),
    ("active//passive", "active/passive", Hint.SLASH),
    ("/proc/cpuinfo", "cpuinfo", Hint.PATH),
    ("cpuinfo", "/proc/cpuinfo", Hint.PATH),
    ("hypervisr", "hypervisor", Hint.SLIP),
    ("Hypervizor", "hypervisor", Hint.SLIP),
    ("hypervissor", "hypervisor", Hint.SLIP),
    ("midleware", "middleware", Hint.SLIP),
    ("hyprevisor", "hypervisor", Hint.SLIP),
    ("type 1 hypervisr", "type 1 hypervisor", Hint.SLIP),
    ("ハイパバイザ", "ハイパーバイザー", Hint.SLIP),
    ("フェンシグ", "フェンシング", Hint.SLIP),
    ("フェイルオーバクラスタ", "フェイルオーバークラスタ", Hint.SLIP),
]


@pytest.mark.parametrize(("typed", "accepted"), RIGHT)
def test_it_is_the_same_term(typed: str, accepted: str) -> None:
    assert marked(typed, accepted) == Marking(Verdict.RIGHT, None, accepted, ())


@pytest.mark.parametrize(("typed", "accepted"), WRONG)
def test_it_is_another_term(typed: str, accepted: str) -> None:
    marking = marked(typed, accepted)

    assert (marking.verdict, marking.hint, marking.nearest) == (Verdict.WRONG, None, accepted)
    assert any(piece.kind != PieceKind.SAME for piece in marking.difference)


@pytest.mark.parametrize(("typed", "accepted", "hint"), FORM)
def test_it_is_the_right_term_in_the_wrong_form(typed: str, accepted: str, hint: Hint) -> None:
    marking = marked(typed, accepted)

    assert (marking.verdict, marking.hint, marking.nearest) == (Verdict.FORM, hint, accepted)


@pytest.mark.parametrize(
    "typed",
    [
        "Hardware Virtual Machine (HVM)",
        "HVM（hardware virtual machine）",
        "HVM(Hardware-Virtual-Machine)",
        "“Hardware Virtual Machine (HVM)”",
    ],
)
def test_a_name_with_its_abbreviation_is_one_answer(typed: str) -> None:
    assert marked(typed, *NAMES).verdict == Verdict.RIGHT


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("vmx (svm)", ("vmx", "svm")),
        ("vmx (vxm)", ("vmx", "vxm")),
        ("direct routing (nat)", ("direct routing", "nat")),
        ("Hardware Virtual Machine (PV)", (*NAMES, "PV")),
        ("Hardware Virtual Machine (HVN)", NAMES),
        ("Hardware Virtual Machin (HVM)", NAMES),
        ("HVM (HVM) HVM", NAMES),
        ("Hardware Virtual Machine HVM", NAMES),
        ("Hardware Virtual Machine ( )", NAMES),
    ],
)
def test_two_answers_are_wrong_also_in_brackets(typed: str, accepted: tuple[str, ...]) -> None:
    assert marked(typed, *accepted).verdict == Verdict.WRONG


def test_a_slip_that_makes_a_word_of_the_deck_is_wrong() -> None:
    assert marked("replication", "reapplication").verdict == Verdict.WRONG
    assert marked("hypervizor", "hypervisor").verdict == Verdict.FORM

    marking = mark("Hypervizor", ["hypervisor"], Shape.TERM, {"HYPERVIZOR"})

    assert marking.verdict == Verdict.WRONG


def test_the_difference_of_terms_hides_what_counts_for_nothing() -> None:
    assert marked("PARA virtualisation", "para-virtualization").difference == (
        Piece("para-virtuali", PieceKind.SAME),
        Piece("s", PieceKind.EXTRA),
        Piece("z", PieceKind.MISSING),
        Piece("ation", PieceKind.SAME),
    )
    assert marked("splitbrain clustr", "split-brain cluster").difference == (
        Piece("split-brain clust", PieceKind.SAME),
        Piece("e", PieceKind.MISSING),
        Piece("r", PieceKind.SAME),
    )
    assert marked("ハイパバイザ", "ハイパーバイザー").difference == (
        Piece("ハイパ", PieceKind.SAME),
        Piece("ー", PieceKind.MISSING),
        Piece("バイザー", PieceKind.SAME),
    )
