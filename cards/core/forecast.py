"""The score to expect on a paper: from what is recalled to how likely each number right is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from math import fsum
from operator import add

# The odds of guessing right where nothing is recalled, on a paper of the exam's mix: 75 % choose
# one of four or five, 15 % choose several, 10 % are typed.
GUESS = 0.2
# What a card counts as, once it is met and kept up: the share FSRS and its kin aim to recall.
TARGET = 0.9
# Sums of probabilities are compared to so many decimals; what lies behind is rounding.
DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Forecast:
    """The score to expect: `chances` has, in any order, that of a right answer to each question.

    `probabilities` tells of each number right, from 0 on, how likely it is. Two forecasts are
    equal if their chances are, whatever their order.
    """

    chances: tuple[float, ...] = field(compare=False)
    probabilities: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Sorted, so that another order makes no difference, not even one of rounding.
        object.__setattr__(self, "probabilities", tuple(distribution(sorted(self.chances))))

    @property
    def questions(self) -> int:
        """How many questions the paper has."""
        return len(self.chances)

    @property
    def expected(self) -> float:
        """The expected number of right answers."""
        return fsum(self.chances)

    def interval(self, share: float = 0.8) -> tuple[int, int]:
        """Return the lowest and the highest of the fewest scores that hold at least this share.

        Of runs of equal width it is the most likely one, and the higher one where these are equal.
        """
        if not 0 < share <= 1:
            raise ValueError(f"a share lies above 0 and is 1 at most, found {share}")
        width = 1
        held, low = self._likeliest_run(width)
        while held < share:
            width += 1
            held, low = self._likeliest_run(width)
        return low, low + width - 1

    def chance_to_reach(self, least: int) -> float:
        """Return the probability of at least so many right answers."""
        return min(1.0, fsum(self.probabilities[max(0, least) :]))

    def _likeliest_run(self, width: int) -> tuple[float, int]:
        """Return how likely the likeliest of all runs of so many scores is, and its first score."""
        up_to = list(accumulate(self.probabilities, initial=0.0))
        starts = range(len(up_to) - width)
        return max((round(up_to[low + width] - up_to[low], DECIMALS), low) for low in starts)


class GainKind(StrEnum):
    """Why points are missing: cards never met, or cards met and not recalled well enough."""

    UNSEEN = "unseen"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class ObjectivePart:
    """An objective's part in a paper, and how its cards stand.

    `recall_of_seen` is the mean recall of the `seen` ones of its `cards`; of the others it is 0.
    """

    objective: str
    questions: int
    cards: int
    seen: int
    recall_of_seen: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What one deed would add to the expected score, in questions answered right."""

    objective: str
    kind: GainKind
    points: float


def chance_of_right(recall: float, guess: float = GUESS) -> float:
    """Return the chance of a right answer: recalled, or else guessed."""
    return recall + (1 - recall) * guess


def distribution(chances: Iterable[float]) -> list[float]:
    """Return how likely each number of right answers is, from none to all.

    This is the exact Poisson binomial distribution: questions of different chances, none of which
    depends on another. A chance outside 0 to 1 is a ValueError.
    """
    probabilities = [1.0]
    for chance in chances:
        if not 0 <= chance <= 1:
            raise ValueError(f"a chance lies within 0 and 1, found {chance}")
        wrong = [before * (1 - chance) for before in probabilities]
        right = [before * chance for before in probabilities]
        probabilities = list(map(add, [*wrong, 0.0], [0.0, *right]))
    return probabilities


def forecast_of(
    recalls: Mapping[str, float], seats: Mapping[str, int], guess: float = GUESS
) -> Forecast:
    """Forecast a paper from the mean recall of each objective and its number of questions.

    An objective that has questions but no recall counts as not known at all.
    """
    return Forecast(
        tuple(
            chance_of_right(recalls.get(objective, 0.0), guess)
            for objective, questions in seats.items()
            for _ in range(questions)
        )
    )


def gains(
    parts: Iterable[ObjectivePart], guess: float = GUESS, target: float = TARGET
) -> list[Gain]:
    """Return what each objective would add to the expected score, the most first.

    Of each there are two: all unseen cards met and known at `target`, and all seen ones known at
    `target`. An objective without questions or cards can add nothing.
    """
    found = [gain for part in parts for gain in _gains_of(part, guess, target)]
    return sorted(found, key=lambda gain: (-gain.points, gain.objective))


def _gains_of(part: ObjectivePart, guess: float, target: float) -> Iterable[Gain]:
    """A point of recall is worth less than a question: some would have been guessed right."""
    of_one_card = part.questions * (1 - guess) / max(1, part.cards)
    unseen = (part.cards - part.seen) * target
    forgotten = part.seen * max(0.0, target - part.recall_of_seen)
    yield Gain(part.objective, GainKind.UNSEEN, unseen * of_one_card)
    yield Gain(part.objective, GainKind.FORGOTTEN, forgotten * of_one_card)
