"""The audit: who saw and did what."""

from django.contrib.admin import display

from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.filters import ConnectionFilter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.models import AccessEvent


class AccessEventAdmin(ExportedAdmin):
    """The audit is append-only: its page shows it and changes nothing."""

    empty_sentence = (
        "Nothing fits: choose another connection. Who signs in, sees patients or acts is written here by itself."
    )
    list_display = ("when", "actor_label", "action", "subject", "address", "connection")
    list_filter = (ConnectionFilter,)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("when", "actor_label", "action", "subject", "address", "connection")
    readonly_fields = fields

    def words_for(self, row: AccessEvent) -> str:
        return f"{row.action}, {console_time(row.at)}"

    @display(description="When")
    def when(self, row: AccessEvent) -> str:
        return console_time(row.at)
