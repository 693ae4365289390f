"""Rows that a fixture names by their own words instead of by number."""

from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class NaturalKeyManager(models.Manager[M]):
    """Finds a row by the fields that name it in a fixture."""

    def __init__(self, *fields: str) -> None:
        super().__init__()
        self.fields = fields

    def get_by_natural_key(self, *values: Any) -> M:
        """Return the row whose naming fields have these values."""
        return self.get(**dict(zip(self.fields, values, strict=True)))
