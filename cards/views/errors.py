"""Error pages: one sentence on what happened, and a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def error_page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """Return a page that says what happened and what can be done."""
    return render(request, "error.html", {"title": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(
        request,
        400,
        _("This request could not be understood"),
        _("Nothing was changed. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(
        request, 403, _("This is not open to you"), _("Sign in with another account to see it.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(
        request,
        404,
        _("There is nothing at this address"),
        _("The page may have moved, or the address has a slip in it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without anything of the request: asking who is there may fail again."""
    context = {
        "title": _("Something went wrong on our side"),
        "advice": _("Every answer that was acknowledged is saved. Load the page again."),
    }
    return HttpResponse(render_to_string("error.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """403, when a form was too old or not ours."""
    return error_page(
        request,
        403,
        _("This form is too old"),
        _("Nothing was changed. Load the page again and repeat what you did."),
    )


def refuse_other_site(request: HttpRequest) -> HttpResponse:
    """403, when another site's page makes the request."""
    return HttpResponse("Refused: the request comes from another site.", status=403)
