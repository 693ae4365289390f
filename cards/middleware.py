"""What happens around every request: other sites stay out; language and zone are the learner's."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from cards.models import User
from cards.views.errors import refuse_other_site
from cards.views.pages import go_to

View = Callable[[HttpRequest], HttpResponse]


class OwnPagesOnlyMiddleware:
    """Local mode: refuse requests that another page in the browser makes.

    Another program's page on this machine is "same-site" to us, so that is refused as well.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HOSTED and _is_from_elsewhere(request):
            return refuse_other_site(request)
        return self.get_response(request)


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Send who is not signed in to the sign-in page: the whole page, also when htmx asks.

    A form that was sent meanwhile has no address to come back to; Today follows instead.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.method == "GET" and "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        return go_to(request, reverse(settings.LOGIN_URL))


class LearnerLocaleMiddleware:
    """Speak the account's language if it names one, and tell the time of the learner's own zone."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        if user.learner.language:
            translation.activate(user.learner.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(user.learner.time_zone):  # threads are used again
            response = self.get_response(request)
        if request.method == "GET":  # going back must not show the numbers of before
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_from_elsewhere(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_followed_link = (
        request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )
    return site in ("cross-site", "same-site") and not is_followed_link
