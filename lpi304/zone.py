"""The time zone this machine is set to."""

import os
import zoneinfo
from pathlib import Path

ZONE_FILES = "zoneinfo/"


def machine_time_zone(fallback: str) -> str:
    """Return this machine's zone by name; `fallback` when it has none or only UTC."""
    name = os.environ.get("TZ", "").lstrip(":") or _linked_zone(Path("/etc/localtime"))
    is_a_place = "/" in name and not name.startswith("Etc/")
    return name if is_a_place and name in zoneinfo.available_timezones() else fallback


def _linked_zone(link: Path) -> str:
    target = os.path.realpath(link)
    return target.partition(ZONE_FILES)[2]
