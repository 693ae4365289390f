"""Card text: two languages, and Markdown that can do no harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.text import block, in_language, line, other_language
from tests.pages import read

SAFE_TAGS = {
    *("", "p", "br", "em", "strong", "code", "span", "pre", "ul", "ol", "li", "a", "blockquote")
}
SAFE_SCHEMES = ("http:", "https:", "mailto:", "/", "#", "?")

HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<a href="/" onclick="alert(1)">x</a>',
    '<div hx-get="/review/undo/" hx-trigger="load">x</div>',
    '<p style="position:fixed">x</p>',
    '<b id="session" class="grade" data-key="1">x</b>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](<javascript:alert(1)>)",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example/><script>",
    '[x](/ "\\" onclick=alert(1) x=\\"")',
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><button>x</button></form>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "<!-- <script> -->",
    "<scr<script>ipt>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("render", [block, line])
@pytest.mark.parametrize("text", HARMFUL)
def test_nothing_that_a_card_says_becomes_code_style_or_a_form(text: str, render: object) -> None:
    assert callable(render)
    assert_harmless(render(text))


@given(st.text(alphabet=st.sampled_from("<>\"'&=/`*_[]()#!:;\\ \n\tajsx1"), max_size=80))
def test_no_mixture_of_marks_becomes_code(text: str) -> None:
    assert_harmless(block(text))
    assert_harmless(line(text))


def assert_harmless(html: str) -> None:
    for node in read(html).elements:
        assert node.tag in SAFE_TAGS
        assert node.attributes.keys() <= {"href", "rel", "title", "lang"}
        href = node.get("href", "/").lower()
        assert href.startswith(SAFE_SCHEMES) or ":" not in href.split("/")[0]


@pytest.mark.parametrize("text", ["<b>bold</b>", "a < b & c > d", "<vm-name>", "<!DOCTYPE>"])
def test_marks_of_html_are_shown_as_they_were_written(text: str) -> None:
    assert read(block(text)).text == text
    assert read(line(text)).text == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`virsh list`", "<p><code>virsh list</code></p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("**strong** and *em*", "<p><strong>strong</strong> and <em>em</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("```\nvirsh\n  list\n```", "<pre><code>virsh\n  list\n</code></pre>"),
        ("```sh\nvirsh\n```", "<pre><code>virsh\n</code></pre>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("ドメイン０", "<p>ドメイン０</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_paragraphs(text: str, html: str) -> None:
    assert block(text) == html


def test_one_line_has_no_paragraph() -> None:
    assert line("`xl` and **xm**") == "<code>xl</code> and <strong>xm</strong>"


def test_a_link_leads_out_without_telling_from_where() -> None:
    link = read(block("[manual](https://example.org/a?b=1&c=2)")).one("a")
    assert (link.text, link["href"]) == ("manual", "https://example.org/a?b=1&c=2")
    assert link["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("virsh", "ja", "virsh"),
        ("virsh", "en", "virsh"),
        ({"ja": "答え", "en": "Answer"}, "ja", "答え"),
        ({"ja": "答え", "en": "Answer"}, "en", "Answer"),
        ({"ja": "答え"}, "en", "答え"),
        ({"ja": "答え", "en": ""}, "en", "答え"),
        ({}, "en", ""),
        ("", "ja", ""),
    ],
)
def test_a_text_is_said_in_a_language_and_japanese_stands_in(
    text: str | dict[str, str], language: str, said: str
) -> None:
    assert in_language(text, language) == said


def test_there_are_two_languages() -> None:
    assert (other_language("ja"), other_language("en")) == ("en", "ja")


@pytest.mark.parametrize(
    "text", ["[" * 3000, "*a " * 3000, "`" * 3000, "> " * 500 + "x", "(" * 3000]
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    block(text)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`virsh list --all`", "<code>virsh list <span>--all</span></code>"),
        ("`lxc-checkconfig`", "<code><span>lxc-checkconfig</span></code>"),
        ("`a && b -c`", "<code>a &amp;&amp; b <span>-c</span></code>"),
        ("a-b `c` d-e", "a-b <code>c</code> d-e"),
        ("`<b-c>`", "<code><span>&lt;b-c&gt;</span></code>"),
    ],
)
def test_the_words_of_a_command_are_never_broken_after_a_hyphen(text: str, html: str) -> None:
    assert line(text) == html
