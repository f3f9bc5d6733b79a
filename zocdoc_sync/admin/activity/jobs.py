"""The worker's jobs: what waits, what runs, what gave up and may be tried again."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin, ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.kinds import JobKind
from zocdoc_sync.models import Job

LIST = "admin:zocdoc_sync_job_changelist"
# Who mends connections restarts what gave up on them.
RETRY_PERMISSION = "zocdoc_sync.change_connection"


class JobAdmin(ReadOnlyAdmin):
    """Jobs are planned by the console itself; a person may only start one anew that gave up."""

    empty_sentence = "No job yet: jobs appear when a connection is active."
    list_display = ("due", "shown_kind", "shown_state", "tries", "error_sentence", "connection")
    list_filter = (words_filter("state", JobState), ConnectionFilter)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    change_form_outer_before_template = "console/job_retry.html"
    fields = (
        "shown_kind", "shown_state", "due", "tries", "created", "started", "finished", "error_code", "error_sentence",
        "connection",
    )  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        """Return the address that starts a job anew, before Django's."""
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/retry/", wrap(partial(retry, self)), name="job_retry"), *super().get_urls()]

    def words_for(self, row: Job) -> str:
        return f"{self.shown_kind(row)}, {console_time(row.due_at)}"

    @display(description="Kind")
    def shown_kind(self, row: Job) -> str:
        known: JobKind | None = settings.JOB_KINDS.get(row.kind)
        return known.label if known else row.kind

    @display(description="Due")
    def due(self, row: Job) -> str:
        return console_time(row.due_at)

    @display(description="Created")
    def created(self, row: Job) -> str:
        return console_time(row.created_at)

    @display(description="Started")
    def started(self, row: Job) -> str:
        return console_time(row.started_at)

    @display(description="Finished")
    def finished(self, row: Job) -> str:
        return console_time(row.finished_at)

    @display(description="Tries")
    def tries(self, row: Job) -> str:
        return f"{row.attempts} of {row.max_attempts}"

    @display(description="State")
    def shown_state(self, row: Job) -> SafeString:
        return badge(JobState, row.state)


def retry(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Start a job anew that gave up (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row: Job = visible_or_404(admin, request, pk)
    if not request.user.has_perm(RETRY_PERMISSION):
        raise PermissionDenied
    now = timezone.now()
    sentence = start_anew(row, now=now)
    audit.record("job.retried", request=request, now=now, subject=f"job {row.pk}", connection=row.connection)
    return say_and_go(request, LIST, sentence or "The worker tries it again now.", ok=not sentence)


def start_anew(job: Job, *, now: datetime) -> str:
    """Let a parked job run again from its first attempt; return why not, "" when it will."""
    fresh = {"state": JobState.WAITING, "attempts": 0, "due_at": now, "queued_at": None, "finished_at": None}
    try:
        with transaction.atomic():
            started = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(**fresh)
    except IntegrityError:
        return "The same work is planned already."
    return "" if started else "It has not given up: there is nothing to try again."
