"""Make learners who are signed in and have no limit to their day; print a session key a line."""

import sys

import django
from django.conf import settings
from django.test import Client


def main() -> None:
    """Make as many as the first argument says."""
    django.setup()
    for number in range(int(sys.argv[1])):
        print(sign_in(f"visitor-{number}"))


def sign_in(name: str) -> str:
    """Return the session key of a new learner."""
    from cards.models import User

    user = User.objects.create_user(name)
    learner = user.learner
    learner.new_cards_a_day, learner.minutes_a_day, learner.language = 200, 480, "en"
    learner.save()
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
