"""Characters: what an input method, a phone or a paste makes of plain text, undone.

Nothing here knows commands or terms; nothing here can fail, whatever the text.
"""

import re
import unicodedata

LONG_DASH = "—"
"""Kept by `plain`, as only the reader can tell: phones make it of two hyphens, keyboards of one."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\ufeff\uffa0"
    + "".join(map(chr, range(0x200B, 0x2010)))  # zero width, direction marks
    + "".join(map(chr, range(0x202A, 0x202F)))
    + "".join(map(chr, range(0x2060, 0x2070)))
    + "".join(map(chr, range(0xFE00, 0xFE10)))  # variants of a character
    + "".join(map(chr, range(0xE0000, 0xE01F0)))
)
_SINGLE_QUOTES = "‘’‚‛′‵´ʹʼˊˋ"
_DOUBLE_QUOTES = "“”„‟″‶〝〞〟"
_HYPHENS = "‐‒−⁃˗─━ㅡ"
_LONG_DASHES = "–―⸺"

# NFKC would take a few quotes apart, so they go first.
_BEFORE = str.maketrans(
    dict.fromkeys(_INVISIBLE, "")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
)
_AFTER = str.maketrans(
    dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_LONG_DASHES, LONG_DASH) | {"〜": "~", "¥": "\\"}
)
_KEYS_IN_JAPANESE = str.maketrans("・。、", "/.,")
# The hyphen key of a Japanese keyboard gives the long-vowel mark, which belongs after kana only.
_STRAY_VOWEL_MARKS = re.compile(r"(?<![ぁ-ゖァ-ヺー])ー+")
_PROMPT = re.compile(
    r"""(?:
        virsh\ [#>] | \(qemu\) | (?:lvm|gluster|ceph|mysql)> | crm\(live\)[\w/]{0,40}[#$]
      | \[[^\[\]\n]{1,64}\][#$%]
      | [\w.-]{1,64}@[\w.-]{1,64}(?:[:\ ][~/][^\s#$%>]{0,99})?\ ?[#$%>]
      | (?:[\w.-]{1,64}[:\ ])?~[^\s#$%>]{0,99}\ ?[#$%]
      | [\w.-]{1,64}[#$%]
      | [#$%>]
    )(?:\ |$)""",
    re.VERBOSE,
)
_WRAPPERS = {"`": "`", "「": "」", "『": "』"}


def visible(text: str) -> str:
    """Drop what cannot be seen and squeeze what is blank; lines stay lines, empty ones go."""
    return _squeezed(_squeezed(text.translate(_BEFORE)).replace("\\\n", " "))


def plain(text: str) -> str:
    """Return the text as an ASCII keyboard would have typed it, where it could have."""
    text = unicodedata.normalize("NFKC", visible(text)).translate(_AFTER)
    return visible(_STRAY_VOWEL_MARKS.sub(lambda marks: "-" * len(marks[0]), text))


def command_line(text: str) -> str:
    """Return the plain text of a command; a long dash is still to be read."""
    return plain(text.translate(_BEFORE).rstrip("。｡ \n")).translate(_KEYS_IN_JAPANESE)


def readings(line: str) -> tuple[str, ...]:
    """Return every command a typed line may mean, as it stands first.

    A prompt or a pair of backticks may have been pasted with the command, or be part of it; a long
    dash may be one hyphen or two. Whoever marks takes the reading that fits best.
    """
    found: dict[str, None] = {}
    for hyphens in ("-", "--"):
        reading = line.replace(LONG_DASH, hyphens)
        unwrapped = _unwrapped(reading)
        for each in (reading, unwrapped, _without_prompt(unwrapped)):
            found[each] = None
    return tuple(found)


def _squeezed(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _unwrapped(text: str) -> str:
    closing = _WRAPPERS.get(text[:1])
    inner = text.strip("`") if closing == "`" else text[1:-1]
    if closing is None or not text.endswith(closing) or closing in inner:
        return text
    return visible(inner)


def _without_prompt(text: str) -> str:
    prompt = _PROMPT.match(text)
    return text[prompt.end() :] if prompt else text
