"""How a learner gets in: by password, or on one's own machine by a link that works once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest

from cards.models import Learner, User

LOCAL_NAME = "learner"


class LearnerBackend(ModelBackend):
    """Django's own backend, which also fetches the learner's settings in the same query."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("learner").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class SignInTokens(PasswordResetTokenGenerator):
    """One-time tokens: signing in changes `last_login`, which is part of what is signed."""

    key_salt = "cards.accounts.SignInTokens"


sign_in_tokens = SignInTokens()


def local_user() -> User:
    """Return the one account of local mode, made on first use. It has no password."""
    user = User.objects.filter(username=LOCAL_NAME).first()
    return user or User.objects.create_superuser(LOCAL_NAME, password=None)


def user_of_token(token: str) -> User | None:
    """Return the local account if `token` is its unused sign-in token."""
    user = User.objects.filter(username=LOCAL_NAME).first()
    return user if user and sign_in_tokens.check_token(user, token) else None


def learner_of(request: HttpRequest) -> Learner:
    """Return the signed-in learner."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("this page is for signed-in learners only")
    return user.learner
