"""The admin: for authors and hosts. What learners answered is shown nowhere here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cards import clock
from cards.models import (
    Card,
    Exam,
    Heading,
    KnowledgeArea,
    Learner,
    Objective,
    Report,
    Section,
    Term,
    Topic,
    User,
)

admin.site.register(User, UserAdmin)
admin.site.register([Exam, Topic, KnowledgeArea])


@admin.register(Card)
class CardAdmin(admin.ModelAdmin):
    """Cards to look at. They are edited in their files, which are the truth, and imported."""

    list_display = ("key", "section", "kind", "form", "pool", "revision", "retired_at")
    list_filter = ("pool", "form", "kind", "section", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("section",)
    search_fields = ("key", "search_text")
    filter_horizontal = ("terms",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Card | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Card | None = None) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """What learners say is wrong with a card, newest first; settled with one action."""

    list_display = ("created_at", "card", "revision", "comment", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter), "card__section")
    list_select_related = ("card",)
    readonly_fields = ("learner", "card", "revision", "comment", "created_at")
    actions = ("settle",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Mark as settled"))
    def settle(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        """Note that the author has dealt with these reports."""
        reports.filter(settled_at=None).update(settled_at=clock.now())


@admin.register(Objective)
class ObjectiveAdmin(admin.ModelAdmin):
    """Objectives and their weights."""

    list_display = ("code", "title", "weight")


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """The official terms."""

    list_display = ("key", "objective", "number")
    list_filter = ("objective",)


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    """Sections of the book."""

    list_display = ("code", "title", "first_page", "last_page")


@admin.register(Heading)
class HeadingAdmin(admin.ModelAdmin):
    """Headings of the book."""

    list_display = ("code", "title", "first_page", "last_page")
    list_filter = ("section",)


@admin.register(Learner)
class LearnerAdmin(admin.ModelAdmin):
    """Learners' settings, for the host who is asked for help."""

    list_display = ("user", "exam_date", "time_zone", "language")
    readonly_fields = ("user", "days_off")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Learner | None = None) -> bool:
        """Settings go with their account alone: an account without them cannot be opened."""
        page = request.resolver_match
        is_of_account = page is not None and (page.url_name or "").startswith("cards_user_")
        return is_of_account and super().has_delete_permission(request, obj)
