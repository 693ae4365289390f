"""Break cards/core in every small way (mutmut) and fail when the unit tests notice too little."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
MUTANTS = TOP / "mutants"
LEAST_PERCENT = 95
NOTICED = ("killed", "timeout", "segfault", "suspicious")


def main() -> None:
    """Run every mutant afresh, name the survivors, print the score."""
    print("Breaking cards/core (a few minutes) …", flush=True)
    shutil.rmtree(MUTANTS, ignore_errors=True)
    if mutmut("run").returncode:
        sys.exit("mutmut could not run the unit tests, for the reason above.")
    mutmut("results")
    mutmut("export-cicd-stats")
    stats = json.loads((MUTANTS / "mutmut-cicd-stats.json").read_text())
    percent = score(stats)
    print(f"Noticed: {percent:.1f} % of {stats['total'] - stats['skipped']} mutants.")
    if percent < LEAST_PERCENT:
        sys.exit(f"The unit tests notice less than {LEAST_PERCENT} % of the mutants.")


def score(stats: dict[str, int]) -> float:
    """Return the share of mutants the tests noticed, in percent; 0 when there are none."""
    counted = stats["total"] - stats["skipped"]
    return 100 * sum(stats[kind] for kind in NOTICED) / counted if counted else 0.0


def mutmut(command: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of mutmut's commands in the project."""
    return subprocess.run([Path(sys.executable).parent / "mutmut", command], cwd=TOP)


if __name__ == "__main__":
    main()
