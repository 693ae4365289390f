"""The environment: each variable is read, and a bad value is refused by the variable's name."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from lpi304 import env
from lpi304.zone import machine_time_zone

SETTINGS = Path(env.__file__).with_name("settings.py")
HOSTED = {
    "LPI304_MODE": "hosted",
    "LPI304_SECRET_KEY": "a secret of the host",
    "LPI304_HOSTS": "cards.example.org, www.example.org",
}
NAMES = {"PORT", "DB", "TZ", "PGDATABASE"}


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*os.environ, *NAMES]:
        if name in NAMES or name.startswith("LPI304_"):
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LPI304_DATA", str(tmp_path / "data"))


def settings_with(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    """Return the settings as they are read in this environment."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LPI304_MODE", "cloud", "local, hosted"),
        ("LPI304_MODE", "Hosted", "local, hosted"),
        ("LPI304_DEBUG", "yes", "on, off"),
        ("LPI304_SIGN_UP", "1", "on, off"),
        ("PORT", "abc", "a whole number from 1 to 65535"),
        ("PORT", "0", "a whole number from 1 to 65535"),
        ("PORT", "65536", "a whole number from 1 to 65535"),
        ("PORT", "-1", "a whole number from 1 to 65535"),
        ("PORT", "80.5", "a whole number from 1 to 65535"),
        ("PORT", "８０００", "a whole number from 1 to 65535"),
        ("LPI304_EMAIL_PORT", "smtp", "a whole number from 1 to 65535"),
        ("DB", "mysql", "sqlite, pg"),
        ("LPI304_TIME_ZONE", "Mars/Phobos", "a time zone, such as Asia/Tokyo"),
        ("LPI304_TIME_ZONE", "../etc/passwd", "a time zone, such as Asia/Tokyo"),
        ("LPI304_DATA", "/dev/null", "a folder"),
        ("LPI304_DATA", "/dev/null/lpi304", "a folder"),
        ("LPI304_DATA", "~no-such-user/lpi304", "a folder"),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_was_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(monkeypatch, **{name: value})
    assert str(refused.value).startswith(f"{name} is {value!r}; expected ")
    assert expected in str(refused.value)


def test_a_start_with_a_bad_value_ends_with_that_sentence(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=SETTINGS.parent.parent,
        env={"PATH": os.environ["PATH"], "LPI304_DATA": str(tmp_path), "PORT": "http"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode != 0
    assert result.stderr.splitlines()[-1].endswith(
        "PORT is 'http'; expected a whole number from 1 to 65535."
    )


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        ("LPI304_SECRET_KEY", None),
        ("LPI304_SECRET_KEY", " "),
        ("LPI304_HOSTS", None),
        ("LPI304_HOSTS", " "),
        ("LPI304_HOSTS", ","),
    ],
)
def test_hosted_without_secret_or_hosts_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str, value: str | None
) -> None:
    variables = {name: text for name, text in HOSTED.items() if name != missing}
    with pytest.raises(ImproperlyConfigured, match=missing):
        settings_with(monkeypatch, **variables, **({} if value is None else {missing: value}))
    assert not (tmp_path / "data" / "secret_key").exists()


