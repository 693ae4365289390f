"""What a chore says while it works. Plain text: nothing here needs a terminal."""

import sys


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


class Counter:
    """One line that counts packages: rewritten in place on a terminal, said once elsewhere."""

    def __init__(self, text: str, total: int) -> None:
        """Say what begins; `total` is the number of packages expected."""
        self.text, self.total, self.seen = text, total, 0
        self.live = sys.stdout.isatty()
        print(text, end="" if self.live else "\n", flush=True)

    def line(self, line: str) -> None:
        """Look at a line of the installer's output; each package it begins counts one."""
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            self.seen = min(self.seen + 1, self.total)
            if self.live:
                print(f"\r{self.text} {self.seen}/{self.total}", end="", flush=True)

    def end(self, text: str) -> None:
        """Say how it ended, in the place of the count."""
        count = f"{self.text} {self.total}/{self.total}"
        say(f"\r{text:<{len(count)}}" if self.live else text)
