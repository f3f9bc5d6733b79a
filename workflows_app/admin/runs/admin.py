"""The list of runs and the page of each."""

from functools import partial
from typing import Any, ClassVar, cast

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflows_app.admin import appointments, notes, tags
from workflows_app.admin.runs import acting, bulk, previewing, summaries
from workflows_app.admin.runs.filters import DAYS, FILTERS, STATE
from workflows_app.admin.runs.showing import steps_of
from workflows_app.admin.states import may_run, run_badge
from workflows_app.admin.switching import builder_of
from workflows_app.enums import RunState
from workflows_app.history.finding import COUNTED, counted, found
from workflows_app.models import WorkflowRun
from zocdoc_sync import audit
from zocdoc_sync.admin.activity.changes import JOINS, WHOLE_ANSWERS, appointment_link
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import AppointmentStatus


class WorkflowRunAdmin(ReadOnlyAdmin):
    """Runs are made by what triggers workflows; a person reads them, and cancels or repeats them."""

    empty_sentence = "Nothing has run yet: runs appear here when something triggers an active workflow."
    list_display = ("made", "flow", "shown_state", "of", "told", "connection")
    list_filter = FILTERS
    list_before_template = "console/workflows/counts.html"
    list_disable_select_all = False
    actions = bulk.ACTIONS
    list_select_related = ("workflow", *JOINS)
    search_fields: ClassVar[Any] = ("=appointment__zocdoc_id",)
    search_help_text = "An appointment's whole id, or words of what came of the newest 5,000 runs and their steps"
    ordering = ("-created_at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible runs without what triggered them: that is patient data."""
        rows: QuerySet[Any] = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("data", *WHOLE_ANSWERS)

    def get_urls(self) -> list[URLPattern]:
        """Return the address of a run's buttons before Django's."""
        wrap = self.admin_site.admin_view
        ours = [
            path("<int:pk>/preview/<slug:slug>/", wrap(partial(previewing.preview_one, self)), name="run_preview"),
            path("<int:pk>/act/<slug:slug>/", wrap(partial(acting.act, self)), name="run_act"),
            path("many/<slug:slug>/", wrap(partial(bulk.act_on_many, self)), name="runs_act"),
            path("many/<slug:slug>/<slug:nonce>/", wrap(partial(summaries.summary, self)), name="runs_done"),
            path("tag/<int:pk>/", wrap(partial(tags.tag, self)), name="appointment_tag"),
            path("of/<int:pk>/", wrap(partial(appointments.why, self)), name="appointment_why"),
            path("note/<int:pk>/", wrap(partial(notes.note, self)), name="appointment_note"),
        ]
        return [*ours, *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        """Return what can be done with many runs, to people who may run workflows."""
        mine = {one.__name__ for one in bulk.ACTIONS} if may_run(request.user) else set()
        return {name: entry for name, entry in super().get_actions(request).items() if name in mine}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Return the run of an appointment's whole id, else those with these words."""
        exact, doubled = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()[:200]
        return (exact, doubled) if not term or exact.exists() else (found(queryset, term), False)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the two ends of a range of days as well."""
        return lookup in DAYS or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list under the number of runs in each state, whichever state it is narrowed to."""
        answer: Any = super().changelist_view(request, extra_context)
        shown = getattr(answer, "context_data", None) or {}
        if "cl" in shown:
            shown |= _counts(request, shown["cl"])
        return cast("HttpResponse", answer)

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
            buttons=acting.offered(run) if may else [],
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


def _counts(request: HttpRequest, shown: Any) -> dict[str, Any]:
    """Return the chips above the list: a state, how many runs are in it, and the list of those."""
    name = STATE.parameter_name
    numbers = counted(shown.get_queryset(request, exclude_parameters=[name]))
    chosen = request.GET.get(name, "")
    total = sum(numbers.values())
    known = [state for state in RunState if state in numbers or state == chosen]
    chips = [
        (run_badge(state), numbers.get(state, 0), shown.get_query_string({name: state}, ["p"]), state == chosen)
        for state in known
    ]
    everything = ("All", total, shown.get_query_string(remove=[name, "p"]), not chosen)
    return {"counts": [everything, *chips], "counts_are_cut": f"{COUNTED:,}" if total == COUNTED else ""}


def _facts(run: WorkflowRun, *, opens: bool) -> list[tuple[str, Any]]:
    """Return what a run's page says of it, names first."""
    known: list[tuple[str, Any]] = [
        ("Workflow", _link(builder_of(run.workflow), run.workflow.name) if opens else run.workflow.name),
        ("Started by", run.get_trigger_display()),
        ("Appointment", appointment_link(run.appointment)),
        ("Its Zocdoc id", run.appointment.zocdoc_id if run.appointment else "—"),
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
