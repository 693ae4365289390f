"""Settings: one page, each with its effect said in a sentence; saved at once, undoable."""

import zoneinfo
from collections.abc import Iterable
from copy import copy
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cards import clock
from cards.accounts import learner_of
from cards.models import Learner
from cards.models.learner import today_of
from cards.progress.portable import is_empty
from cards.study.day import read_day

BEFORE = "settings_before"
LANGUAGE_COOKIE = django_settings.LANGUAGE_COOKIE_NAME
# A day that begins otherwise takes other answers with it: what was counted by days is void.
COUNTED_BY = {"time_zone", "day_starts_at"}


class SettingsForm(forms.ModelForm):
    """Everything a learner can set."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
        help_text=gettext_lazy("Days are counted here, wherever you travel."),
    )

    class Meta:
        model = Learner
        fields = (
            "exam_date",
            "minutes_a_day",
            "new_cards_a_day",
            "day_starts_at",
            "time_zone",
            "language",
            "buttons",
        )
        labels = {
            "exam_date": gettext_lazy("Exam date"),
            "minutes_a_day": gettext_lazy("Minutes a day"),
            "new_cards_a_day": gettext_lazy("New cards a day"),
            "day_starts_at": gettext_lazy("Hour the day starts"),
            "language": gettext_lazy("Language"),
            "buttons": gettext_lazy("Grades"),
        }
        help_texts = {
            "exam_date": gettext_lazy(
                "New cards are shared out so that you have met all of them before the last days."
            ),
            "minutes_a_day": gettext_lazy(
                "A day asks for no more than fits in this time; the rest waits for tomorrow."
            ),
            "new_cards_a_day": gettext_lazy(
                "Leave it empty to follow the exam date, or 12 a day without one."
            ),
            "day_starts_at": gettext_lazy(
                "A late evening still belongs to the day before this hour."
            ),
            "language": gettext_lazy("Of pages and cards; any card can be switched by itself."),
            "buttons": gettext_lazy("How finely you grade an answer."),
        }
        widgets = {
            "exam_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "day_starts_at": forms.NumberInput(attrs={"min": 0, "max": 23}),
            "buttons": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("As the browser asks")),
            ("ja", "日本語"),
            ("en", "English"),
        ]
        self.fields["new_cards_a_day"].widget.attrs["placeholder"] = _("automatic")

    def values(self, names: Iterable[str]) -> dict[str, str]:
        """Return the stored values of these fields as a form would send them."""
        return {
            name: "" if (value := self.initial.get(name)) is None else str(value) for name in names
        }


def settings(request: HttpRequest) -> HttpResponse:
    """Show the settings, and save a change at once."""
    learner = learner_of(request)
    is_sent = request.method == "POST"
    # The form writes into a copy: what it refuses must not count on this page either.
    form = SettingsForm(request.POST if is_sent else None, instance=copy(learner))
    if form.is_valid():
        if form.has_changed():
            request.session[BEFORE] = form.values(form.changed_data)
        response = _save(request, form)
        messages.info(request, _("Saved."))
        return response
    day = read_day(learner, today_of(learner, clock.now()))
    context = {
        "form": form,
        "day": day,
        "can_undo": BEFORE in request.session,
        "can_import": is_empty(learner),
    }
    return render(request, "settings.html", context, status=422 if form.errors else 200)


@require_POST
def settings_undo(request: HttpRequest) -> HttpResponse:
    """Put back what the last change on this device changed, and nothing else."""
    learner, before = learner_of(request), request.session.pop(BEFORE, None)
    now = SettingsForm(instance=learner)
    form = SettingsForm(now.values(now.fields) | (before or {}), instance=learner)
    if before and form.is_valid():
        response = _save(request, form)
        messages.info(request, _("Your settings are as they were before."))
        return response
    return redirect("cards:settings")


def _save(request: HttpRequest, form: SettingsForm) -> HttpResponse:
    """Store what has changed, and speak the language that is set from now on."""
    learner, changed = form.instance, form.changed_data
    learner.save(update_fields=changed)
    if COUNTED_BY.intersection(changed):
        Learner.objects.filter(pk=learner.pk).recount()
    response = redirect("cards:settings")
    if "language" in changed and not learner.language:
        request.COOKIES.pop(LANGUAGE_COOKIE, None)
        response.delete_cookie(LANGUAGE_COOKIE)
    translation.activate(learner.language or translation.get_language_from_request(request))
    return response
