"""The papers keep up with the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.ja.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def environment_variables() -> set[str]:
    """Return every variable the settings read."""
    return set(re.findall(r'env_\w+\(\s*"([A-Z0-9_]+)"', read("lpi304/settings.py")))


@pytest.mark.parametrize("readme", READMES)
def test_each_environment_variable_is_explained(readme: str) -> None:
    assert {name for name in environment_variables() if f"`{name}`" not in read(readme)} == set()


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_only_variables_that_are_read(readme: str) -> None:
    named = set(re.findall(r"`(LPI304_[A-Z_]+)`", read(readme)))

    assert named - environment_variables() == set()


@pytest.mark.parametrize("paper", [*READMES, "CONTRIBUTING.md"])
def test_each_chore_a_paper_names_is_in_the_makefile(paper: str) -> None:
    chores = set(re.findall(r"(?:`|^)make ([a-z-]+)", read(paper), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))

    assert chores & {"run", "test"}
    assert chores - targets == set()


@pytest.mark.parametrize("paper", [*READMES, "CONTRIBUTING.md"])
def test_each_command_a_paper_names_exists(paper: str) -> None:
    commands = set(re.findall(r"manage\.py ([a-z_]+)", read(paper))) - {"createsuperuser"}
    folder = ROOT / "cards/management/commands"

    assert {name for name in commands if not (folder / f"{name}.py").exists()} == set()


@pytest.mark.parametrize("paper", [*READMES, "CONTRIBUTING.md"])
def test_each_file_a_paper_links_to_exists(paper: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", read(paper))

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_readmes_have_the_same_sections() -> None:
    counts = [len(re.findall(r"^## ", read(readme), re.MULTILINE)) for readme in READMES]

    assert counts[0] == counts[1] > 5


def test_the_changelog_names_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"', read("pyproject.toml"), re.MULTILINE)

    assert version
    assert f"## {version[1]}" in read("CHANGELOG.md")
