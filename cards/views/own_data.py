"""A learner's own data: take it along, bring it back, delete it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards import clock
from cards.accounts import learner_of, local_user
from cards.models import Learner
from cards.models.card import folded
from cards.models.learner import today_of
from cards.progress.portable import (
    MAX_BYTES,
    NotEmpty,
    Unreadable,
    delete,
    dump,
    is_empty,
    read,
    restore,
)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class DeleteForm(forms.Form):
    """A word to type, so that no slip of the thumb deletes an account."""

    word = forms.CharField(
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        )
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        label = _("To delete it all, type the word “%(word)s”")
        self.fields["word"].label = label % {"word": word_to_type()}

    def clean_word(self) -> str:
        """Take the word in any case and width."""
        word: str = self.cleaned_data["word"]
        if folded(word) != folded(word_to_type()):
            raise ValidationError(_("That is another word. Nothing was deleted."))
        return word


def word_to_type() -> str:
    """Return the word that deletes an account, in the language of the page."""
    return pgettext("the word to type", "delete")


@never_cache
@require_safe
def learner_export(request: HttpRequest) -> HttpResponse:
    """Send everything of the learner as one file, named after the day."""
    learner = learner_of(request)
    name = f"lpi304-{today_of(learner, clock.now()).isoformat()}.json"
    return HttpResponse(
        dump(learner),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def learner_import(request: HttpRequest) -> HttpResponse:
    """Bring back what was downloaded, into an account without answers."""
    learner = learner_of(request)
    try:
        _bring_back(request, learner)
    except NotEmpty:
        return _refuse(request, [_("This account has answers, notes or mock exams already.")])
    except Unreadable as error:
        return _refuse(request, error.lines)
    translation.activate(learner.language or translation.get_language_from_request(request))
    messages.info(request, _("Everything in the file is back in its place."))
    return redirect("cards:settings")


@get_or_post
def account_delete(request: HttpRequest) -> HttpResponse:
    """Say what will be gone, ask for a word, then delete the account."""
    form = DeleteForm(request.POST) if request.method == "POST" else DeleteForm()
    if form.is_valid():
        delete(learner_of(request))
        return _begin_anew(request)
    return render(
        request, "account_delete.html", {"form": form}, status=422 if form.errors else 200
    )


def _bring_back(request: HttpRequest, learner: Learner) -> None:
    """Restore the file that was sent, or raise NotEmpty or Unreadable."""
    if not is_empty(learner):
        raise NotEmpty
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable([_("No file was chosen.")], 1)
    restore(learner, read(file.read(MAX_BYTES + 1)))


def _refuse(request: HttpRequest, lines: Sequence[str]) -> HttpResponse:
    return render(request, "own_data_problems.html", {"lines": lines}, status=422)


def _begin_anew(request: HttpRequest) -> HttpResponse:
    """Sign out; on one's own machine, where there are no accounts, sign in to a new one."""
    if settings.HOSTED:
        logout(request)
        messages.info(request, _("Your account is deleted, with everything that was in it."))
        return redirect("cards:sign-in")
    login(request, local_user())
    messages.info(request, _("Everything is deleted. This is a first day again."))
    return redirect("cards:today")
