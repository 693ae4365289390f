"""The project's own settings, with one address more: the floor that answers are measured by."""

from lpi304.settings import *  # noqa: F403

ROOT_URLCONF = "scripts.bench_floor"
