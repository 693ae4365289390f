"""Prove README's commands on the last commit: clone, `make run`, sign in, Ctrl-C, start again.

Nothing outside a temporary folder is touched; at the end no process may be left.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 300
SECONDS_TO_STOP = 20
INSTALLING, READY = "2/5 Installing", "lpi304 is ready: "
# What our own make, or the shell around us, would otherwise hand on to the newcomer's.
NOT_HANDED_ON = ("MAKE", "MFLAGS", "PORT", "LPI304_", "VIRTUAL_ENV", "DB", "PG", "DJANGO_")


def main() -> None:
    """Go through the proof, one line a step; any failure is one sentence."""
    # A job in the background ignores Ctrl-C, and so would the newcomer's make that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder).resolve() / "lpi304"
        print("Cloning the last commit …", flush=True)
        if subprocess.run(["git", "clone", "--quiet", TOP, clone]).returncode:
            sys.exit("There is no commit to clone yet.")
        stop_while_installing(clone)
        sign_in_and_stop(clone)
        sign_in_and_stop(clone)
    print("README's commands work on a fresh clone.")


def stop_while_installing(clone: Path) -> None:
    """Start, and press Ctrl-C in the middle of the installation."""
    with newcomer(clone, free_port()) as make:
        wait_for(make, INSTALLING)
    print("Stopped while installing: no process left.", flush=True)


def sign_in_and_stop(clone: Path) -> None:
    """Start, open the printed link as a browser would, and stop."""
    with newcomer(clone, free_port()) as make:
        link = wait_for(make, READY).split()[0]
        status, page = open_page(link)
        if status != 200 or "<html" not in page:
            sys.exit(f"The first page behind {link} answered {status}.")
    print("Started, signed in, stopped: no process left.", flush=True)


@contextmanager
def newcomer(clone: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run `make run` as a terminal would; leaving the block is Ctrl-C, and must end everything."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(NOT_HANDED_ON)}
    command = ["make", "run", f"PORT={port}"]
    if python := os.environ.get("PYTHON"):
        command.append(f"PYTHON={python}")
    make = subprocess.Popen(
        command,
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield make
    finally:
        interrupt(make)
        check_nothing_runs(clone)


def interrupt(make: subprocess.Popen[str]) -> None:
    """Press Ctrl-C in the terminal of `make` and see that it ends."""
    with suppress(ProcessLookupError):
        os.killpg(make.pid, signal.SIGINT)
    try:
        make.communicate(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(make.pid, signal.SIGKILL)
        sys.exit(f"Ctrl-C did not end make run within {SECONDS_TO_STOP} s.")


def wait_for(make: subprocess.Popen[str], text: str) -> str:
    """Read what `make run` says up to `text`, and return what follows it on its line."""
    assert make.stdout is not None
    alarm = threading.Timer(SECONDS_TO_START, make.kill)
    alarm.start()
    said = []
    for line in make.stdout:
        said.append(line)
        if text in line:
            alarm.cancel()
            return line.partition(text)[2]
    alarm.cancel()
    sys.exit(f"{''.join(said)}make run never said {text!r}.")


def open_page(link: str) -> tuple[int, str]:
    """Follow a link with a cookie jar; return the status of the last page and its text."""
    jar = urllib.request.HTTPCookieProcessor(CookieJar())
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    with browser.open(link, timeout=30) as answer:
        return answer.status, answer.read().decode()


def check_nothing_runs(clone: Path) -> None:
    """Leave when a process still works inside the clone (seen on Linux only)."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            folder = (process / "cwd").readlink()
            command = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if folder.is_relative_to(clone):
            sys.exit(f"Left running after Ctrl-C: {command}")


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if not shutil.which("git"):
        sys.exit("make try needs git.")
    main()
