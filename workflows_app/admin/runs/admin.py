"""The list of runs and the page of each."""

from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from workflows_app.admin import appointments
from workflows_app.admin.runs import acting
from workflows_app.admin.runs.showing import steps_of
from workflows_app.admin.states import may_run, run_badge
from workflows_app.admin.switching import builder_of
from workflows_app.enums import RunState
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync import audit
from zocdoc_sync.admin.activity.changes import appointment_link
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, RowFilter, words_filter
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.enums import AppointmentStatus

SPANS = {"hour": timedelta(hours=1), "day": timedelta(hours=24), "week": timedelta(days=7), "month": timedelta(days=30)}
SPAN_WORDS = {"hour": "Last hour", "day": "Last 24 hours", "week": "Last 7 days", "month": "Last 30 days"}


class WorkflowFilter(RowFilter):
    title = "workflow"
    parameter_name = "workflow"
    rows = Workflow
    column = "workflow"

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only("pk", "name")


class SpanFilter(DropdownFilter):
    """Keep the runs that were made in a span of time up to now."""

    title = "made"
    parameter_name = "made"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return list(SPAN_WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        span = SPANS.get(self.value() or "")
        return queryset.filter(created_at__gte=timezone.now() - span) if span else queryset


class WorkflowRunAdmin(ReadOnlyAdmin):
    """Runs are made by what triggers workflows; a person reads them, and cancels or repeats them."""

    empty_sentence = "Nothing has run yet: runs appear here when something triggers an active workflow."
    list_display = ("made", "flow", "shown_state", "of", "told", "connection")
    list_filter = (words_filter("state", RunState), WorkflowFilter, SpanFilter, ConnectionFilter)
    list_select_related = ("workflow", "appointment")
    search_fields: ClassVar[Any] = ("=appointment__zocdoc_id",)
    search_help_text = "An appointment's whole id"
    ordering = ("-created_at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible runs without what triggered them: that is patient data."""
        rows: QuerySet[Any] = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("data", "appointment__payload")

    def get_urls(self) -> list[URLPattern]:
        """Return the address of a run's buttons before Django's."""
        wrap = self.admin_site.admin_view
        ours = [
            path("<int:pk>/act/<slug:slug>/", wrap(partial(acting.act, self)), name="run_act"),
            path("of/<int:pk>/", wrap(partial(appointments.why, self)), name="appointment_why"),
        ]
        return [*ours, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show a run with its steps; what they read and wrote only to who sees patients, which is recorded."""
        run: WorkflowRun = visible_or_404(self, request, object_id)
        sees = bool(request.user.has_perm("zocdoc_sync.view_participant"))
        if sees:
            subject = f"run {run.pk}"
            audit.record(
                "patient.viewed", request=request, now=timezone.now(), subject=subject, connection=run.connection
            )
        may, opens = may_run(request.user), request.user.has_perm("workflows_app.view_workflow")
        return page(
            request, self, "console/workflows/run.html", f"Run {run.pk}", run=run, run_badge=run_badge(run.state),
            facts=_facts(run, opens=opens), steps=steps_of(run, sees=sees), sees_patients=sees,
            buttons=acting.offered(run) if may else [], form_token=issue(request, acting.purpose(run)) if may else "",
        )  # fmt: skip

    @display(description="Made")
    def made(self, row: WorkflowRun) -> str:
        return console_time(row.created_at)

    @display(description="Workflow")
    def flow(self, row: WorkflowRun) -> str:
        return row.workflow.name

    @display(description="State")
    def shown_state(self, row: WorkflowRun) -> SafeString:
        return run_badge(row.state)

    @display(description="Appointment")
    def of(self, row: WorkflowRun) -> SafeString | str:
        return appointment_link(row.appointment)

    @display(description="What came of it")
    def told(self, row: WorkflowRun) -> str:
        return row.sentence or "—"


def _facts(run: WorkflowRun, *, opens: bool) -> list[tuple[str, Any]]:
    """Return what a run's page says of it, names first."""
    known: list[tuple[str, Any]] = [
        ("Workflow", _link(builder_of(run.workflow), run.workflow.name) if opens else run.workflow.name),
        ("Started by", run.get_trigger_display()),
        ("Appointment", appointment_link(run.appointment)),
        ("It is now", badge(AppointmentStatus, run.appointment.status) if run.appointment else "—"),
        ("Made", console_time(run.created_at)),
        ("Began", console_time(run.started_at)),
        ("Ended", console_time(run.finished_at)),
        ("Late", "Yes" if run.is_late else "No"),
        ("Writes at Zocdoc", run.writes),
        ("Connection", run.connection.name),
    ]
    earlier = [("Repeats", run.replay_of_id), ("Caused by", run.cause_id)]
    return known + [(name, _link(_page(pk), f"run {pk}")) for name, pk in earlier if pk]


def _page(pk: int) -> str:
    return acting.page_of(WorkflowRun(pk=pk))


def _link(address: str, words: str) -> SafeString:
    return format_html('<a class="sd-link" href="{}">{}</a>', address, words)
