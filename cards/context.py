"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Tell templates how the site is run."""
    return {"hosted": settings.HOSTED, "sign_up": settings.SIGN_UP}
