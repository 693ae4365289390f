"""See that Debian packages are there: `debian.py chromium gettext`.

As root on Debian or Ubuntu what is missing is installed; elsewhere it is named, in one sentence.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

# A program that proves a package is there, whoever installed it.
PROOF = {"chromium": "chromium", "gettext": "msgfmt"}
INSTALL = ["install", "--no-install-recommends"]
QUIETLY = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300"]


def main(packages: Sequence[str]) -> None:
    """Install or name what is missing."""
    wanted = missing(packages)
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        command = " ".join(["apt-get", *INSTALL, *wanted])
        sys.exit(f"Missing here: {', '.join(wanted)}; on Debian: {command}")
    print(f"Installing from Debian: {', '.join(wanted)} …", flush=True)
    apt(["update"])
    apt([*INSTALL, *wanted])
    if missing(packages):
        sys.exit(f"Still missing after the installation: {', '.join(missing(packages))}")


def missing(packages: Sequence[str]) -> list[str]:
    """Return the packages that are not there."""
    return [package for package in packages if not is_there(package)]


def is_there(package: str) -> bool:
    """Tell whether a package, or the program it is wanted for, is on this machine."""
    if package == "chromium" and os.environ.get("CHROMIUM"):
        return True
    return bool(shutil.which(PROOF.get(package, ""))) or is_installed(package)


def is_installed(package: str) -> bool:
    """Tell whether Debian's package manager, if there is one, has the package."""
    if not shutil.which("dpkg-query"):
        return False
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout == "installed"


def apt(arguments: Sequence[str]) -> None:
    """Run apt-get quietly; when it fails, show the end of what it wrote and leave."""
    result = subprocess.run(
        ["apt-get", *QUIETLY, *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        end = "\n".join(result.stdout.splitlines()[-8:])
        sys.exit(f"{end}\nThis failed, for the reason above: apt-get {' '.join(arguments)}")


if __name__ == "__main__":
    main(sys.argv[1:])
