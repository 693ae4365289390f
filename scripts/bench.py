"""Measure answers, pages and the start, on the deck as it is and on a large log.

An answer is POST /review/answer/ as htmx sends it: a grade and nothing typed, as for a card of
the form recall; the reply is the next card. The floor is the least a signed-in view can do that
loses nothing (bench_floor.py). Requests go one at a time over connections that stay open, each
kind in turn, so that noise hits all alike. An argument changes the number of rounds (300).
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count, cycle, islice
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from scripts.running import Problem, stop_like_ctrl_c  # noqa: E402
from scripts.serving import own_environment, python, serving  # noqa: E402
from scripts.try_it import free_port  # noqa: E402
from scripts.visitor import MOCK, PROGRESS, UnexpectedAnswer, Visitor  # noqa: E402
from scripts.visitor import RESULT as RESULT_ADDRESS  # noqa: E402

ROUNDS = 300
WARM_UPS = 5
ANSWERS_BEFORE = 10
PASS = 5
FLOOR, ANSWER, LARGE_ANSWER = "floor", "answer", "answer, large log"
FIRST_PAGE, LARGE_FIRST_PAGE, START = "first page", "first page, large log", "start"
STANDING, LARGE_STANDING = "progress", "progress, large log"
PAPER, LARGE_PAPER = "answer on a paper", "answer on a paper, large"
RESULT, LARGE_RESULT = "result of a paper", "result, 30 papers"


class Limit(NamedTuple):
    """How many times the median of another kind of request one may take."""

    of: str
    most: float


LIMITS = {
    ANSWER: Limit(FLOOR, 1.5),
    LARGE_ANSWER: Limit(ANSWER, 1.2),
    LARGE_FIRST_PAGE: Limit(FIRST_PAGE, 1.2),
    LARGE_STANDING: Limit(STANDING, 1.5),
    LARGE_PAPER: Limit(PAPER, 1.2),
    LARGE_RESULT: Limit(RESULT, 1.2),
}


class Case(NamedTuple):
    """An installation that is measured."""

    environment: dict[str, str]
    floor: str
    examined: str
    reader: str
    learners: list[str]


Times = dict[str, list[float]]


def main(rounds: int) -> None:
    """Build both cases, measure, print; leave with 1 when a limit is passed."""
    stop_like_ctrl_c()
    with tempfile.TemporaryDirectory() as folder:
        small, large = (build(Path(folder) / name, name) for name in ("small", "large"))
        counts = [count_queries(case) for case in (small, large)]
        times = measure(small, large, rounds)
    report_times(times)
    report_queries(*counts)
    sys.exit(1 if too_slow(times) else 0)


def build(data: Path, name: str) -> Case:
    """Fill a data directory of its own."""
    start = time.perf_counter()
    environment = own_environment(data, free_port(), "scripts.bench_settings")
    environment["GUNICORN_CMD_ARGS"] = "--keep-alive 60"  # a visitor of ours may wait its turn
    floor, examined, reader, *learners = in_django(environment, "bench_data", f"{name}()").split()
    print(f"Built the {name} case in {time.perf_counter() - start:.0f} s.", flush=True)
    return Case(environment, floor, examined, reader, learners)


def count_queries(case: Case) -> dict[str, str]:
    """Return the number of queries by page."""
    sessions = f"{case.learners[-1]!r}, {case.examined!r}"
    lines = in_django(case.environment, "bench_queries", f"count({sessions})")
    pairs = [line.split(maxsplit=1) for line in lines.splitlines()]
    return {page: number for number, page in pairs}


def in_django(environment: dict[str, str], module: str, call: str) -> str:
    """Call a function of a module of scripts/ inside Django; return what it prints."""
    code = f"from scripts import {module}; {module}.{call}"
    return python(environment, "manage.py", "shell", "--no-imports", "-c", code)


def measure(small: Case, large: Case, rounds: int) -> Times:
    """Return the seconds of each kind of request, and of both starts."""
    with ExitStack() as stack:
        starts = [start(stack, case) for case in (small, large)]
        days = {
            FLOOR: floors(small),
            ANSWER: answers(small, rounds),
            LARGE_ANSWER: answers(large, rounds),
            FIRST_PAGE: pages(small, "/"),
            LARGE_FIRST_PAGE: pages(large, "/"),
            STANDING: pages(small, PROGRESS),
            LARGE_STANDING: pages(large, PROGRESS),
        }
        papers = {
            PAPER: paper_answers(small),
            LARGE_PAPER: paper_answers(large),
            RESULT: results(small),
            LARGE_RESULT: results(large),
        }
        return in_turn(days, rounds) | in_turn(papers, rounds) | {START: starts}


def in_turn(requests: dict[str, Iterator[float]], rounds: int) -> Times:
    """Make one request of each kind, and again; return the seconds of each."""
    times: Times = {name: [] for name in requests}
    for _ in range(rounds):
        for name, request in requests.items():
            times[name].append(next(request))
    return times


def start(stack: ExitStack, case: Case) -> float:
    """Start a server; return the seconds until it answers."""
    begin = time.perf_counter()
    stack.enter_context(serving(case.environment))
    return time.perf_counter() - begin


def visitor_of(case: Case, session: str) -> Visitor:
    """Return a visitor of this installation, with a page in front."""
    visitor = Visitor(int(case.environment["PORT"]), session)
    visitor.open()
    return visitor


def floors(case: Case) -> Iterator[float]:
    """Go to the floor, for ever; yield seconds."""
    visitor = visitor_of(case, case.floor)
    yield from requests(visitor, lambda: visitor.post("/floor/"))


def pages(case: Case, address: str) -> Iterator[float]:
    """Open a page in the middle of a day, for ever; yield seconds."""
    visitor = visitor_of(case, case.reader)
    for _ in range(ANSWERS_BEFORE):
        visitor.answer(PASS)
    yield from requests(visitor, lambda: visitor.open(address))


def answers(case: Case, rounds: int) -> Iterator[float]:
    """Answer the cards that are due, shared out among the learners; yield seconds."""
    for session in case.learners:
        visitor = visitor_of(case, session)
        answering = requests(visitor, lambda: visitor.answer(PASS))  # noqa: B023
        yield from islice(answering, -(-rounds // len(case.learners)))


def paper_answers(case: Case) -> Iterator[float]:
    """Answer the questions of a paper, over and over; yield seconds."""
    visitor = visitor_of(case, case.floor)
    paper, places = visitor.begin_paper(), cycle(range(1, 60))
    fields = {"choice": "1", "typed": "1", "was": "null", "go": "next"}
    yield from requests(visitor, lambda: visitor.post(f"{paper}{next(places)}/", **fields))


def results(case: Case) -> Iterator[float]:
    """Open the result of the latest paper, for ever; yield seconds."""
    visitor = visitor_of(case, case.examined)
    [address, *_] = RESULT_ADDRESS.findall(visitor.open(MOCK))
    yield from requests(visitor, lambda: visitor.open(address))


def requests(visitor: Visitor, request: Callable[[], object]) -> Iterator[float]:
    """Make the request again and again, after a few that are not counted; yield seconds."""
    for number in count():
        request()
        if number >= WARM_UPS:
            yield visitor.seconds


def report_times(times: Times) -> None:
    """Print a line for each kind of request."""
    print(f"{'':26}{'median':>10}{'p95':>10}")
    for name, seconds in times.items():
        middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        limit = LIMITS.get(name)
        print(f"{name:26}{1000 * middle:7.1f} ms{1000 * slow:7.1f} ms", end="")
        print(f"  {ratio(times, name):.2f} × {limit.of} (limit {limit.most})" if limit else "")


def ratio(times: Times, name: str) -> float:
    """Return the median against the median it is measured by."""
    return statistics.median(times[name]) / statistics.median(times[LIMITS[name].of])


def too_slow(times: Times) -> bool:
    """Tell whether a limit is passed."""
    return any(ratio(times, name) > limit.most for name, limit in LIMITS.items())


def report_queries(small: dict[str, str], large: dict[str, str]) -> None:
    """Print the number of queries of each page, for both cases."""
    print("\nqueries, small and large")
    for page, number in small.items():
        print(f"{page:50}{number:>4}{large[page]:>4}")


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    except (Problem, UnexpectedAnswer, OSError) as problem:
        sys.exit(str(problem))
