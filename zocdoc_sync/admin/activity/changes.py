"""The list of observed differences."""

from typing import Any

from django.contrib.admin import display
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.appointments.crumb import words_for
from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models import Appointment, Change

# What an appointment's words are made of.
JOINS = ("appointment__provider", "appointment__location")
# Its answers are long, and nobody reads them in a list.
WHOLE_ANSWERS = ("appointment__payload", "appointment__provider__payload", "appointment__location__payload")


def appointment_link(appointment: Appointment | None) -> SafeString | str:
    """Return a link to an appointment's page, named by its time and provider."""
    if appointment is None:
        return "—"
    address = reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,))
    return format_html('<a class="sd-link" href="{}">{}</a>', address, words_for(appointment))


class ChangeAdmin(ExportedAdmin):
    """Differences are observed by the sync; nobody writes them by hand."""

    empty_sentence = "Nothing has changed yet: changes appear here as polls see them."
    list_display = ("seen", "kind", "of", "changed", "channel", "connection")
    list_filter = (words_filter("kind", ChangeKind), words_filter("channel", Channel), ConnectionFilter)
    list_select_related = JOINS
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "seen",
        "kind",
        "of",
        "appointment_id_at_zocdoc",
        "version",
        "changed",
        "channel",
        "connection",
        "at_zocdoc",
        "sync_run",
    )
    readonly_fields = fields

    def get_queryset(self, request: Any) -> Any:
        """Return the visible changes without the appointments' whole answers."""
        return super().get_queryset(request).select_related(*JOINS).defer(*WHOLE_ANSWERS)

    def words_for(self, row: Change) -> str:
        return f"{row.get_kind_display()}: {words_for(row.appointment)}"

    @display(description="Seen")
    def seen(self, row: Change) -> str:
        return console_time(row.observed_at)

    @display(description="Appointment")
    def of(self, row: Change) -> SafeString | str:
        return appointment_link(row.appointment)

    @display(description="Appointment's Zocdoc id")
    def appointment_id_at_zocdoc(self, row: Change) -> str:
        return row.appointment.zocdoc_id

    @display(description="Changed")
    def changed(self, row: Change) -> str:
        return ", ".join(name.replace("_", " ").removesuffix(" id") for name in row.fields) or "—"

    @display(description="Changed at Zocdoc")
    def at_zocdoc(self, row: Change) -> str:
        return console_time(row.modified_time)