def test_with_nothing_set_it_is_one_learner_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = settings_with(monkeypatch)
    assert (read["HOSTED"], read["DEBUG"], read["SIGN_UP"], read["PORT"]) == (
        False,
        False,
        False,
        8000,
    )
    assert read["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert read["DATABASES"]["default"]["NAME"] == tmp_path / "data" / "lpi304.sqlite3"
    assert read["SESSION_COOKIE_SECURE"] is False
    assert read["SECURE_SSL_REDIRECT"] is False


def test_hosted_is_secure_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings_with(monkeypatch, **HOSTED)
    assert read["SECRET_KEY"] == "a secret of the host"
    assert read["ALLOWED_HOSTS"] == ["cards.example.org", "www.example.org"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"):
        assert read[name] is True
    assert read["SECURE_SSL_REDIRECT"] is True
    assert read["SECURE_HSTS_SECONDS"] > 0
    assert read["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert read["DEBUG"] is False


def test_what_is_set_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings_with(
        monkeypatch,
        PORT="8001",
        DB="pg",
        PGDATABASE="cards",
        LPI304_DEBUG="on",
        LPI304_SIGN_UP="on",
        LPI304_TIME_ZONE="Europe/Berlin",
        LPI304_EMAIL_HOST="mail.example.org",
        LPI304_EMAIL_PORT="587",
        LPI304_EMAIL_FROM="cards@example.org",
    )
    assert (read["PORT"], read["DEBUG"], read["SIGN_UP"]) == (8001, True, True)
    assert read["DATABASES"]["default"]["NAME"] == "cards"
    assert read["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert read["LEARNER_TIME_ZONE"] == "Europe/Berlin"
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["DEFAULT_FROM_EMAIL"]) == (
        "mail.example.org",
        587,
        "cards@example.org",
    )


@pytest.mark.parametrize("name", ["PORT", "DB", "LPI304_MODE", "LPI304_DEBUG", "LPI304_TIME_ZONE"])
@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_variable_is_one_that_is_not_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert comparable(settings_with(monkeypatch, **{name: value})) == comparable(
        settings_with(monkeypatch)
    )


def test_two_servers_on_one_machine_keep_their_cookies_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
    first, second = (settings_with(monkeypatch, PORT=port) for port in ("8000", "8001"))
    assert len({read[name] for read in (first, second) for name in names}) == 6


def test_the_secret_is_made_once_and_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        first = settings_with(monkeypatch)["SECRET_KEY"]
    finally:
        os.umask(before)
    file = tmp_path / "data" / "secret_key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 50
    assert settings_with(monkeypatch)["SECRET_KEY"] == first == file.read_text()


def test_an_empty_file_is_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret_key"
    file.parent.mkdir(exist_ok=True)
    file.touch()
    secret = settings_with(monkeypatch)["SECRET_KEY"]
    assert secret == file.read_text() != ""
    assert [one.name for one in file.parent.iterdir() if "secret" in one.name] == [file.name]


def test_two_installations_have_two_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets = {
        settings_with(monkeypatch, LPI304_DATA=str(tmp_path / name))["SECRET_KEY"]
        for name in ("a", "b")
    }
    assert len(secrets) == 2


def test_a_secret_that_is_set_makes_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert settings_with(monkeypatch, LPI304_SECRET_KEY="mine")["SECRET_KEY"] == "mine"
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":America/New_York", "America/New_York"),
        ("UTC", "Asia/Tokyo"),
        ("Etc/UTC", "Asia/Tokyo"),
        ("JST-9", "Asia/Tokyo"),
        ("Mars/Phobos", "Asia/Tokyo"),
        ("/etc/passwd", "Asia/Tokyo"),
    ],
)
def test_the_zone_of_the_machine_is_a_place_or_the_fallback(
    monkeypatch: pytest.MonkeyPatch, variable: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert machine_time_zone("Asia/Tokyo") == zone


@pytest.mark.parametrize(
    ("target", "zone"),
    [
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("/var/db/timezone/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("/usr/share/zoneinfo/Etc/UTC", "Asia/Seoul"),
        ("/etc/localtime", "Asia/Seoul"),
    ],
)
def test_the_zone_of_the_machine_is_read_off_its_link(
    monkeypatch: pytest.MonkeyPatch, target: str, zone: str
) -> None:
    monkeypatch.setattr(os.path, "realpath", lambda *_: target)
    assert machine_time_zone("Asia/Seoul") == zone


def comparable(read: dict[str, Any]) -> dict[str, str]:
    return {
        name: str(value) for name, value in read.items() if name.isupper() and not callable(value)
    }
