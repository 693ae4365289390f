"""Addresses of the product. Names are noun-verb: cards:card-answer."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, reverse_lazy

from cards.views import (
    account,
    detours,
    library,
    mock,
    own_data,
    progress,
    review,
    settings,
    sitting,
    today,
)

app_name = "cards"

day = [
    path("", today.today, name="today"),
    path("review/", review.review, name="review"),
    path("review/card/", review.card_turn, name="card-turn"),
    path("review/answer/", review.card_answer, name="card-answer"),
    path("review/undo/", review.answer_undo, name="answer-undo"),
    path("review/last/", review.card_last, name="card-last"),
    path("review/reread/", detours.card_reread, name="card-reread"),
    path("review/about/", detours.card_about, name="card-about"),
    path("review/report/", detours.card_complain, name="card-complain"),
]

exam = [
    path("mock/", mock.mock, name="mock"),
    path("mock/start/", mock.sitting_start, name="sitting-start"),
    path("mock/exam/", mock.exam_facts, name="exam"),
    path("mock/<uuid:pk>/", sitting.sitting, name="sitting"),
    path("mock/<uuid:pk>/<int:place>/", sitting.question, name="question"),
    path("mock/<uuid:pk>/list/", sitting.sitting_list, name="sitting-list"),
    path("mock/<uuid:pk>/hand-in/", sitting.sitting_hand_in, name="sitting-hand-in"),
    path("mock/<uuid:pk>/abandon/", sitting.sitting_abandon, name="sitting-abandon"),
    path("mock/<uuid:pk>/result/", sitting.sitting_result, name="sitting-result"),
    path("mock/<uuid:pk>/call/", sitting.sitting_call, name="sitting-call"),
]

standing = [
    path("progress/", progress.progress, name="progress"),
    path("progress/pages/", progress.pages_to_reread, name="pages"),
    path("progress/forecasts/", progress.forecasts, name="forecasts"),
    path("progress/day-off/", progress.day_off, name="day-off"),
    path("progress/objective/<str:code>/", progress.objective, name="objective"),
]

shelf = [
    path("library/", library.library, name="library"),
    path("library/section/<slug:code>/", library.section, name="section"),
    path("library/card/<slug:key>/", library.card, name="card"),
    path("library/card/<slug:key>/report/", detours.card_report, name="card-report"),
    path("library/card/<slug:key>/suspend/", detours.card_suspend, name="card-suspend"),
    path("library/card/<slug:key>/resume/", detours.card_resume, name="card-resume"),
    path("library/card/<slug:key>/note/", detours.card_note, name="card-note"),
]

learner = [
    path("settings/", settings.settings, name="settings"),
    path("settings/undo/", settings.settings_undo, name="settings-undo"),
    path("settings/export/", own_data.learner_export, name="learner-export"),
    path("settings/import/", own_data.learner_import, name="learner-import"),
    path("settings/delete/", own_data.account_delete, name="account-delete"),
    path("language/", account.language_set, name="language-set"),
]

accounts = [
    path("sign-in/", account.SignIn.as_view(), name="sign-in"),
    path("sign-in/<str:token>/", account.sign_in_link, name="sign-in-link"),
    path("sign-up/", account.sign_up, name="sign-up"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(
            template_name="account/password_change.html",
            success_url=reverse_lazy("cards:settings"),
        ),
        name="password-change",
    ),
    path(
        "password/forgotten/",
        login_not_required(
            auth.PasswordResetView.as_view(
                template_name="account/password_reset.html",
                email_template_name="account/password_reset_email.txt",
                subject_template_name="account/password_reset_subject.txt",
                success_url=reverse_lazy("cards:password-reset-sent"),
            )
        ),
        name="password-reset",
    ),
    path(
        "password/forgotten/sent/",
        login_not_required(
            auth.PasswordResetDoneView.as_view(template_name="account/password_reset_sent.html")
        ),
        name="password-reset-sent",
    ),
    path(
        "password/new/<uidb64>/<token>/",
        login_not_required(
            auth.PasswordResetConfirmView.as_view(
                template_name="account/password_new.html",
                success_url=reverse_lazy("cards:sign-in"),
            )
        ),
        name="password-new",
    ),
]

urlpatterns = day + exam + standing + shelf + learner + accounts
