"""The desk: one card in front of the learner, with all it takes to answer it.

Nothing is kept on the server between two requests. The form carries the ticket, the stage, the
language and what was typed or chosen, so that a reload or a detour finds the card as it was left.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cards.core.marking import Marking, Shape, Verdict, mark, words_of
from cards.core.schedule import Calendar, Mode, outcomes
from cards.core.sm2 import Grade
from cards.models import Card, Form, Kind, Learner
from cards.models.learner import Buttons
from cards.study.day import Day
from cards.study.leeches import Leech, read_leech
from cards.study.queue import Asked, practice_left
from cards.study.scope import Scope
from cards.views.face import Face, face_of
from cards.views.scopes import scope_query
from cards.views.tickets import write_ticket
from cards.views.turns import Response, Turn
from cards.views.words import grade_words, hint_words, interval_words

# "Again" is a 2: SM-2's 0 and 1 cut the easiness of a card met for the first time too deep.
FOUR_GRADES = (Grade.ALMOST, Grade.HARD, Grade.GOOD, Grade.EASY)


@dataclass(frozen=True, slots=True)
class Button:
    """One grade to press."""

    grade: int
    key: str
    name: str
    interval: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the session is: the total stays the same when a card comes back in the drill."""

    done: int
    left: int
    drill: int

    @property
    def total(self) -> int:
        """All cards of the session, at least one."""
        return max(1, self.done + self.left)

    @property
    def percent(self) -> int:
        """How much of the session is done."""
        return 100 * self.done // self.total


@dataclass(frozen=True, slots=True)
class Desk:
    """What the review template prints."""

    turn: Turn
    face: Face
    ticket: str
    progress: Progress
    query: str
    is_shown: bool
    marking: Marking | None
    verdict: str
    hint: str
    buttons: list[Button]
    leech: Leech | None

    @property
    def can_overrule(self) -> bool:
        """Whether the learner may put the verdict right: only on what was typed."""
        return self.is_shown and self.marking is not None

    @property
    def proposed(self) -> Button | None:
        """The grade that Enter takes."""
        return next((button for button in self.buttons if button.is_proposed), None)

    @property
    def note(self) -> str:
        """The learner's own hint to this card."""
        row = self.turn.asked.row
        return row.note if row else ""


def lay_desk(learner: Learner, day: Day, scope: Scope, turn: Turn) -> Desk:
    """Return the desk for one turn: marked if something was typed or chosen."""
    card, response = turn.asked.card, turn.response
    marking = _marking(turn)
    hint = _hint(turn, marking)
    is_shown = turn.wants_answer and not hint
    verdict = verdict_of(card, response, marking) if is_shown else ""
    state = turn.asked.state
    return Desk(
        turn=turn,
        face=face_of(card, turn.language, response.picked, seed=turn.ticket.token.hex),
        ticket=write_ticket(turn.ticket, learner),
        progress=_progress(learner, day, scope),
        query=scope_query(scope),
        is_shown=is_shown,
        marking=marking,
        verdict=verdict,
        hint=hint,
        buttons=grade_buttons(learner, turn.asked, day.today, verdict) if is_shown else [],
        leech=read_leech(learner, card) if is_shown and state and state.is_leech else None,
    )


def verdict_of(card: Card, response: Response, marking: Marking | None = None) -> str:
    """Return "right" or "wrong", as the app and then the learner see it; empty for recall."""
    if card.form == Form.RECALL:
        return ""
    if response.gave_up:
        return "wrong"
    if card.form == Form.CHOICE:
        return "right" if response.picked == card.right_choices else "wrong"
    marking = marking or mark_typed(card, response.typed)
    is_right = marking.verdict is Verdict.RIGHT
    return "right" if is_right != response.is_overruled else "wrong"


def mark_typed(card: Card, typed: str) -> Marking:
    """Mark what was typed, knowing the answers of all other typed cards."""
    others = Card.objects.active().filter(form=Form.TYPED).exclude(pk=card.pk)
    accepted = others.values_list("accepted", flat=True)
    known_words = words_of([words for several in accepted for words in several])
    shape = Shape.COMMAND if card.kind == Kind.COMMAND else Shape.TERM
    return mark(typed, card.accepted, shape, known_words)


def grade_buttons(learner: Learner, asked: Asked, today: date, verdict: str) -> list[Button]:
    """Return the grades on offer, each with what pressing it does."""
    has_six = learner.buttons == Buttons.SIX
    grades = tuple(Grade) if has_six else FOUR_GRADES
    after = outcomes(asked.state, asked.mode, Calendar(today, learner.exam_date), asked.card.pk)
    proposed = {"right": Grade.GOOD, "wrong": Grade.ALMOST}.get(verdict)
    return [
        Button(
            grade=grade,
            key=str(int(grade) if has_six else position),
            name=grade_words(grade, has_six=has_six),
            interval=_interval(asked.mode, grade, (after[grade].due_date - today).days),
            is_proposed=grade is proposed,
        )
        for position, grade in enumerate(grades, start=1)
    ]


def _marking(turn: Turn) -> Marking | None:
    is_marked = turn.asked.card.form == Form.TYPED and turn.wants_answer
    if not is_marked or turn.response.gave_up:
        return None
    return mark_typed(turn.asked.card, turn.response.typed)


def _hint(turn: Turn, marking: Marking | None) -> str:
    """Return why the answer is not shown yet; empty when it may be."""
    response = turn.response
    if marking and marking.verdict is Verdict.FORM and marking.hint and not response.is_overruled:
        return hint_words(marking.hint)
    is_choice = turn.asked.card.form == Form.CHOICE and turn.wants_answer
    if is_choice and response.is_empty and not response.gave_up:
        return _("Choose an option first.")
    return ""


def _progress(learner: Learner, day: Day, scope: Scope) -> Progress:
    if scope.practice:
        done, left = practice_left(learner, day.today, scope)
        return Progress(done, left, 0)
    return Progress(day.tally.answered, day.plan.left, day.tally.drill)


def _interval(mode: Mode, grade: Grade, days: int) -> str:
    if mode is Mode.PRACTICE:
        return ""
    if mode is Mode.DRILL and grade < Grade.GOOD:
        return interval_words(0)
    return interval_words(days)
