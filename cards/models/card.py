"""Cards: the only content that is asked. Both pools live here, told apart by `pool`."""

import unicodedata
from typing import Any, Self, TypeAlias

from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cards.models.natural import NaturalKeyManager
from cards.models.syllabus import KnowledgeArea, Section, Term

# {"ja": …, "en": …}, or a plain string for words that are the same in both.
Text: TypeAlias = str | dict[str, str]


class Kind(models.TextChoices):
    """What a card is about."""

    TERM = "term", _("Term")
    COMMAND = "command", _("Command")
    CONCEPT = "concept", _("Concept")


class Form(models.TextChoices):
    """How a card is answered."""

    RECALL = "recall", _("Recall")
    TYPED = "typed", _("Typed")
    CHOICE = "choice", _("Choice")


class Pool(models.TextChoices):
    """What a card is kept for: daily study, or mock exams, so that a mock stays fresh."""

    STUDY = "study", _("Study")
    MOCK = "mock", _("Mock exam")


class CardQuerySet(models.QuerySet["Card"]):
    """Verbs that read as a phrase: Card.objects.active().for_study()."""

    def active(self) -> Self:
        """Leave out retired cards."""
        return self.filter(retired_at=None)

    def for_study(self) -> Self:
        """Leave out mock questions."""
        return self.filter(pool=Pool.STUDY)

    def on_page(self, page: int) -> Self:
        """Keep cards whose subject stands on this page of the book."""
        return self.filter(first_page__lte=page, last_page__gte=page)

    def with_place(self) -> Self:
        """Fetch section and objective in the same query, and leave the searched text behind."""
        return self.select_related("section__objective").defer("search_text")

    def containing(self, words: str) -> Self:
        """Keep cards that contain each of these words, in either language."""
        found = self
        for word in folded(words).split():
            found = found.filter(search_text__contains=word)
        return found


class CardManager(NaturalKeyManager["Card"]):
    """Cards, by their key."""

    def get_queryset(self) -> CardQuerySet:
        return CardQuerySet(self.model, using=self._db)


class Card(models.Model):
    """One question with its answer, in both languages. `key` is its identity for ever."""

    key = models.SlugField(max_length=100, unique=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="cards")
    area = models.ForeignKey(
        KnowledgeArea, on_delete=models.PROTECT, null=True, blank=True, related_name="cards"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    form = models.CharField(max_length=8, choices=Form.choices)
    pool = models.CharField(max_length=8, choices=Pool.choices, default=Pool.STUDY)
    prompt = models.JSONField()
    answer = models.JSONField(blank=True, default=str)
    explanation = models.JSONField()
    expects = models.JSONField(blank=True, default=str)
    accepted = models.JSONField(blank=True, default=list)
    choices = models.JSONField(blank=True, default=list)
    first_page = models.PositiveSmallIntegerField()
    last_page = models.PositiveSmallIntegerField()
    sources = models.JSONField(blank=True, default=list)
    terms = models.ManyToManyField(Term, blank=True, related_name="cards")
    revision = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    # Derived by the import; not part of the content.
    place = models.PositiveIntegerField(default=0, editable=False, serialize=False)
    search_text = models.TextField(default="", editable=False, serialize=False)

    objects = CardManager.from_queryset(CardQuerySet)("key")

    class Meta:
        ordering = ("section__code", "first_page", "key")
        indexes = [
            models.Index(fields=["pool", "retired_at", "place"], name="cards_in_order"),
            models.Index(
                fields=["retired_at"], name="cards_retired", condition=Q(retired_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "cards.section",
        "cards.knowledgearea",
        "cards.term",
    ]

    @property
    def right_choices(self) -> frozenset[int]:
        """The numbers, from 0, of the options that are right."""
        return frozenset(n for n, choice in enumerate(self.choices) if choice.get("correct"))

    @property
    def pages(self) -> str:
        """The book pages as printed: "43" or "43–46"."""
        if self.first_page == self.last_page:
            return str(self.first_page)
        return f"{self.first_page}–{self.last_page}"


def folded(text: str) -> str:
    """Return `text` as it is searched: width and letter case make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def search_text(card: Card) -> str:
    """Return everything of a card that can be searched for, in both languages."""
    texts = [card.key, card.prompt, card.answer, card.explanation, card.accepted, card.choices]
    return folded("\n".join(_strings(texts)))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, (list, type({}.values()))):
        return [text for part in value for text in _strings(part)]
    return []


@receiver(pre_save, sender=Card)
def fill_search_text(sender: type[Card], instance: Card, **kwargs: Any) -> None:
    """Keep the searched text in step with the card, also under `loaddata`."""
    instance.search_text = search_text(instance)
