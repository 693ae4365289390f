"""The real server, on a free port and a data directory of its own, for crash.py and bench.py."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.launch import ADDRESS, GUNICORN
from scripts.running import Child, Problem, child

TOP = Path(__file__).resolve().parent.parent
READY = "lpi304 is ready"
SECONDS_TO_START = 60


def own_environment(data: Path, port: int, settings: str = "lpi304.settings") -> dict[str, str]:
    """Return this process's environment, for a local lpi304 on SQLite in the folder `data`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LPI304_")}
    return kept | {
        "LPI304_DATA": str(data),
        "LPI304_LINK": "",
        "LPI304_TIME_ZONE": "UTC",
        "DB": "sqlite",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings,
    }


def python(environment: Mapping[str, str], *arguments: str) -> str:
    """Run Python in the project and return what it wrote. Raises Problem when it fails."""
    command = [sys.executable, *arguments]
    pipe = subprocess.PIPE
    with child(command, cwd=TOP, env=environment, stdout=pipe, stderr=pipe) as process:
        written, errors = process.communicate()
    if process.returncode:
        raise Problem(f"{' '.join(arguments)} failed: {written}{errors}")
    return written


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Child]:
    """Run gunicorn, as `make run` does, for the length of the block; it answers from the start."""
    bind = f"{ADDRESS}:{environment['PORT']}"
    command = [sys.executable, "-m", "gunicorn", "lpi304.wsgi", "--bind", bind, *GUNICORN.split()]
    command += ["--config", "scripts/gunicorn_hooks.py"]
    with child(command, cwd=TOP, env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        with server.stdout as said:
            wait_until_ready(server, said)
            yield server


def wait_until_ready(server: Child, said: Iterable[str]) -> None:
    """Read what the server says until it is ready. Raises Problem when it never is."""
    alarm = threading.Timer(SECONDS_TO_START, kill, [server])
    alarm.start()
    is_ready = any(READY in line for line in said)
    alarm.cancel()
    if not is_ready:
        raise Problem("The server did not start.")


def kill(server: Child) -> None:
    """End the server and its workers as a power cut would: kill -9, no last words."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
