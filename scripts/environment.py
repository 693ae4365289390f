"""`.venv`, the project's own Python: made, filled from a lock, and trusted only when finished.

The stamp in it names the locks that were installed completely. It is taken away before anything
changes and written last, so whatever was interrupted is made anew by the next start.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.running import Problem, run, watch
from scripts.talk import Counter, say

RUN_LOCK = "requirements.txt"
TOOLS_LOCK = "requirements-dev.txt"  # holds the run time set as well, at the same versions
HELD_BY = {RUN_LOCK: [RUN_LOCK], TOOLS_LOCK: [RUN_LOCK, TOOLS_LOCK]}


@dataclass(frozen=True)
class Environment:
    """The `.venv` of the project in `top`."""

    top: Path

    @property
    def folder(self) -> Path:
        """The environment itself."""
        return self.top / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """A line per lock that was installed to the end: digest, two spaces, name of the lock."""
        return self.folder / "lpi304-installed"


def prepare(environment: Environment, lock: str) -> None:
    """Make `.venv` and install `lock` into it, unless that has been done. Raises Problem."""
    with one_at_a_time(environment):
        if not is_usable(environment):
            check_tools()
            make(environment)
        else:
            say("1/5 .venv is there.")
        if is_installed(environment, lock):
            say("2/5 Its packages are up to date.")
        else:
            install(environment, lock)


def is_ready(environment: Environment, lock: str) -> bool:
    """Tell whether `.venv` can be used as it is, with this lock in it."""
    return is_usable(environment) and is_installed(environment, lock)


@contextmanager
def one_at_a_time(environment: Environment) -> Iterator[None]:
    """Let one start at a time touch `.venv`; another waits. The lock file is only locked."""
    with (environment.top / RUN_LOCK).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start that is installing …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_usable(environment: Environment) -> bool:
    """Tell whether `.venv` was finished, still runs, and has our Python version."""
    if not environment.stamp.is_file() or not environment.python.exists():
        return False
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = run([environment.python, "-I", "-c", question], environment.top)
    except OSError:
        return False
    return answer.out.split() == [str(part) for part in sys.version_info[:2]]


def check_tools() -> None:
    """Raise Problem when this Python cannot make an environment or fill it."""
    needed = ("venv",) if shutil.which("uv") else ("venv", "ensurepip")
    for module in needed:
        if importlib.util.find_spec(module) is None:
            minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise Problem(
                f"This Python has no {module} module, which lpi304 needs to install its packages; "
                f"on Debian or Ubuntu: apt-get install python{minor}-venv"
            )


def make(environment: Environment) -> None:
    """Make `.venv` anew, empty."""
    say(f"1/5 Making .venv with Python {sys.version.split()[0]} …")
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", ".venv"]
    outcome = run(command, environment.top)
    if outcome.code:
        reason = (outcome.err or outcome.out).strip().splitlines() or ["no reason given"]
        raise Problem(f"Could not make {environment.folder}: {reason[-1]}")


def digest(lock: Path) -> str:
    """Return the SHA-256 of a lock, in hexadecimal."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stamp_line(environment: Environment, lock: str) -> str:
    """Return what the stamp says of a lock that was installed as it now is."""
    return f"{digest(environment.top / lock)}  {lock}"


def is_installed(environment: Environment, lock: str) -> bool:
    """Tell whether the lock, as it now is, was installed to the end."""
    stamp = environment.stamp
    return stamp.is_file() and stamp_line(environment, lock) in stamp.read_text().splitlines()


def package_count(lock: Path) -> int:
    """Return how many packages a lock asks for on this kind of machine, or nearly."""
    lines = lock.read_text().splitlines()
    return sum("==" in line and line[0].isalnum() and "win32" not in line for line in lines)


def install(environment: Environment, lock: str) -> None:
    """Install a lock, every file checked against its hash; the stamp comes last."""
    environment.stamp.unlink(missing_ok=True)
    count = package_count(environment.top / lock)
    counter = Counter(f"2/5 Installing {count} packages …", count)
    began = time.monotonic()
    code, last = with_uv(environment, lock, counter)
    if code:
        code, last = with_pip(environment, lock, counter)
    if code:
        counter.end("2/5 Installing packages failed.")
        raise Problem("\n".join([*last, INSTALL_FAILED]))
    stamp = [stamp_line(environment, name) for name in HELD_BY[lock]]
    environment.stamp.write_text("\n".join(stamp) + "\n")
    counter.end(f"2/5 Packages installed in {time.monotonic() - began:.0f} s.")


INSTALL_FAILED = (
    "lpi304 could not install its packages, for the reason above; "
    "when that is mended, the same command goes on from here."
)


def with_uv(environment: Environment, lock: str, counter: Counter) -> tuple[int, list[str]]:
    """Try uv, which is much faster; it does not know a mirror set up for pip, so it may fail."""
    uv = shutil.which("uv")
    if uv is None:
        return 1, []
    command = [uv, "pip", "install", "--python", str(environment.python)]
    return watch([*command, "--require-hashes", "-r", lock], environment.top, counter.line)


def with_pip(environment: Environment, lock: str, counter: Counter) -> tuple[int, list[str]]:
    """Install with the pip that comes with Python."""
    python = str(environment.python)
    code, last = watch([python, "-m", "ensurepip"], environment.top, lambda line: None)
    if code:
        return code, last
    command = [python, "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    command += ["--disable-pip-version-check", "--require-hashes", "-r", lock]
    return watch(command, environment.top, counter.line)
