"""Coming in and going out, and the language of someone who has not."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cards.accounts import user_of_token
from cards.models import Learner, User
from cards.text import LANGUAGES
from cards.views.errors import error_page


class SignUpForm(BaseUserCreationForm):
    """A name, a password twice, and an address for the day the password is forgotten."""

    class Meta:
        model = User
        fields = ("username", "email")


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """By password when hosted; on one's own machine, by the link that `make run` prints."""

    template_name = "account/sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self, *request: Any) -> str:
        """Return the page that was asked for; one of signing in would lead round and round."""
        wanted = super().get_redirect_url(*request)
        return "" if wanted.startswith(reverse("cards:sign-in")) else wanted

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HOSTED and not request.user.is_authenticated:
            return render(request, "account/open_link.html")
        return super().dispatch(request, *args, **kwargs)


@login_not_required
@require_safe
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap a one-time link for a session."""
    if settings.HOSTED:
        raise Http404
    if request.user.is_authenticated:
        return redirect("cards:today")
    user = user_of_token(token)
    if user is None:
        advice = _("Type “make link” in the project's folder for a new one.")
        return error_page(request, 403, _("This link was used already, or is too old"), advice)
    login(request, user)
    return redirect("cards:today")


@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account, where the host allows it."""
    if not (settings.HOSTED and settings.SIGN_UP):
        raise Http404
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return redirect("cards:today")
    return render(
        request, "account/sign_up.html", {"form": form}, status=422 if form.errors else 200
    )


@login_not_required
@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """Switch the language: of the account when signed in, of the browser in any case."""
    response = redirect(_next_page(request))
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        return response
    if isinstance(request.user, User):
        Learner.objects.filter(pk=request.user.pk).update(language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _next_page(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if is_ours and page.startswith("/") else "/"
