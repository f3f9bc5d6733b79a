"""What the worker does: each task loads by id, calls one function and reports; the names are stored and public."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.documents.planning import BUSY_SECONDS, later
from zocdoc_sync.documents.removing import remove_due
from zocdoc_sync.documents.uploading import upload
from zocdoc_sync.enums import Channel, OperationState, SyncReason
from zocdoc_sync.errors import CredentialsRejected, TokenRefused, ZocdocError
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.jobs.pruning import prune
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Appointment, Connection, DayVersion, Document, OperationLog, PublishRun
from zocdoc_sync.operations.errors import Busy
from zocdoc_sync.operations.queueing import send_planned
from zocdoc_sync.operations.settling import settle
from zocdoc_sync.sync import appointments, directory, one, patients, plans
from zocdoc_sync.sync import sweep as sweeping
from zocdoc_sync.sync.in_use import in_use, is_in_use
from zocdoc_sync.sync.runs import ALREADY_RUNNING
from zocdoc_sync.timeslots.errors import DayNotRead
from zocdoc_sync.timeslots.publishing.working import work
from zocdoc_sync.timeslots.verifying import verify

Payload = dict[str, Any]
TOKEN_AGAIN_SECONDS = 30
TIMESLOTS_AGAIN_SECONDS = 60
PLANS_AGAIN_SECONDS = 20


def run_job(job_id: int) -> None:
    """Run a job row by its id: what the queue calls."""
    run(job_id, now=timezone.now())


def canary() -> None:
    """Do nothing: that it came through the whole cluster is a sign of life."""


def sync_appointments(payload: Payload, context: JobContext) -> None:
    """Poll one connection's appointments."""
    connection = _connection(payload)
    if is_in_use(connection):
        appointments.sync_appointments(connection, reason=SyncReason(payload["reason"]), now=context.now)


def sweep(payload: Payload, context: JobContext) -> None:
    """Compare one connection's mirror with Zocdoc and repair it."""
    connection = _connection(payload)
    if is_in_use(connection):
        sweeping.sweep(connection, now=context.now)


def sync_directory(payload: Payload, context: JobContext) -> None:
    """Read one connection's directory."""
    connection = _connection(payload)
    if is_in_use(connection):
        directory.sync_directory(connection, reason=SyncReason.SCHEDULE, now=context.now)


def sync_plans(payload: Payload, context: JobContext) -> None:
    """Read the insurance plans of one state."""
    connection = _connection(payload)
    if not is_in_use(connection):
        return
    run = plans.sync_plans(connection, payload["state"], reason=SyncReason.ASKED, now=context.now)
    if run.error_code == ALREADY_RUNNING:
        raise Postpone(PLANS_AGAIN_SECONDS, "The plans of another state are being read at the moment.")


def read_participant(payload: Payload, context: JobContext) -> None:
    """Read the patient of one appointment."""
    patients.read_due_patient(_appointment(payload), now=context.now)


def refresh_appointment(payload: Payload, context: JobContext) -> None:
    """Read one appointment again."""
    appointment = _appointment(payload)
    connection = appointment.connection
    if not is_in_use(connection):
        return
    try:
        one.refresh_appointment(connection, appointment.zocdoc_id, channel=Channel.READ_BACK, now=context.now)
    except CredentialsRejected as error:
        note_failure(connection, error, now=context.now)


def send_operation(payload: Payload, context: JobContext) -> None:
    """Send an operation that was planned."""
    send_planned(_operation(payload), now=context.now)


def settle_operation(payload: Payload, context: JobContext) -> None:
    """Find out what became of a write whose answer was lost."""
    log = _operation(payload)
    if log.state in {OperationState.SENDING, OperationState.UNKNOWN}:
        settle(log, now=context.now)


def verify_timeslots(payload: Payload, context: JobContext) -> None:
    """See whether Zocdoc shows a day that was put."""
    version = _day_version(payload)
    try:
        again = verify(version, now=context.now)
    except DayNotRead as error:
        raise Postpone(TIMESLOTS_AGAIN_SECONDS, error.sentence) from None
    if again is not None:
        raise Postpone((again - context.now).total_seconds(), "Zocdoc does not show the published day yet.")


def publish_timeslots(payload: Payload, context: JobContext) -> None:
    """Work on a publishing run for a while; the clock plans the next slice."""
    run = PublishRun.objects.select_related("connection", "actor").filter(pk=payload["run_id"]).first()
    if run is None:
        raise GiveUp("gone", "The publishing run does not exist any more.")
    work(run, now=context.now, still_ours=context.still_ours)


def refresh_token(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Renew a connection's token before it ends; one that is refused has marked its connection already."""
    try:
        ConnectionTokens(_connection(payload)).token()
    except TokenRefused:
        return
    except ZocdocError as error:
        raise Postpone(TOKEN_AGAIN_SECONDS, error.sentence) from None


def upload_document(payload: Payload, context: JobContext) -> None:
    """Upload a kept document, or find out whether Zocdoc has one."""
    document = _document(payload)
    try:
        again = later(upload(document, now=context.now))
    except Busy as error:
        raise Postpone(BUSY_SECONDS, error.sentence) from None
    if again is not None:
        raise again


def remove_documents(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Remove the contents of documents that are no longer needed."""
    remove_due(context.now)


def prune_history(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Remove history that nobody needs any more."""
    prune(context.now)


def plan_sweeps(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Plan the sweep of every connection in use."""
    _plan_for_each("sync.sweep", "sweep", context.now)


def plan_directories(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Plan the reading of every used connection's directory."""
    _plan_for_each("sync.directory", "directory", context.now)


def plan_due_refreshes(now: datetime) -> int:
    """Plan the renewal of tokens at 80 % of their life, and return how many."""
    due = in_use().filter(token__refresh_at__lte=now)
    for connection in due:
        _plan("connection.refresh_token", "token", connection, now)
    return len(due)


def _plan_for_each(kind: str, subject: str, now: datetime) -> None:
    for connection in in_use():
        _plan(kind, subject, connection, now)


def _plan(kind: str, subject: str, connection: Connection, now: datetime) -> None:
    plan(kind, {"connection_id": connection.pk}, now=now, key=f"{subject}:{connection.pk}", connection=connection)


def _connection(payload: Payload) -> Connection:
    found: Connection | None = Connection.objects.filter(pk=payload["connection_id"]).first()
    if found is None:
        raise GiveUp("gone", "The connection does not exist any more.")
    return found


def _appointment(payload: Payload) -> Appointment:
    rows = Appointment.objects.select_related("connection")
    found: Appointment | None = rows.filter(pk=payload["appointment_id"]).first()
    if found is None:
        raise GiveUp("gone", "The appointment does not exist any more.")
    return found


def _operation(payload: Payload) -> OperationLog:
    rows = OperationLog.objects.select_related("connection", "appointment")
    found: OperationLog | None = rows.filter(pk=payload["operation_id"]).first()
    if found is None:
        raise GiveUp("gone", "The operation does not exist any more.")
    return found


def _document(payload: Payload) -> Document:
    rows = Document.objects.select_related("connection", "appointment__connection", "operation")
    found: Document | None = rows.filter(pk=payload["document_id"]).first()
    if found is None:
        raise GiveUp("gone", "The document does not exist any more.")
    return found


def _day_version(payload: Payload) -> DayVersion:
    rows = DayVersion.objects.select_related("day__provider__connection")
    found: DayVersion | None = rows.filter(pk=payload["version_id"]).first()
    if found is None:
        raise GiveUp("gone", "The version of the day does not exist any more.")
    return found
