"""Which cards a session is about: all of them, or those of an objective, section, kind or page."""

from dataclasses import dataclass

from django.db.models import Q

from cards.models import Pool


@dataclass(frozen=True, slots=True)
class Scope:
    """A choice of cards. Practice touches no schedule; extra lifts the day's limits.

    `most` ends an extra session once so many cards of the scope were answered today; 0 is no end.

    `study_only` leaves out the mock questions that were called into the reviews, while a paper is
    being sat that may hold them.
    """

    objective: str = ""
    section: str = ""
    kind: str = ""
    page: int | None = None
    practice: bool = False
    extra: bool = False
    most: int = 0
    round: int = 1
    study_only: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every card belongs to it."""
        return not (self.objective or self.section or self.kind or self.page)

    @property
    def widest(self) -> "Scope":
        """The scope of all cards that may be asked at all just now."""
        return Scope(study_only=self.study_only)

    def cards(self, prefix: str = "") -> Q:
        """Return the condition on cards, reached from elsewhere through `prefix` ("card__")."""
        condition = Q(**{f"{prefix}pool": Pool.STUDY}) if self.study_only else Q()
        if self.objective:
            condition &= Q(**{f"{prefix}section__objective__code": self.objective})
        if self.section:
            condition &= Q(**{f"{prefix}section__code": self.section})
        if self.kind:
            condition &= Q(**{f"{prefix}kind": self.kind})
        if self.page:
            condition &= Q(**{f"{prefix}first_page__lte": self.page})
            condition &= Q(**{f"{prefix}last_page__gte": self.page})
        return condition


WHOLE = Scope()
