"""Searching the library by words, objective, section, kind, form, term and page."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cards.models import Card, CardState, Form, Kind, Learner, Objective, Section, Term
from cards.text import in_language
from cards.views.turns import page_language

ALL = ("", _("All"))


class CardFilter(forms.Form):
    """The query of /library/. Every field is optional; those given must all hold."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    form = forms.ChoiceField(label=_("Form"), required=False, choices=[ALL, *Form.choices])
    term = forms.ChoiceField(label=_("Term"), required=False)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=9999)
    aside = forms.BooleanField(label=_("Set aside only"), required=False)

    def __init__(self, learner: Learner, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        language = page_language()
        for field, rows, name, text in (
            ("objective", Objective.objects.all(), "code", "title"),
            ("section", Section.objects.all(), "code", "title"),
            ("term", Term.objects.select_related("objective"), "key", "name"),
        ):
            named = [(getattr(row, name), getattr(row, text)) for row in rows]
            self.fields[field].choices = [  # type: ignore[attr-defined]
                ALL,
                *(
                    (code, _label(field, code, in_language(words, language)))
                    for code, words in named
                ),
            ]

    @property
    def is_used(self) -> bool:
        """Whether anything is searched for."""
        return any(self.cleaned_data.values())

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides words is searched for."""
        return any(self[name].value() for name in self.fields if name != "q")

    @property
    def session_query(self) -> str:
        """The search as the scope of a review; empty when a review cannot be so narrow."""
        used = {name: value for name, value in self.cleaned_data.items() if value}
        can_be_asked = used.keys() <= {"objective", "section", "kind", "page"}
        return f"?{urlencode(used)}" if can_be_asked else ""

    @property
    def query(self) -> str:
        """The search as a query without question mark, for the links to further pages."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    def cards(self) -> QuerySet[Card]:
        """Return the study cards that match, in the order of the book."""
        wanted = self.cleaned_data
        cards = Card.objects.active().for_study().with_place().containing(wanted["q"])
        if wanted["page"]:
            cards = cards.on_page(wanted["page"])
        if wanted["aside"]:
            own = CardState.objects.of(self.learner).filter(card=OuterRef("pk"))
            cards = cards.filter(Exists(own.filter(is_suspended=True)))
        paths = {
            "objective": "section__objective__code",
            "section": "section__code",
            "kind": "kind",
            "form": "form",
            "term": "terms__key",
        }
        conditions = {path: wanted[name] for name, path in paths.items() if wanted[name]}
        return cards.filter(**conditions)


def _label(field: str, code: str, words: str) -> str:
    return words if field == "term" else f"{code} {words}"
