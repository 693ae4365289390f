"""Numbers and grades in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cards.core.marking import Hint
from cards.core.sm2 import Grade

DAYS_A_MONTH = 30.4
DAYS_A_YEAR = 365


def interval_words(days: int) -> str:
    """Return an interval as short as a button needs it: "4 d", "1.2 mo", "2.5 y"."""
    if days < 1:
        return _("today")
    if days < 31:
        return _("%(number)s d") % {"number": days}
    if days < DAYS_A_YEAR:
        return _("%(number)s mo") % {"number": _short(days / DAYS_A_MONTH)}
    return _("%(number)s y") % {"number": _short(days / DAYS_A_YEAR)}


def grade_words(grade: int, *, has_six: bool) -> str:
    """Return a grade's name; of the four buttons the first says more plainly what it does."""
    if grade == Grade.ALMOST and not has_six:
        return pgettext("grade", "Again")
    return {
        Grade.BLACKOUT: pgettext("grade", "Blackout"),
        Grade.WRONG: pgettext("grade", "Wrong"),
        Grade.ALMOST: pgettext("grade", "Almost"),
        Grade.HARD: pgettext("grade", "Hard"),
        Grade.GOOD: pgettext("grade", "Good"),
        Grade.EASY: pgettext("grade", "Easy"),
    }[Grade(grade)]


def _short(number: float) -> str:
    return number_format(number, decimal_pos=1 if number < 10 else 0)


def hint_words(hint: Hint) -> str:
    """Return what to change in a typed answer that has the right idea in the wrong form."""
    return {
        Hint.EMPTY: _("Type an answer first."),
        Hint.CASE: _("Only capitals and small letters differ. Type it again."),
        Hint.DASH: _("A dash is missing or too many. Type it again."),
        Hint.SLASH: _("A slash is missing or too many. Type it again."),
        Hint.PATH: _("Look at the form wanted: a name or a full path. Type it again."),
        Hint.SLIP: _("One letter has slipped. Type it again."),
    }.get(hint, _("Nearly, but not in the form wanted. Type it again."))
