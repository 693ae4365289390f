"""Kill the server under load, again and again, and prove that no acknowledged answer is lost.

Each round: learners of its own answer cards over HTTP, every other one on the paper of a mock
exam, all at once; at a random moment gunicorn and its workers get kill -9; started again, the log
and the papers must hold every answer that was acknowledged, the database must be whole, and every
card state must be the replay of the log.

ROUNDS=50 and SEED=1 can be set in the environment. Nothing outside a temporary folder is touched.
"""

import http.client
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from scripts.running import Child, Problem, stop_like_ctrl_c  # noqa: E402
from scripts.serving import kill, own_environment, python, serving  # noqa: E402
from scripts.try_it import free_port  # noqa: E402
from scripts.visitor import UnexpectedAnswer, Visitor  # noqa: E402

VISITORS = 4
GRADES = (0, 2, 3, 4, 5)
PLACES = 59  # of sixty: after the last one comes the list, by an address of its own
LONGEST_ROUND = 1.5
SECONDS_TO_BEGIN = 60
LOG = "SELECT token FROM cards_review"
PAPERS = """SELECT sitting_id, place FROM cards_question WHERE response IN ('[1]', '"1"')"""
HUNG_UP = (OSError, http.client.HTTPException)


class Round(NamedTuple):
    """What one round showed."""

    acknowledged: set[str]
    lost: set[str]
    faults: str


class Place(NamedTuple):
    """An installation to crash: its folder, its environment, and its session keys by round."""

    data: Path
    environment: dict[str, str]
    sessions: list[list[str]]


class Load:
    """Learners who answer without a pause until the server is gone."""

    def __init__(self, port: int, sessions: Sequence[str], seed: int) -> None:
        self.acknowledged: set[str] = set()
        self.has_begun = threading.Event()
        self._visitors = [Visitor(port, session) for session in sessions]
        self._pool = ThreadPoolExecutor(len(sessions))
        self._work = [
            self._pool.submit(
                self._sit if number % 2 else self._review,
                visitor,
                random.Random(f"{seed}/{number}"),
            )
            for number, visitor in enumerate(self._visitors)
        ]

    def end(self) -> set[str]:
        """Wait for the learners to notice; return every answer that was acknowledged to them."""
        self._pool.shutdown()
        for work in self._work:
            work.result()
        return self.acknowledged

    def _review(self, visitor: Visitor, choice: random.Random) -> None:
        """Answer card after card of the daily review."""
        with closing(visitor), suppress(*HUNG_UP):
            visitor.open()
            while visitor.ticket:
                self._acknowledge(str(visitor.answer(choice.choice(GRADES))))

    def _sit(self, visitor: Visitor, choice: random.Random) -> None:
        """Answer every question of a paper, in any order, each once."""
        with closing(visitor), suppress(*HUNG_UP):
            paper = visitor.begin_paper()
            for place in choice.sample(range(1, PLACES + 1), PLACES):
                fields = {"choice": "1", "typed": "1", "was": "null", "go": "next"}
                visitor.post(f"{paper}{place}/", **fields)
                self._acknowledge(f"{paper}{place}/")

    def _acknowledge(self, answer: str) -> None:
        self.acknowledged.add(answer)
        self.has_begun.set()


def main() -> None:
    """Do the rounds, one line each; leave with 1 when anything was lost or is wrong."""
    stop_like_ctrl_c()
    rounds, seed = int(os.environ.get("ROUNDS") or 50), int(os.environ.get("SEED") or 1)
    print(f"{rounds} rounds of kill -9, {VISITORS} learners answering, seed {seed}:", flush=True)
    shown = []
    with tempfile.TemporaryDirectory() as folder:
        for number, round in enumerate(crash(prepare(Path(folder), rounds), seed), start=1):
            print(f"{number:3}: {in_words(round)}", flush=True)
            shown.append(round)
    total = Round(
        acknowledged=set().union(*(round.acknowledged for round in shown)),
        lost=set().union(*(round.lost for round in shown)),
        faults="\n".join(filter(None, (round.faults for round in shown))),
    )
    print(f"All: {in_words(total)}")
    sys.exit(1 if total.lost or total.faults else 0)


def in_words(round: Round) -> str:
    """Return a round as one line, and what is wrong with the database below it."""
    text = f"{len(round.acknowledged)} answers acknowledged, {len(round.lost)} lost, "
    return text + (f"database wrong:\n{round.faults}" if round.faults else "database sound")


def prepare(data: Path, rounds: int) -> Place:
    """Install into `data`, with learners enough for so many rounds."""
    environment = own_environment(data, free_port())
    python(environment, "manage.py", "prepare")
    keys = python(environment, "-m", "scripts.signed_in", str(VISITORS * rounds)).split()
    return Place(data, environment, [keys[n::rounds] for n in range(rounds)])


def crash(place: Place, seed: int) -> Iterator[Round]:
    """Start, check what the last round left, load, kill; once for each set of sessions."""
    choice = random.Random(seed)
    acknowledged: set[str] | None = None
    for sessions in [*place.sessions, None]:
        with serving(place.environment) as server:
            if acknowledged is not None:
                yield check(place, acknowledged)
            if sessions is not None:
                acknowledged = overload(server, place, sessions, choice)


def overload(
    server: Child, place: Place, sessions: Sequence[str], choice: random.Random
) -> set[str]:
    """Load the server, kill it at a random moment, return what was acknowledged by then."""
    load = Load(int(place.environment["PORT"]), sessions, choice.randrange(2**32))
    if not load.has_begun.wait(SECONDS_TO_BEGIN):
        kill(server)
        load.end()
        raise Problem("No answer was acknowledged.")
    time.sleep(choice.uniform(0, LONGEST_ROUND))
    kill(server)
    return load.end()


def check(place: Place, acknowledged: set[str]) -> Round:
    """Look for every acknowledged answer, and for any fault of the database."""
    with closing(sqlite3.connect(place.data / "lpi304.sqlite3")) as database:
        kept = {str(UUID(token)) for (token,) in database.execute(LOG)}
        kept |= {f"/mock/{UUID(paper)}/{place}/" for paper, place in database.execute(PAPERS)}
        integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
    faults = "" if integrity == "ok" else f"{integrity}\n"
    try:
        python(place.environment, "manage.py", "check_reviews")
    except Problem as problem:
        faults += str(problem)
    return Round(acknowledged, acknowledged - kept, faults)


if __name__ == "__main__":
    try:
        main()
    except (Problem, UnexpectedAnswer, OSError) as problem:
        sys.exit(str(problem))
