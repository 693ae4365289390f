"""House rules of the templates that no linter knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))
SOURCES = {str(file.relative_to(TOP / "templates")): file.read_text() for file in TEMPLATES}
REGIONS = {name: text for name, text in SOURCES.items() if "/_" in name}

FORBIDDEN = {
    "a script in an attribute (hx-on)": r"\bhx-on\b",
    "code in hx-vals": r"\bhx-vals\b.*?\bjs:",
    "a javascript: address": r"(?i)javascript:",
    "code in a trigger": r"hx-trigger=\"[^\"]*\[",
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "a script with content": r"<script\b[^>]*>\s*[^<\s]",
    "text trusted without being cleaned": r"\|\s*safe\b|autoescape off",
}


def tags(text: str) -> Iterator[tuple[str, str]]:
    """Yield each start tag of a template: its name and all that stands in it."""
    for found in re.finditer(
        r"<([a-z][\w-]*)\b((?:\{%.*?%\}|\{\{.*?\}\}|[^<>])*)>", text, re.DOTALL
    ):
        yield found[1], found[2]


def attribute(inside: str, name: str) -> str | None:
    found = re.search(rf'(?:^|\s){name}="((?:\{{%.*?%\}}|\{{\{{.*?\}}\}}|[^"])*)"', inside)
    return found[1] if found else None


def htmx_requests() -> list[tuple[str, str, str]]:
    """Return template, tag and attributes of every element by which htmx makes a request."""
    return [
        (name, tag, inside)
        for name, text in SOURCES.items()
        for tag, inside in tags(text)
        if re.search(r"\bhx-(get|post|put|patch|delete)=", inside)
    ]


def test_there_are_templates_and_requests_to_look_at() -> None:
    assert len(SOURCES) > 25
    assert len(htmx_requests()) >= 4


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert [name for name, text in SOURCES.items() if re.search(FORBIDDEN[what], text)] == []


@pytest.mark.parametrize("name", SOURCES)
def test_every_form_that_is_posted_carries_its_token(name: str) -> None:
    for form in re.findall(r"<form\b.*?</form>", SOURCES[name], re.DOTALL):
        _, inside = next(tags(form))
        if attribute(inside, "method") == "post":
            assert "{% csrf_token %}" in form, form[:80]
        else:
            assert attribute(inside, "method") == "get"
            assert "csrf_token" not in form


@pytest.mark.parametrize(("name", "tag", "inside"), htmx_requests())
def test_what_htmx_does_a_browser_does_without_it(name: str, tag: str, inside: str) -> None:
    get, post = attribute(inside, "hx-get"), attribute(inside, "hx-post")
    if tag == "a":
        assert get
        assert attribute(inside, "href") == get
    elif tag == "form":
        assert attribute(inside, "action") == (get or post)
        assert attribute(inside, "method") == ("get" if get else "post")
    else:  # what is sent early, and by the form around it in any case
        assert f'<form id="paper-form" method="post" action="{post}"' in SOURCES[name]


@pytest.mark.parametrize(("name", "tag", "inside"), htmx_requests())
def test_what_htmx_swaps_is_one_region_with_the_name_of_its_file(
    name: str, tag: str, inside: str
) -> None:
    target = attribute(inside, "hx-target")
    assert target
    assert attribute(inside, "hx-swap") == "outerHTML"
    region = target.removeprefix("#")
    file = f"partials/_{region.replace('-', '_')}.html"
    _, root = next(tags(REGIONS[file]))
    assert attribute(root, "id") == region


@pytest.mark.parametrize("name", REGIONS)
def test_every_region_is_used(name: str) -> None:
    called = f'"{name}"'
    region = Path(name).stem.removeprefix("_")
    views = "".join(file.read_text() for file in (TOP / "cards" / "views").glob("*.py"))
    assert any(called in text for text in SOURCES.values()) or f'"{region}"' in views


@pytest.mark.parametrize("name", SOURCES)
def test_every_id_of_a_template_is_given_once(name: str) -> None:
    ids = [found for _, inside in tags(SOURCES[name]) if (found := attribute(inside, "id"))]
    plain = [found for found in ids if "{" not in found]
    assert len(plain) == len(set(plain))


@pytest.mark.parametrize("name", SOURCES)
def test_every_input_has_a_name_that_is_read_out(name: str) -> None:
    text = SOURCES[name]
    for tag, inside in tags(text):
        if tag == "svg":
            assert attribute(inside, "aria-hidden") or attribute(inside, "aria-label")
        is_seen = tag == "input" and attribute(inside, "type") not in (
            "hidden",
            "radio",
            "checkbox",
        )
        if is_seen and "{%" not in (attribute(inside, "type") or ""):
            assert f'for="{attribute(inside, "id")}"' in text


@pytest.mark.parametrize("name", SOURCES)
def test_no_word_stands_outside_a_translation(name: str) -> None:
    text = re.sub(r"\{#.*?#\}|body_class %\}.*?\{%", "{%", SOURCES[name], flags=re.DOTALL)
    text = re.sub(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|title)\b.*?</\1>", "", text, flags=re.DOTALL)
    words = re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", text))
    assert set(words) <= {"lpi", "English", "Enter", "Esc", "doctype"}


def test_a_rule_that_is_broken_is_noticed() -> None:
    broken = {
        "a script in an attribute (hx-on)": '<a hx-on:click="x">',
        "code in hx-vals": "<a hx-vals='js:{}'>",
        "a javascript: address": '<a href="JavaScript:x">',
        "code in a trigger": '<a hx-trigger="click[x]">',
        "an inline style": '<p style="x">',
        "a style element": "<style>",
        "an event attribute": '<p onclick="x">',
        "a script with content": "<script>x",
        "text trusted without being cleaned": "{{ x|safe }}",
    }
    assert broken.keys() == FORBIDDEN.keys()
    for what, text in broken.items():
        assert re.findall(FORBIDDEN[what], text), what
