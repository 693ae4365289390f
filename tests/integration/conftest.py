"""What the tests of pages may ask for."""

import pytest
from django.test import Client

from tests.pages import Reviewer


@pytest.fixture(params=[False, True], ids=["plain", "htmx"])
def reviewer(request: pytest.FixtureRequest, client: Client) -> Reviewer:
    """A learner in the review: every test that asks for it runs with plain forms and with htmx."""
    return Reviewer(client, htmx=request.param)
