"""The one admin site of the console."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from unfold.sites import UnfoldAdminSite


class ConsoleAdminSite(UnfoldAdminSite):
    """Serve the console under /admin/ in the product's own name and look."""

    site_header = "Slotdesk"
    site_title = "Slotdesk"
    index_title = "Today"
    index_template = "console/home.html"
    enable_nav_sidebar = True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses of our own pages before those of the tables."""
        return [
            path("operations/", include("zocdoc_sync.admin.asking.urls")),
            path("availability/", include("zocdoc_sync.admin.availability.urls")),
            path("calendar/", include("zocdoc_sync.admin.calendar.urls")),
            path("find/", include("zocdoc_sync.admin.finding.urls")),
            path("home/", include("zocdoc_sync.admin.home.urls")),
            path("reports/", include("zocdoc_sync.admin.reports.urls")),
            path("help/", include("zocdoc_sync.admin.guide.urls")),
            path("second-step/", include("zocdoc_sync.admin.sign_in.urls")),
            *super().get_urls(),
        ]

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002 (unfold's signature)
        """Refuse unfold's search over tables: it would carry what is searched for in the URL and keep it in a cache."""
        raise Http404

    def app_index(self, *_unused: Any, **_also: Any) -> HttpResponse:
        """Lead to the worklist, which stands in the place of lists of tables."""
        return redirect("admin:index")
