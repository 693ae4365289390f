"""A page, or only its one region when htmx asks for that."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def page_or_region(
    request: HttpRequest, page: str, region: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render `page`, or to htmx only `region`: both from the same context."""
    is_region = bool(getattr(request, "htmx", False))
    template = f"partials/_{region}.html" if is_region else f"{page}.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another page, also when htmx made the request."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return redirect(url)
