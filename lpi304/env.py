"""Typed readers of environment variables. A bad value is refused by its name."""

import os
import zoneinfo
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str = "") -> str:
    """Return the variable's text, or `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return the variable if it is one of `allowed`."""
    value = env_text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected one of {', '.join(allowed)}.")
    return value


def env_flag(name: str, default: bool) -> bool:
    """Return the variable as a yes or no."""
    value = env_choice(name, "on" if default else "off", ("on", "off"))
    return value == "on"


def env_number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return the variable as a whole number within bounds."""
    text = env_text(name, str(default))
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise ImproperlyConfigured(
            f"{name} is {text!r}; expected a whole number from {lowest} to {highest}."
        )
    return int(text)


def env_list(name: str) -> list[str]:
    """Return the variable's comma-separated parts."""
    return [part.strip() for part in env_text(name).split(",") if part.strip()]


def env_folder(name: str, default: Path) -> Path:
    """Return the variable as a folder, made if it was missing."""
    text = env_text(name, str(default))
    try:
        folder = Path(text).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise ImproperlyConfigured(
            f"{name} is {text!r}; expected a folder, or where one can be made ({error})."
        ) from error
    return folder


def env_zone(name: str, default: str) -> str:
    """Return the variable as the name of a time zone."""
    value = env_text(name)
    if value and value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(
            f"{name} is {value!r}; expected the name of a time zone, such as Asia/Tokyo."
        )
    return value or default


def env_secret(name: str, file: Path) -> str:
    """Return the variable, else the secret kept in `file`, which is made when missing."""
    if secret := env_text(name):
        return secret
    from django.core.management.utils import get_random_secret_key

    if kept := file.read_text().strip() if file.exists() else "":
        return kept
    secret, draft = get_random_secret_key(), file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as secret_file:
        secret_file.write(secret)
    # Whole or not at all; of two that start at once, the first one's stays.
    if file.exists() and not file.read_text().strip():
        file.unlink(missing_ok=True)
    try:
        os.link(draft, file)
    except FileExistsError:
        return file.read_text().strip()
    finally:
        draft.unlink()
    return secret
