"""The list of readings of Zocdoc."""

from django.contrib.admin import display
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.request_ids import copied
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import SyncState, SyncWhat
from zocdoc_sync.models import SyncRun


class SyncRunAdmin(ReadOnlyAdmin):
    """A reading is written by the sync."""

    empty_sentence = "Zocdoc has not been read yet. Add a connection, check it and keep the worker running."
    list_display = (
        "started",
        "shown_what",
        "reason",
        "shown_state",
        "rows",
        "took",
        "requests",
        "error_sentence",
        "connection",
    )
    list_filter = (words_filter("state", SyncState), words_filter("what", SyncWhat), ConnectionFilter)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "shown_what", "reason", "shown_state", "started", "took", "requests", "rows", "windows", "ceiling_met",
        "cursor_before", "cursor_after", "error_code", "error_sentence", "shown_request_id", "connection",
    )  # fmt: skip
    readonly_fields = fields

    def words_for(self, row: SyncRun) -> str:
        return f"{self.shown_what(row)}, {console_time(row.started_at)}"

    @display(description="Started")
    def started(self, row: SyncRun) -> str:
        return console_time(row.started_at)

    @display(description="What")
    def shown_what(self, row: SyncRun) -> str:
        return f"{row.get_what_display()} of {row.part}" if row.part else str(row.get_what_display())

    @display(description="Request id")
    def shown_request_id(self, row: SyncRun) -> SafeString | str:
        return copied(row.request_id, bare=True) or "—"

    @display(description="State")
    def shown_state(self, row: SyncRun) -> SafeString:
        return badge(SyncState, row.state)

    @display(description="Rows")
    def rows(self, row: SyncRun) -> str:
        return f"{row.rows_seen:,} seen, {row.rows_created:,} new, {row.rows_changed:,} changed"

    @display(description="Took")
    def took(self, row: SyncRun) -> str:
        if row.finished_at is None:
            return "—"
        return f"{(row.finished_at - row.started_at).total_seconds():.1f} s"
