"""The list of comparisons, and the addresses of their pages."""

from functools import partial
from typing import Any

from django.contrib.admin import display
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.drift import showing
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.models import DriftRun, DriftState


class DriftRunAdmin(ReadOnlyAdmin):
    """A comparison is made by a job; people start and stop one and look at it."""

    empty_sentence = "Nothing was compared yet: start a comparison from “Timeslot drift”."
    list_display = ("started", "shown_state", "compared", "actor_label", "connection")
    list_filter = (words_filter("state", DriftState), ConnectionFilter)
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the visible comparisons with how far they are."""
        done = Count("providers", filter=Q(providers__read_at__isnull=False))
        return super().get_queryset(request).annotate(done=done, total=Count("providers"))

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("now/", wrap(partial(showing.latest, self)), name="drift_now"),
            path("start/", wrap(partial(showing.begin, self)), name="drift_start"),
            path("<int:pk>/stop/", wrap(partial(showing.end, self)), name="drift_stop"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show one comparison on a page of our own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return showing.show(self, request, object_id)

    @display(description="Started")
    def started(self, row: DriftRun) -> str:
        return console_time(row.started_at)

    @display(description="State")
    def shown_state(self, row: DriftRun) -> SafeString:
        return badge(DriftState, row.state)

    @display(description="Providers")
    def compared(self, row: Any) -> str:
        return f"{row.done} of {row.total}"
