"""The project's settings, with what tests cannot share with a real installation."""

from lpi304.settings import *  # noqa: F403
from lpi304.settings import STATIC_ROOT, STORAGES

# Hashed names need a collected folder; one test of its own runs the real thing under gunicorn.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# WhiteNoise warns of a missing one.
STATIC_ROOT.mkdir(exist_ok=True)
