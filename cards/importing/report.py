"""What an import has to say, in lines."""

from collections.abc import Iterable, Iterator

from cards.importing.records import Outcome, Problem

MAX_FIELD = 80


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file and line."""
    return sorted(problems, key=lambda problem: (problem.path, problem.line))


def problem_line(problem: Problem) -> str:
    """Return a problem as ``path: entry key: field: what was found; what was expected``."""
    where = [problem.path]
    if problem.entry:
        where.append(f"entry {problem.entry}")
    elif problem.line:
        where.append(f"line {problem.line}")
    if problem.field:
        where.append(problem.field[:MAX_FIELD])
    return _printable(": ".join([*where, problem.message]))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 problem, 2 problems, no problems."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def summary(outcome: Outcome) -> str:
    """Return the counts of an import in one line."""
    return (
        f"{len(outcome.created)} created, {len(outcome.changed)} changed, "
        f"{len(outcome.unchanged)} unchanged, {len(outcome.retired)} retired"
    )


def differences(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each card that is created, changed or retired."""
    yield from (f"created {key}" for key in outcome.created)
    yield from (f"changed {key}: {', '.join(names)}" for key, names in outcome.changed.items())
    yield from (f"retired {key}" for key in outcome.retired)


def _printable(line: str) -> str:
    """Keep a file from writing to the terminal what only the terminal understands."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
