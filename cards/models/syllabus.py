"""The exam as data: topics, objectives, official terms, and the book's sections and headings.

Text in two languages is ``{"ja": …, "en": …}``; words that are the same in both are a string.
"""

from django.db import models

from cards.models.natural import NaturalKeyManager


class Exam(models.Model):
    """One certification exam. Data, because exam 304 was split and its facts have changed."""

    code = models.CharField(max_length=16, unique=True)
    version = models.CharField(max_length=16)
    name = models.JSONField()
    minutes = models.PositiveSmallIntegerField()
    questions = models.PositiveSmallIntegerField()
    scale_min = models.PositiveSmallIntegerField()
    scale_max = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    pass_mark_note = models.JSONField()
    # No share of right answers passes for certain: this one is our assumption, and we say so.
    assumed_pass_percent = models.PositiveSmallIntegerField(default=65)
    status = models.JSONField()

    objects = NaturalKeyManager["Exam"]("code")

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def pass_share(self) -> float:
        """The share of right answers we assume to pass, from 0 to 1."""
        return self.assumed_pass_percent / 100


class Topic(models.Model):
    """A group of objectives: 330 Virtualization."""

    code = models.CharField(max_length=16, unique=True)
    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="topics")
    title = models.JSONField()

    objects = NaturalKeyManager["Topic"]("code")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["cards.exam"]  # type: ignore[attr-defined]


class Objective(models.Model):
    """One objective of the exam; its weight is its number of questions on a paper of 60."""

    code = models.CharField(max_length=16, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="objectives")
    title = models.JSONField()
    weight = models.PositiveSmallIntegerField()
    scope = models.JSONField()

    objects = NaturalKeyManager["Objective"]("code")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["cards.topic"]  # type: ignore[attr-defined]


class KnowledgeArea(models.Model):
    """One line of what an objective wants known."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="areas")
    number = models.PositiveSmallIntegerField()
    title = models.JSONField()

    objects = NaturalKeyManager["KnowledgeArea"]("objective__code", "number")

    class Meta:
        ordering = ("objective__code", "number")
        constraints = [
            models.UniqueConstraint(fields=["objective", "number"], name="one_area_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.objective.code}-{self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (self.objective.code, self.number)

    natural_key.dependencies = ["cards.objective"]  # type: ignore[attr-defined]


class Term(models.Model):
    """One entry of an objective's official list of terms, files and utilities."""

    key = models.SlugField(max_length=64, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    name = models.JSONField()

    objects = NaturalKeyManager["Term"]("key")

    class Meta:
        ordering = ("objective__code", "number")

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    natural_key.dependencies = ["cards.objective"]  # type: ignore[attr-defined]


class Section(models.Model):
    """A section of the book; each covers one objective."""

    code = models.CharField(max_length=16, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="sections")
    title = models.JSONField()
    first_page = models.PositiveSmallIntegerField()
    last_page = models.PositiveSmallIntegerField()
    exercises_page = models.PositiveSmallIntegerField()
    answers_page = models.PositiveSmallIntegerField()

    objects = NaturalKeyManager["Section"]("code")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["cards.objective"]  # type: ignore[attr-defined]


class Heading(models.Model):
    """A heading of a section and the pages below it."""

    code = models.CharField(max_length=16, unique=True)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="headings")
    title = models.JSONField()
    first_page = models.PositiveSmallIntegerField()
    last_page = models.PositiveSmallIntegerField()

    objects = NaturalKeyManager["Heading"]("code")

    class Meta:
        ordering = ("section__code", "first_page", "code")

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["cards.section"]  # type: ignore[attr-defined]
