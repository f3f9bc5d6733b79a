"""The list of what Zocdoc delivered."""

from typing import Any

from django.contrib.admin import display
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zocdoc_sync.admin.activity.changes import appointment_link
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.models import Appointment, Location, Provider, WebhookEvent, WebhookState

# What an appointment is named by, and where it stands: one answer of the database for a page, not one a row.
MIRRORED = {
    "mirrored": "pk",
    "starts": "start_time",
    "offset": "start_offset_minutes",
    "who": "provider__name",
    "zone": "location__time_zone",
}


def _appointment_of(row: Any) -> Appointment:
    return Appointment(
        pk=row.mirrored,
        start_time=row.starts,
        start_offset_minutes=row.offset,
        provider=Provider(name=row.who) if row.who else None,
        location=Location(time_zone=row.zone) if row.zone else None,
    )


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
        mirrored = Appointment.objects.filter(connection=OuterRef("connection"), zocdoc_id=OuterRef("zocdoc_id"))
        parts = {name: Subquery(mirrored.order_by().values(of)[:1]) for name, of in MIRRORED.items()}
        return super().get_queryset(request).annotate(**parts)

    def words_for(self, row: WebhookEvent) -> str:
        return console_time(row.received_at)

    @display(description="Received")
    def received(self, row: WebhookEvent) -> str:
        return console_time(row.received_at)

    @display(description="Appointment")
    def shown_appointment(self, row: Any) -> str | SafeString:
        return "Not read yet" if row.mirrored is None else appointment_link(_appointment_of(row))

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
