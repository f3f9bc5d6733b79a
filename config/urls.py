"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

handler500 = "config.error_pages.server_error"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}slotdesk/icon.svg")),
    path("admin/", admin.site.urls),
    path("", include("zocdoc_sync.urls")),
]
