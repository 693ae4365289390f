"""Which cards a session is about, read from the address and written back to it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from django.utils.http import urlencode

from cards import clock
from cards.accounts import learner_of
from cards.mock.sitting import current
from cards.models import Kind
from cards.study.scope import Scope

MOST_ROUNDS = 99


class ScopeForm(forms.Form):
    """The query of /review/: ?section=1-1&practice=1."""

    objective = forms.CharField(required=False, max_length=16)
    section = forms.CharField(required=False, max_length=16)
    kind = forms.ChoiceField(required=False, choices=Kind.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=9999)
    practice = forms.BooleanField(required=False)
    extra = forms.BooleanField(required=False)
    most = forms.IntegerField(required=False, min_value=1, max_value=9999)
    round = forms.IntegerField(required=False, min_value=1, max_value=MOST_ROUNDS)


def read_scope(request: HttpRequest) -> Scope:
    """Return the scope the address names; 404 when it names none that can be.

    While a paper is being sat, no mock question is asked or shown anywhere else.
    """
    is_sitting = current(learner_of(request), clock.now()) is not None
    return Scope(**_named(request.GET), study_only=is_sitting)


def _named(query: QueryDict) -> dict[str, Any]:
    if not query:  # the whole day, as nearly always: a form takes longer than the answer's row
        return {}
    form = ScopeForm(query)
    if not form.is_valid():
        raise Http404
    return {name: value for name, value in form.cleaned_data.items() if value}


def scope_query(scope: Scope, **changes: Any) -> str:
    """Return the scope as a query, with its question mark; empty for every card."""
    parts = {
        "objective": scope.objective,
        "section": scope.section,
        "kind": scope.kind,
        "page": scope.page,
        "practice": int(scope.practice),
        "extra": int(scope.extra),
        "most": scope.most,
        "round": scope.round if scope.round > 1 else 0,
    } | changes
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"?{query}" if query else ""
