"""Settings of lpi304. Every knob is an environment variable; README lists them."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lpi304.env import (
    env_choice,
    env_flag,
    env_folder,
    env_list,
    env_number,
    env_secret,
    env_text,
    env_zone,
)
from lpi304.zone import machine_time_zone

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env_folder("LPI304_DATA", BASE_DIR / "var")

# local: one learner on this machine. hosted: accounts, behind a reverse proxy with TLS.
MODE = env_choice("LPI304_MODE", "local", ("local", "hosted"))
HOSTED = MODE == "hosted"
PORT = env_number("PORT", 8000, 1, 65535)
DEBUG = env_flag("LPI304_DEBUG", default=False)
SIGN_UP = env_flag("LPI304_SIGN_UP", default=False)

if HOSTED and not (env_text("LPI304_SECRET_KEY") and env_list("LPI304_HOSTS")):
    raise ImproperlyConfigured(
        "LPI304_MODE=hosted needs LPI304_SECRET_KEY and LPI304_HOSTS (comma-separated names)."
    )
SECRET_KEY = env_secret("LPI304_SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = env_list("LPI304_HOSTS") if HOSTED else ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "cards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cards.middleware.OwnPagesOnlyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cards.middleware.SignInFirstMiddleware",
    "cards.middleware.LearnerLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "lpi304.urls"
WSGI_APPLICATION = "lpi304.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cards.context.site",
            ],
        },
    }
]

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "lpi304.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # Take the write lock at once: a reader that turns writer can be refused at any moment.
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        # FULL: an acknowledged answer survives a power cut too. The whole file is mapped, as far as
        # SQLite allows (2 GB): each write of another connection empties this one's own cache.
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=2147418112;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
        ),
    },
    # A file, since a database in memory would not test the write-ahead log.
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
}
# Host, port, user and password are libpq's own variables: PGHOST, PGPORT, PGUSER, PGPASSWORD.
POSTGRESQL: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": env_text("PGDATABASE", "lpi304"),
    "OPTIONS": {"pool": {"min_size": 1, "max_size": 4}} if HOSTED else {},
}
DATABASE = env_choice("DB", "sqlite", ("sqlite", "pg"))
DATABASES = {"default": POSTGRESQL if DATABASE == "pg" else SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "cards.User"
AUTHENTICATION_BACKENDS = ["cards.accounts.LearnerBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "cards:sign-in"
LOGIN_REDIRECT_URL = "cards:today"
LOGOUT_REDIRECT_URL = "cards:sign-in"

# Ports of one machine share cookies; a name per port keeps two local servers apart.
SESSION_COOKIE_NAME = "lpi304" if HOSTED else f"lpi304_{PORT}"
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_csrf"
LANGUAGE_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_language"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_AGE = SESSION_COOKIE_AGE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HOSTED
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cards.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HOSTED
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HOSTED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HOSTED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HOSTED else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "cards" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
# The zone a new learner starts in; each can choose another.
LEARNER_TIME_ZONE = env_zone("LPI304_TIME_ZONE", machine_time_zone("Asia/Tokyo"))

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FIXTURE_DIRS = [BASE_DIR / "fixtures"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_FROM_EMAIL = env_text("LPI304_EMAIL_FROM", "lpi304@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HOSTED else 'console'}.EmailBackend"
EMAIL_HOST = env_text("LPI304_EMAIL_HOST", "localhost")
EMAIL_PORT = env_number("LPI304_EMAIL_PORT", 25, 1, 65535)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
