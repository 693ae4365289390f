"""Card text and grades in templates."""

import math
from html import unescape

from django import template
from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from cards.core.scoring import Score
from cards.models.card import Text
from cards.models.learner import Buttons
from cards.text import in_language, line
from cards.views.face import Face
from cards.views.turns import page_language
from cards.views.words import grade_words, interval_words

register = template.Library()


@register.filter
def say(text: Text) -> str:
    """Return a text in the language of the page."""
    return in_language(text, page_language())


@register.filter
def grade_name(grade: int, buttons: str) -> str:
    """Return a grade in the words of the buttons on offer."""
    return grade_words(grade, has_six=buttons == Buttons.SIX)


@register.filter
def days(interval: int) -> str:
    """Return an interval in words."""
    return interval_words(interval)


@register.filter
def option_text(face: Face, number: str) -> SafeString | str:
    """Return the text of an option by its number in the file."""
    return next((option.text for option in face.options if str(option.number) == number), number)


@register.filter
def hundredths(number: int) -> str:
    """Return whole hundredths as a decimal number: 250 is 2.50."""
    return number_format(number / 100, decimal_pos=2)


@register.filter
def percent(share: float) -> str:
    """Return a share as whole per cent, without the sign: 0.65 is 65."""
    return str(round(100 * share))


@register.filter
def chance(share: float) -> str:
    """Return a forecast as whole per cent; one that is nearly sure is never called sure."""
    whole = round(100 * share)
    return ">99" if whole > MOST_SURE else "<1" if whole < 1 else str(whole)


@register.filter
def hundredfold(share: float) -> float:
    """Return a share in units of a drawing that is 100 wide."""
    return round(100 * share, 1)


@register.filter
def interval_width(score: Score) -> float:
    """Return the width of a score's interval in a drawing that is 100 wide."""
    low, high = score.interval
    return hundredfold(high - low)


# Sums of floats stray in their last digits, and would begin a minute that never was.
MILLISECONDS = 3
MOST_SURE = 99


@register.filter
def minutes_up(seconds: float) -> int:
    """Return seconds as minutes, a begun one counted as whole."""
    return math.ceil(round(seconds, MILLISECONDS) / 60)


@register.filter
def plain(text: str) -> str:
    """Return card text in one line without its Markdown."""
    return unescape(strip_tags(line(text))).strip()
