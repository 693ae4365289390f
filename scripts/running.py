"""Run other programs so that stopping us, at any moment, stops them too."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_STOP = 5
LAST_LINES = 8

Child = subprocess.Popen[str]


class Problem(Exception):
    """What the user has to know, as one sentence. The program ends with it."""


class Outcome(NamedTuple):
    """How a program ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def stop_like_ctrl_c() -> None:
    """From now on SIGTERM and a closed terminal raise KeyboardInterrupt, as Ctrl-C does.

    A signal our parent chose to ignore (nohup, a background job) stays ignored.
    """
    for number in STOP_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back a stop signal until the block is through, then raise it."""
    arrived: list[int] = []
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number in STOP_SIGNALS:
        signal.signal(number, lambda number, _frame: arrived.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if any(before[signal.Signals(number)] is not signal.SIG_IGN for number in arrived):
        raise KeyboardInterrupt


@contextmanager
def child(command: Sequence[str | Path], **options: Any) -> Iterator[Child]:
    """Run a program for the length of the block; leaving the block early ends it and its own."""
    process = None
    try:
        with uninterrupted():  # else a signal between its birth and our knowing would orphan it
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
                **options,
            )
        yield process
    finally:
        if process is not None and process.poll() is None:
            with uninterrupted():
                end(process)


def end(process: Child) -> None:
    """End a program and everything it started: first politely, then surely."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(command: Sequence[str | Path], cwd: Path, *, show: bool = False) -> Outcome:
    """Run a program to its end and return what it wrote; `show` lets its output through."""
    out = None if show else subprocess.PIPE
    with child(command, cwd=cwd, stdout=out, stderr=subprocess.PIPE) as process:
        written, errors = process.communicate()
    return Outcome(process.returncode, written or "", errors)


def watch(
    command: Sequence[str | Path], cwd: Path, on_line: Callable[[str], None]
) -> tuple[int, list[str]]:
    """Run a program, hand each line it writes to `on_line`; return its code and last lines."""
    last: deque[str] = deque(maxlen=LAST_LINES)
    with child(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line.rstrip())
            on_line(line)
        code = process.wait()
    return code, list(last)
