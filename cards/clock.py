"""The only reader of the time. Everything else is told what time it is."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return timezone.now()
