"""The ledger of operations: what was asked, by whom, and what came of it; a person settles what nobody can read."""

from functools import partial
from typing import Any

from django.contrib.admin import display
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.activity.changes import JOINS, WHOLE_ANSWERS, appointment_link
from zocdoc_sync.admin.appointments.crumb import words_for
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.request_ids import copied
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import Operation, OperationState
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.settling import settle_by_person

ANSWERS = {"happened": True, "did-not": False}
SETTLED = {True: "Noted: it happened.", False: "Noted: it did not happen. It may be done again."}


class OperationLogAdmin(ExportedAdmin):
    """The ledger is written by the operations themselves; a person only answers what it asks."""

    empty_sentence = "Nobody has asked Zocdoc for anything yet: confirm an appointment and it is written here."
    list_display = ("asked", "label", "shown_state", "of", "actor_label", "shown_request_id", "connection")
    list_filter = (words_filter("state", OperationState), words_filter("operation", Operation), ConnectionFilter)
    list_select_related = JOINS
    ordering = ("-planned_at", "-pk")
    sortable_by = ()
    change_form_outer_before_template = "console/operation_asks.html"
    fields = (
        "label", "shown_state", "of", "target", "actor_label", "asked", "sent", "settled", "settled_by", "checks",
        "http_status", "shown_request_id", "error_code", "error_sentence", "connection",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the visible operations without what was sent and answered: that is patient data."""
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("request", "answer", *WHOLE_ANSWERS)

    def words_for(self, row: OperationLog) -> str:
        of = words_for(row.appointment) if row.appointment else console_time(row.planned_at)
        return f"{row.get_operation_display()}: {of}"

    def get_urls(self) -> list[URLPattern]:
        """Return the address where a person settles an outcome, before Django's."""
        wrap = self.admin_site.admin_view
        settling = path("<uuid:pk>/settle/<slug:answer>/", wrap(partial(settle, self)), name="operation_settle")
        return [settling, *super().get_urls()]

    @display(description="Asked")
    def asked(self, row: OperationLog) -> str:
        return console_time(row.planned_at)

    @display(description="Sent")
    def sent(self, row: OperationLog) -> str:
        return console_time(row.sending_at)

    @display(description="Settled")
    def settled(self, row: OperationLog) -> str:
        return console_time(row.settled_at)

    @display(description="Operation")
    def label(self, row: OperationLog) -> str:
        return str(row.get_operation_display())

    @display(description="State")
    def shown_state(self, row: OperationLog) -> SafeString:
        return badge(OperationState, row.state)

    @display(description="Request id")
    def shown_request_id(self, row: OperationLog) -> SafeString | str:
        return copied(row.request_id, bare=True) or "—"

    @display(description="Appointment")
    def of(self, row: OperationLog) -> SafeString | str:
        return appointment_link(row.appointment)


def settle(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any, answer: str) -> HttpResponse:
    """Take a person's word for an outcome that nobody could read (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if answer not in ANSWERS:
        raise Http404
    row: OperationLog = visible_or_404(admin, request, pk)
    page = reverse("admin:zocdoc_sync_operationlog_change", args=(row.pk,))
    happened, now = ANSWERS[answer], timezone.now()
    try:
        settle_by_person(row, happened, Actor.of(request.user), now)  # type: ignore[arg-type]  # signed in
    except OperationError as refused:
        return say_and_go(request, page, refused.sentence, ok=False)
    audit.record(
        f"operation.settled:{answer}",
        request=request,
        now=now,
        subject=f"operation {row.pk}",
        connection=row.connection,
    )
    return say_and_go(request, page, SETTLED[happened], ok=True)
