"""A learner who does a bit of everything, by chance: for tests of all that belongs to a learner."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cards.core.schedule import Mode
from cards.core.sm2 import Grade
from cards.mock.sitting import abandon, hand_in
from cards.models import Card, CardState, Learner, Sitting
from cards.progress.portable import dump
from cards.study.answering import (
    Given,
    NothingToUndo,
    answer_card,
    call_card,
    set_aside,
    undo,
    write_note,
)
from cards.study.reporting import report_card
from tests.factories import (
    NOON,
    TODAY,
    make_card,
    make_choice,
    make_section,
    make_typed,
    ticket_for,
)
from tests.sittings import PAPER, make_pool, respond, right, sit_down, wrong

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GIVEN = [
    Given(Grade.GOOD),
    Given(Grade.ALMOST, "virsh list --all “全部”", "wrong"),
    Given(Grade.EASY, "virsh list", "right", is_overruled=True),
    Given(Grade.WRONG, [0, 2], "wrong"),
    Given(Grade.BLACKOUT, "", "wrong"),
]
SHORTEST, LONGEST = 15, 30


def make_deck() -> list[Card]:
    """Return study cards of two objectives and every form, beside a pool of mock questions."""
    make_pool(4)
    make_pool(4, code="1-2", objective="330.2")
    place = make_section(code="1-2", objective="330.2")
    return [make_card(), make_typed(accepted=["virsh list"]), make_choice(section=place)]


class Life:
    """A few weeks of a learner: every sitting ends in another way, the last one is running."""

    def __init__(self, learner: Learner, deck: Sequence[Card], seed: int) -> None:
        self.learner = learner
        self.deck = deck
        self.chance = random.Random(seed)
        self.moment: datetime = NOON

    def live(self) -> None:
        """Do everything once at least."""
        doings = [self._set, self._note, self._set_aside, self._report, self._call, self._undo]
        doings += [self._answer] * self.chance.randint(SHORTEST, LONGEST) + [self._undo] * 3
        doings += [self._hand_in, self._abandon, self._run_out]
        self.chance.shuffle(doings)
        for doing in doings:
            self.moment += self.chance.choice([MINUTE, 7 * MINUTE, DAY, 6 * DAY])
            doing()
        self._sit()

    def _set(self) -> None:
        self.learner.exam_date = TODAY + 90 * DAY
        self.learner.language = self.chance.choice(["", "ja", "en"])
        self.learner.days_off = [(TODAY + DAY * days).isoformat() for days in (3, 1)]
        self.learner.new_cards_a_day = self.chance.choice([None, 0, 7])
        self.learner.save()

    def _answer(self) -> None:
        card, given = self.chance.choice(self.deck), self.chance.choice(GIVEN)
        modes = [Mode.SCHEDULED, Mode.SCHEDULED, Mode.PRACTICE]
        if CardState.objects.filter(learner=self.learner, card=card, answers__gt=0).exists():
            modes.append(Mode.DRILL)
        token = UUID(int=self.chance.getrandbits(128))
        shown_at = self.moment - timedelta(seconds=self.chance.uniform(1, 60))
        mode = self.chance.choice(modes)
        ticket = ticket_for(self.learner, card, token=token, mode=mode, shown_at=shown_at)
        answer_card(self.learner, ticket, given, self.moment)

    def _undo(self) -> None:
        try:
            undo(self.learner, self.moment)
        except NothingToUndo:
            return

    def _call(self) -> None:
        call_card(self.learner, self.chance.choice(self.deck), self.moment)

    def _set_aside(self) -> None:
        set_aside(self.learner, self.chance.choice(self.deck), aside=True)

    def _note(self) -> None:
        write_note(self.learner, self.chance.choice(self.deck), "“x” \\ メモ\n\u2028 🦉")

    def _report(self) -> None:
        card = self.chance.choice(self.deck)
        for comment in ("page 43?", "", "もう一度"):
            report_card(self.learner, card, comment, self.moment)

    def _hand_in(self) -> None:
        sitting = self._sit()
        hand_in(self.learner, sitting.pk, self.moment + 3 * MINUTE)

    def _abandon(self) -> None:
        abandon(self.learner, self._sit().pk, self.moment + 2 * MINUTE)

    def _run_out(self) -> None:
        hand_in(self.learner, self._sit().pk, self.moment + 99 * MINUTE)

    def _sit(self) -> Sitting:
        """Begin a paper: one right, one wrong that was right at first, one flagged, one open."""
        sitting = sit_down(self.learner, PAPER, self.moment)
        respond(sitting, 1, right(sitting, 1), after=12.5)
        respond(sitting, 2, right(sitting, 2), after=31)
        respond(sitting, 2, wrong(sitting, 2), after=40.125)
        respond(sitting, 3, None, after=60, flag=True, go_to=4)
        return sitting


def live(learner: Learner, seed: int = 304) -> str:
    """Live a few weeks and return the document of it."""
    Life(learner, make_deck(), seed).live()
    return dump(learner)
