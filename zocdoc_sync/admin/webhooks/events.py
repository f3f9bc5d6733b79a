"""The list of what Zocdoc delivered."""

from typing import Any

from django.contrib.admin import display
from django.db.models import F
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zocdoc_sync.admin.activity.mirrored import mirrored_link, with_appointment
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.models import WebhookEvent, WebhookState


class WebhookEventAdmin(ReadOnlyAdmin):
    """A delivery is written by the receiver and read by the worker."""

    empty_sentence = "Nothing was delivered yet. A connection's page leads to its address for Zocdoc and to its keys."
    list_display = ("received", "shown_appointment", "said", "shown_state", "took", "connection")
    list_filter = (words_filter("state", WebhookState), ConnectionFilter)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "received",
        "shown_appointment",
        "zocdoc_id",
        "said",
        "modified",
        "shown_state",
        "attempts",
        "took",
        "connection",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the visible rows, each with the key of its mirrored appointment."""
        return with_appointment(super().get_queryset(request), F("zocdoc_id"))

    def words_for(self, row: WebhookEvent) -> str:
        return console_time(row.received_at)

    @display(description="Received")
    def received(self, row: WebhookEvent) -> str:
        return console_time(row.received_at)

    @display(description="Appointment")
    def shown_appointment(self, row: Any) -> str | SafeString:
        return mirrored_link(row) or "Not read yet"

    @display(description="Zocdoc said")
    def said(self, row: WebhookEvent) -> str:
        return row.update_type.capitalize() or "—"

    @display(description="Modified at Zocdoc")
    def modified(self, row: WebhookEvent) -> str:
        return console_time(row.told_at)

    @display(description="State")
    def shown_state(self, row: WebhookEvent) -> SafeString:
        return badge(WebhookState, row.state)

    @display(description="Took")
    def took(self, row: WebhookEvent) -> str:
        return "—" if row.handled_at is None else f"{(row.handled_at - row.received_at).total_seconds():.1f} s"
