"""Start lpi304 (`make run`), or only install the developer tools (`start.py tools`).

The front door. Any Python from 3.6 on must be able to read this file far enough to say what is
needed, so nothing newer stands here (hence the quoted types); the work is in launch.py.
"""

import os
import shutil
import sys

OLDEST_PYTHON = (3, 11)


def python_problem(version: "tuple[int, ...]", executable: str) -> "str | None":
    """Return the sentence for a Python that is too old, or None when it will do."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    found = ".".join(str(part) for part in version[:3])
    return (
        f"lpi304 needs Python 3.11 or newer; this is {found} ({executable}). "
        f"Name a newer one: make run PYTHON={newer_python()}"
    )


def newer_python() -> str:
    """Return the name of a Python on this machine that is new enough, or our best guess."""
    names = [f"python3.{minor}" for minor in range(11, 20)]
    return next((name for name in names if shutil.which(name)), "python3.11")


def main() -> None:
    """Check the Python that runs this, then do the work; any error is one sentence."""
    problem = python_problem(tuple(sys.version_info[:3]), sys.executable)
    if problem:
        sys.exit(problem)
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from scripts import launch

    launch.main(sys.argv[1:])


if __name__ == "__main__":
    main()
