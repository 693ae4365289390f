"""gunicorn reads this file: say when lpi304 is ready, and stop when the terminal is closed."""

import os
import signal
from typing import Protocol

HANGUP_IS_IGNORED = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # started under nohup


class Worker(Protocol):
    """The part of gunicorn's worker that is used here; `age` counts workers from 1."""

    age: int


def when_ready(_server: object) -> None:
    """Take SIGHUP for the end of the terminal, where gunicorn would load the project again."""
    stop = signal.SIG_IGN if HANGUP_IS_IGNORED else stop_gracefully
    signal.signal(signal.SIGHUP, stop)


def stop_gracefully(*_: object) -> None:
    """Stop as SIGTERM does: answers under way are finished first."""
    os.kill(os.getpid(), signal.SIGTERM)


def post_worker_init(worker: Worker) -> None:
    """Say that lpi304 is ready. gunicorn calls this when a worker has loaded the application.

    A terminal that is closed hangs up on workers too; they wait for the server to stop them.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if worker.age == 1:
        print(f"lpi304 is ready: {os.environ['LPI304_LINK']}  (Ctrl-C stops it)", flush=True)
