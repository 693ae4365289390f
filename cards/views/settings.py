"""Settings: one page, each with its effect said in a sentence; saved at once, undoable."""

import zoneinfo
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import retarget

from cards import clock
from cards.accounts import learner_of
from cards.models import Learner
from cards.models.learner import today_of
from cards.progress.portable import is_empty
from cards.study.day import read_day
from cards.views.pages import go_to, page_or_region

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

    def clean_exam_date(self) -> date | None:
        """Refuse a new date that is not ahead; one that has passed may stay."""
        found: date | None = self.cleaned_data["exam_date"]
        is_past = found is not None and found < today_of(self.instance, clock.now())
        if is_past and "exam_date" in self.changed_data:
            raise forms.ValidationError(
                _("This day has passed. Leave it empty if no exam is ahead.")
            )
        return found

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
        _save(request, form)
        if getattr(request, "htmx", False) and "language" not in form.changed_data:
            return render(request, "partials/_said.html", _context(request, form, is_swapped=True))
        messages.info(request, _("Saved."))
        return _go_back(request, form)
    context, status = _context(request, form), 422 if form.errors else 200
    response = page_or_region(request, "settings", "settings_form", context, status)
    return retarget(response, "#settings-form")


@require_POST
def settings_undo(request: HttpRequest) -> HttpResponse:
    """Put back what the last change on this device changed, and nothing else."""
    learner, before = learner_of(request), request.session.pop(BEFORE, None)
    now = SettingsForm(instance=learner)
    form = SettingsForm(now.values(now.fields) | (before or {}), instance=learner)
    if before and form.is_valid():
        _save(request, form)
        messages.info(request, _("Your settings are as they were before."))
        return _go_back(request, form)
    if before:
        messages.error(request, _("That cannot be undone any more. Nothing was changed."))
    return redirect("cards:settings")


def _save(request: HttpRequest, form: SettingsForm) -> None:
    """Store what has changed, and speak the language that is set from now on."""
    learner, changed = form.instance, form.changed_data
    learner.save(update_fields=changed)
    if COUNTED_BY.intersection(changed):
        Learner.objects.filter(pk=learner.pk).recount()
    if _asks_browser(form):
        request.COOKIES.pop(LANGUAGE_COOKIE, None)
    translation.activate(learner.language or translation.get_language_from_request(request))


def _asks_browser(form: SettingsForm) -> bool:
    """Tell whether the language is left to the browser from now on."""
    return "language" in form.changed_data and not form.instance.language


def _go_back(request: HttpRequest, form: SettingsForm) -> HttpResponse:
    """Lead to the page anew; what the language switch left in the browser goes where it is void."""
    response = go_to(request, reverse("cards:settings"))
    if _asks_browser(form):
        response.delete_cookie(LANGUAGE_COOKIE)
    return response


def _context(request: HttpRequest, form: SettingsForm, **more: Any) -> dict[str, Any]:
    learner = learner_of(request)
    if form.is_valid():
        learner.refresh_from_db()
    return {
        "form": form,
        "day": read_day(learner, today_of(learner, clock.now())),
        "can_undo": BEFORE in request.session,
        "can_import": is_empty(learner),
        **more,
    }
