"""Where each URL leads."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("cards.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "cards.views.errors.bad_request"
handler403 = "cards.views.errors.forbidden"
handler404 = "cards.views.errors.not_found"
handler500 = "cards.views.errors.server_error"
