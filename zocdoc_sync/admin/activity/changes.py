"""The list of observed differences."""

from typing import Any

from django.contrib.admin import display
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models import Appointment, Change


def appointment_link(appointment: Appointment | None) -> SafeString | str:
    """Return a link to an appointment's page, named by its id."""
    if appointment is None:
        return "—"
    address = reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,))
    return format_html('<a class="sd-link" href="{}">{}</a>', address, appointment.zocdoc_id)


class ChangeAdmin(ExportedAdmin):
    """Differences are observed by the sync; nobody writes them by hand."""

    empty_sentence = "Nothing has changed yet: changes appear here as polls see them."
    list_display = ("seen", "kind", "of", "changed", "channel", "connection")
    list_filter = (words_filter("kind", ChangeKind), words_filter("channel", Channel), ConnectionFilter)
    list_select_related = ("appointment",)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("seen", "kind", "of", "version", "changed", "channel", "connection", "at_zocdoc", "sync_run")
    readonly_fields = fields

    def get_queryset(self, request: Any) -> Any:
        """Return the visible changes without the appointments' whole answers."""
        return super().get_queryset(request).select_related(*self.list_select_related).defer("appointment__payload")

    @display(description="Seen")
    def seen(self, row: Change) -> str:
        return console_time(row.observed_at)

    @display(description="Appointment")
    def of(self, row: Change) -> SafeString | str:
        return appointment_link(row.appointment)

    @display(description="Changed")
    def changed(self, row: Change) -> str:
        return ", ".join(name.replace("_", " ").removesuffix(" id") for name in row.fields) or "—"

    @display(description="Changed at Zocdoc")
    def at_zocdoc(self, row: Change) -> str:
        return console_time(row.modified_time)
