"""Card text: which language to show, and Markdown made safe."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from cards.models.card import Text

LANGUAGES = ("ja", "en")
# No class, id, data-* or hx-*: in this app those would be script.
TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "blockquote"}
ATTRIBUTES = {"a": {"href"}}

CODE = re.compile(r"<code>[^<]*</code>")
HYPHENATED = re.compile(r"(?<=[\s>])[^\s<>]*-[^\s<>]*")

_markdown = MarkdownIt("commonmark", {"html": False})


def in_language(text: Text, language: str) -> str:
    """Return the text in a language; words that are the same in both are a plain string."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("ja", "")


def other_language(language: str) -> str:
    """Return the other of the two languages."""
    return "en" if language == "ja" else "ja"


@lru_cache(maxsize=8192)
def block(text: str) -> SafeString:
    """Return Markdown as paragraphs of safe HTML."""
    return _clean(_markdown.render(text))


@lru_cache(maxsize=8192)
def line(text: str) -> SafeString:
    """Return Markdown of one line as safe HTML."""
    return _clean(_markdown.renderInline(text))


def _clean(html: str) -> SafeString:
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES).strip()
    return mark_safe(CODE.sub(_unbroken, clean))


def _unbroken(code: re.Match[str]) -> str:
    """Keep the words of a command whole: a line may end between them, but not after a hyphen."""
    return HYPHENATED.sub(r"<span>\g<0></span>", code[0])
