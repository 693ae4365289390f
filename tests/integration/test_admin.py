"""The admin: nothing there loses a learner's answers, or shuts an account."""

import pytest
from django.test import Client

from cards.models import Learner, Review, User
from tests.factories import answer, make_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("boss", password=None))
    return client


def test_settings_are_not_deleted_without_their_account(boss: Client, learner: Learner) -> None:
    answer(learner, make_card())

    response = boss.post(f"/admin/cards/learner/{learner.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Review.objects.count() == 1
    assert "delete_selected" not in boss.get("/admin/cards/learner/").content.decode()


def test_an_account_is_deleted_with_its_settings_and_answers(
    boss: Client, learner: Learner
) -> None:
    answer(learner, make_card())

    boss.post(f"/admin/cards/user/{learner.pk}/delete/", {"post": "yes"})

    assert not User.objects.filter(pk=learner.pk).exists()
    assert not Review.objects.exists()


def test_settings_stay_with_their_account_and_their_days(boss: Client, learner: Learner) -> None:
    fields = {
        "user": boss.session["_auth_user_id"],
        "days_off": '["soon"]',
        "time_zone": "UTC",
        "day_starts_at": "4",
        "minutes_a_day": "30",
        "buttons": "four",
    }

    boss.post(f"/admin/cards/learner/{learner.pk}/change/", fields)

    learner.refresh_from_db()
    assert (learner.minutes_a_day, learner.days_off) == (30, [])
    assert Learner.objects.count() == 2
