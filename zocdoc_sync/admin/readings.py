"""Readings of Zocdoc that people ask for on a page: the button that plans one, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import JobState, SyncState, SyncWhat
from zocdoc_sync.models import Connection, Job, SyncRun
from zocdoc_sync.sync.in_use import is_in_use

SHOWN = 5


@dataclass(frozen=True)
class Kind:
    """One kind of reading: its job, its runs, what its rows are called, and the names of its parts."""

    job: str
    what: SyncWhat
    rows: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def title(self, part: str, connection: Connection | None) -> str:
        """Return how people call a reading: its part and its connection."""
        return ", ".join(filter(None, [self.parts.get(part, part), str(connection)]))


@dataclass(frozen=True)
class Reading:
    """A reading in the reader's words; `goes_on` while it waits or runs."""

    title: str
    badge: SafeString
    told: str
    goes_on: bool


def readings(request: HttpRequest, kind: Kind) -> list[Reading]:
    """Return the readings that wait, and how the last ones went, of those that this person may see."""
    connections = Connection.objects.visible_to(request.user)
    waiting = Job.objects.filter(kind=kind.job, state=JobState.WAITING, connection__in=connections.values("pk"))
    runs = SyncRun.objects.visible_to(request.user).filter(what=kind.what)
    return [
        *(_waiting(kind, job) for job in waiting.select_related("connection").order_by("pk")[:SHOWN]),
        *(_told(kind, run) for run in runs.select_related("connection")[:SHOWN]),
    ]


def chosen_connection(request: HttpRequest) -> Connection:
    """Return the connection that a posted form names; raise ValidationError when nothing can be read through it."""
    chosen = request.POST.get("connection", "")
    visible = Connection.objects.visible_to(request.user)
    found: Connection | None = visible.filter(pk=chosen).first() if chosen.isdigit() else None
    if found is None:
        raise ValidationError("Choose a connection.")
    if not is_in_use(found):
        raise ValidationError("Nothing is read: the connection is switched off or needs reconnecting.")
    return found


def _waiting(kind: Kind, job: Job) -> Reading:
    told = job.error_sentence or "It begins as soon as the worker is free."
    title = kind.title(job.payload.get("state", ""), job.connection)
    return Reading(title, badge(JobState, job.state), told, goes_on=True)


def _told(kind: Kind, run: SyncRun) -> Reading:
    going_on = run.state == SyncState.RUNNING
    count = f"{run.rows_seen:,} {kind.rows}{' so far' if going_on else ''}"
    told = f"{count}, {run.rows_created:,} new, {console_time(run.started_at)}. {run.error_sentence}"
    return Reading(kind.title(run.part, run.connection), badge(SyncState, run.state), told.strip(), going_on)
