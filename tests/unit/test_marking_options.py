"""The table of options: how it is read, and what must be true of it."""

import pytest

from cards.core.near_miss import is_one_mark_apart, is_path_and_name
from cards.core.options import (
    NAMES,
    TABLE,
    UNKNOWN,
    Entry,
    Option,
    Options,
    names_in,
    options_of,
    read_table,
)

ENTRIES: dict[str, Entry] = {
    "VBox": {"one_word": True, "flags": ["-h -help"]},
    "vb": {"like": "VBox"},
    "virsh": {
        "flags": ["-q --quiet"],
        "values": ["-c --connect", "-n --name"],
        "subcommands": {
            "*": {"values": ["--domain", "--name"]},
            "list": {"flags": ["--all", "--name"]},
            "exec": {"stops": True},
            "net": {"subcommands": {"start": {}}},
        },
    },
}


@pytest.fixture
def table() -> dict[str, Options]:
    return read_table(ENTRIES)


def options(**others: object) -> Options:
    return Options(known=True, **others)  # type: ignore[arg-type]


def test_every_spelling_leads_to_the_fullest_name(table: dict[str, Options]) -> None:
    virsh = table["virsh"]

    assert virsh.known
    assert virsh.spellings == {
        "-q": Option("--quiet", False),
        "--quiet": Option("--quiet", False),
        "-c": Option("--connect", True),
        "--connect": Option("--connect", True),
        "-n": Option("--name", True),
        "--name": Option("--name", True),
    }
    assert [virsh.name(each) for each in ("-q", "--quiet", "-x")] == ["--quiet", "--quiet", "-x"]


def test_an_option_takes_a_value_also_with_a_dash_too_few(table: dict[str, Options]) -> None:
    virsh = table["virsh"]

    found = [virsh.takes_value(each) for each in ("--connect", "-connect", "-quiet", "-x", "-")]

    assert found == [True, True, False, None, None]


def test_a_word_after_one_dash_may_be_one_option(table: dict[str, Options]) -> None:
    assert table["virsh"].is_one_word("-connect")
    assert not table["virsh"].is_one_word("-qc")
    assert table["vbox"].is_one_word("-qc")


def test_an_entry_may_be_like_another(table: dict[str, Options]) -> None:
    spellings = {each: Option("-help", False) for each in ("-h", "-help")}

    assert table["vb"] == table["vbox"] == options(one_word=True, spellings=spellings)


def test_subcommands_share_options_and_may_have_their_own(table: dict[str, Options]) -> None:
    shared = {"--domain": Option("--domain", True), "--name": Option("--name", True)}
    own = {"--all": Option("--all", False), "--name": Option("--name", False)}
    virsh = table["virsh"]

    assert virsh.subcommand("List") == options(spellings=shared | own)
    assert virsh.subcommand("exec") == options(spellings=shared, stops=True)
    assert virsh.subcommand("unheard-of") == options(spellings=shared)
    assert virsh.subcommand("net").subcommand("start") == options()
    assert virsh.subcommand("net").subcommand("stop") == UNKNOWN == Options()


def test_every_name_counts_as_a_word(table: dict[str, Options]) -> None:
    assert names_in(table) == {"vbox", "vb", "virsh", "*", "list", "exec", "net", "start"}
    assert {"virsh", "undefine", "vboxmanage", "vgcreate"} <= NAMES


def test_a_program_is_known_by_name_and_path_in_any_case() -> None:
    assert options_of("virsh") == options_of("/usr/bin/Virsh") == TABLE["virsh"]
    assert options_of("frob") == options_of("virsh/") == UNKNOWN


def every_entry() -> list[tuple[str, Options]]:
    found = []
    rest = list(TABLE.items())
    while rest:
        name, entry = rest.pop()
        found.append((name, entry))
        rest += [(f"{name} {sub}", options) for sub, options in entry.subcommands.items()]
    return found


def test_the_table_knows_the_commands_of_the_exam() -> None:
    commands = """
        virsh xl qemu-img qemu-system-x86_64 kvm docker lxc-start lxc-attach ipvsadm haproxy
        keepalived ldirectord genhash crm_mon crm_verify crm_resource crm_node cibadmin crm_simulate
        stonith_admin drbdadm vgs vgchange lvcreate mkfs.gfs2 mkfs.ocfs2 tunefs.ocfs2 gfs2_jadd grep
        modprobe lscpu virt-install
    """

    assert set(commands.split()) <= set(TABLE)


def test_the_table_spells_options_as_options() -> None:
    for name, entry in every_entry():
        for spelling, option in entry.spellings.items():
            assert spelling.startswith("-"), (name, spelling)
            assert entry.spellings[option.name] == option, (name, spelling)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", False),
        ("", "/", True),
        ("a", "a", False),
        ("ab", "a/b", True),
        ("abc", "ab/c", True),
        ("abc", "a/bc", True),
        ("a1", "/a1", True),
        ("a1", "a1/", True),
        ("a1b", "a1/b", False),
        ("ab", "a//b", False),
        ("ab", "b/a", False),
        ("ab", "a-b", False),
    ],
)
def test_one_mark_may_be_missing(one: str, other: str, expected: bool) -> None:
    assert is_one_mark_apart(one, other, "/") == is_one_mark_apart(other, one, "/") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("virsh", "/usr/bin/virsh", True),
        ("bin/virsh", "/usr/bin/virsh", True),
        ("virsh", "../virsh", True),
        ("virsh", "~/virsh", True),
        ("virsh", "bin/virsh", False),
        ("irsh", "/usr/bin/virsh", False),
        ("/virsh", "//virsh", False),
        ("", "/", False),
        ("", "/a/", False),
    ],
)
def test_a_name_is_the_end_of_a_path(one: str, other: str, expected: bool) -> None:
    assert is_path_and_name(one, other) == is_path_and_name(other, one) == expected
