"""The steps of a start, in order. Each error is one sentence on stderr and exit code 1."""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import environment
from scripts.environment import Environment
from scripts.running import Outcome, Problem, run, stop_like_ctrl_c
from scripts.talk import say

TOP = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"
DEFAULT_PORT = "8000"
STOPPED = "Stopped; nothing is left running."
CTRL_C = 130
GUNICORN = "--workers 2 --threads 4 --timeout 60 --no-control-socket --log-level warning"


def main(arguments: Sequence[str]) -> None:
    """Do what the arguments say: nothing is a start, `tools` installs the developer tools."""
    stop_like_ctrl_c()
    work = {(): start, ("tools",): install_tools}.get(tuple(arguments))
    try:
        if work is None:
            raise Problem("start.py knows one argument, tools; PORT is read from the environment.")
        work(Environment(TOP))
    except (Problem, OSError) as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        print(f"\n{STOPPED}", file=sys.stderr)
        sys.exit(CTRL_C)


def install_tools(env: Environment) -> None:
    """Put the developer tools into `.venv`; silent when they are there."""
    if not environment.is_ready(env, environment.TOOLS_LOCK):
        environment.prepare(env, environment.TOOLS_LOCK)


def start(env: Environment) -> None:
    """Check, install, prepare the data, and become the server. Does not return."""
    check_system(os.name)
    port = read_port(os.environ.get("PORT") or DEFAULT_PORT)
    check_port_is_free(port)
    os.environ["PORT"] = str(port)  # the settings name the cookies after it
    environment.prepare(env, environment.RUN_LOCK)
    prepare_data(env)
    link = sign_in_link(env, port)
    check_port_is_free(port)  # the steps before may have taken a while
    serve(env, port, link)


def check_system(name: str) -> None:
    """Raise Problem on a system the server does not run on; `name` is os.name."""
    if name != "posix":
        raise Problem("lpi304 runs on Linux and macOS; on Windows, start it inside WSL.")


def read_port(text: str) -> int:
    """Return the port number in `text`. Raises Problem unless it is a whole number to 65535."""
    if text.isascii() and text.isdecimal() and 0 < int(text) < 2**16:
        return int(text)
    raise Problem(f"PORT must be a whole number from 1 to 65535, not {text!r}: make run PORT=8001")


def check_port_is_free(port: int) -> None:
    """Raise Problem when the server could not listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((ADDRESS, port))
        except PermissionError:
            raise Problem(
                f"Port {port} is reserved for the administrator; choose one from 1024 up: "
                "make run PORT=8001"
            ) from None
        except OSError:
            raise Problem(
                f"Port {port} is in use; if that is lpi304 already running, make link prints "
                f"a sign-in link to it, else choose another: make run PORT={other_port(port)}"
            ) from None


def other_port(port: int) -> int:
    """Return a port to suggest instead."""
    return port + 1 if port < 2**16 - 1 else port - 1


def prepare_data(env: Environment) -> None:
    """Bring the database, the cards and the static files up to date."""
    say("3/5 Preparing the database and the cards …")
    manage(env, "prepare", show=True)


def sign_in_link(env: Environment, port: int) -> str:
    """Return a fresh link that signs its first visitor in."""
    say("4/5 Making a sign-in link …")
    written = manage(env, "sign_in_link", "--port", str(port)).out.split()
    if not written:
        raise Problem("manage.py sign_in_link printed no link.")
    return written[-1]


def manage(env: Environment, *arguments: str, show: bool = False) -> Outcome:
    """Run a manage.py command; what it complains about becomes our Problem."""
    command = [str(env.python), "manage.py", *arguments]
    outcome = run(command, env.top, show=show)
    if outcome.code:
        raise Problem(complaint(arguments[0], outcome.err))
    sys.stderr.write(outcome.err)
    return outcome


def complaint(command: str, errors: str) -> str:
    """Return what a failed command wrote as one sentence: its own, or the end of its traceback."""
    _, own_words, sentence = errors.rpartition("CommandError: ")
    if own_words:
        return sentence.strip()
    last = (errors.strip().splitlines() or ["it gave no reason"])[-1]
    again = f".venv/bin/python manage.py {command}"
    return f"manage.py {command} failed: {last} (the whole story: {again})"


def serve(env: Environment, port: int, link: str) -> None:
    """Become gunicorn, which prints the link when it answers (see gunicorn_hooks.py)."""
    say(f"5/5 Starting the server on port {port} …")
    command = [str(env.python), "-m", "gunicorn", "lpi304.wsgi", "--bind", f"{ADDRESS}:{port}"]
    command += [*GUNICORN.split(), "--config", "scripts/gunicorn_hooks.py"]
    os.chdir(env.top)
    os.execve(env.python, command, {**os.environ, "LPI304_LINK": link})
