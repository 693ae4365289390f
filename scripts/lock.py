"""Turn requirements*.in into requirements*.txt: exact versions, with hashes, for every system."""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
LOCKS = ("requirements", "requirements-postgres", "requirements-dev")  # each reads those before
# Extras stay in the lock: a pip that meets coverage[toml] where only coverage is pinned takes the
# newest release there is, and then refuses it, as it has no hash.
OPTIONS = (
    "--universal --python-version 3.11 --generate-hashes --quiet "
    "--no-header --no-emit-index-url --no-annotate --no-strip-extras"
)


def main(extra: Sequence[str]) -> None:
    """Lock everything; `extra` is handed to uv, for example --upgrade."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv") or install_uv(Path(folder))
        for lock in LOCKS:
            print(f"Locking {lock}.in …", flush=True)
            command = [uv, "pip", "compile", *OPTIONS.split(), *extra]
            run([*command, f"{lock}.in", "--output-file", f"{lock}.txt"])


def install_uv(folder: Path) -> str:
    """Install uv into a throw-away environment and return its path."""
    print(f"Installing {UV} for this once …", flush=True)
    venv.create(folder, with_pip=True)
    run([str(folder / "bin" / "pip"), "install", "--quiet", UV])
    return str(folder / "bin" / "uv")


def run(command: Sequence[str]) -> None:
    """Run a command in the project; end with one sentence when it fails."""
    if subprocess.run(command, cwd=TOP).returncode:
        sys.exit(f"This failed, for the reason above: {' '.join(command)}")


if __name__ == "__main__":
    main(sys.argv[1:])
