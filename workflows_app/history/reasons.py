"""Why a workflow did, or did not, run for what happened to an appointment: read from rows, nothing is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.exchange.words import trigger_words
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from workflows_app.triggers.matching import matches
from zocdoc_sync.enums import ChangeKind
from zocdoc_sync.models import Appointment, Change

MOST_CHANGES, MOST_WORKFLOWS = 20, 100
NOT_LOOKED_AT = "No worker has looked at this change yet: is the worker running?"
NO_LONGER_KEPT = "Its trigger matched. What became of the run is no longer kept."
BOOKING = "It starts when something about an appointment changes, and this is the booking itself."
WAS_OFF = "It was not switched on yet."
LATER = "It was switched on after this had happened."


@dataclass(frozen=True)
class Answer:
    """What one workflow made of a change: its run, or else why there is none."""

    workflow: Workflow
    run: WorkflowRun | None
    reason: str


@dataclass(frozen=True)
class Story:
    """One change of an appointment, and what each workflow of its connection made of it."""

    change: Change
    answers: Sequence[Answer]


def stories_of(appointment: Appointment) -> list[Story]:
    """Return the latest changes of an appointment, newest first, each with every workflow's answer."""
    changes = list(_changes(appointment))
    workflows = list(_workflows(appointment))
    versions = _versions(workflows)
    runs = _runs(changes)
    return [
        Story(change, [_answer(one, change, runs.get((one.pk, change.pk)), versions) for one in workflows])
        for change in changes
    ]


def other_runs(appointment: Appointment) -> list[WorkflowRun]:
    """Return the latest runs of an appointment that no change brought: by its start time, a schedule, or by hand."""
    rows = WorkflowRun.objects.filter(appointment=appointment, change__isnull=True)
    return list(_light(rows)[:MOST_CHANGES])


def _changes(appointment: Appointment) -> Iterable[Change]:
    rows = Change.objects.filter(appointment=appointment).select_related("sync_run", "operation")
    return rows.order_by("-version")[:MOST_CHANGES]


def _workflows(appointment: Appointment) -> Iterable[Workflow]:
    # A recipe that nobody has switched on yet is no answer to why nothing ran.
    rows = Workflow.objects.filter(connection=appointment.connection_id).exclude(~Q(recipe=""), active=None)
    return rows.select_related("active").order_by("name", "pk")[:MOST_WORKFLOWS]


def _versions(workflows: Sequence[Workflow]) -> dict[int, list[WorkflowVersion]]:
    rows = WorkflowVersion.objects.filter(workflow__in=workflows, activated_at__isnull=False).order_by("-activated_at")
    found: dict[int, list[WorkflowVersion]] = {}
    for row in rows:
        found.setdefault(row.workflow_id, []).append(row)
    return found


def _runs(changes: Sequence[Change]) -> dict[tuple[int, int | None], WorkflowRun]:
    # The first run of a change comes last and stays; a repetition of it has a page of its own.
    return {(run.workflow_id, run.change_id): run for run in _light(WorkflowRun.objects.filter(change__in=changes))}


def _light(rows: QuerySet[WorkflowRun]) -> QuerySet[WorkflowRun]:
    light: QuerySet[WorkflowRun] = rows.select_related("workflow").defer("data").order_by("-pk")
    return light


def _answer(
    workflow: Workflow, change: Change, run: WorkflowRun | None, versions: dict[int, list[WorkflowVersion]]
) -> Answer:
    if run is not None:
        return Answer(workflow, run, run.sentence)
    return Answer(workflow, None, _why_not(workflow, change, versions.get(workflow.pk, [])))


def _why_not(workflow: Workflow, change: Change, versions: Sequence[WorkflowVersion]) -> str:
    version = _at(versions, change.observed_at)
    if version is None:
        return WAS_OFF
    unfitting = _unfitting(version, change)
    if unfitting:
        return unfitting
    if workflow.state != WorkflowState.ACTIVE:
        paused = f"It had paused itself: {workflow.pause_reason}" if workflow.pause_reason else ""
        return paused or "It is switched off."
    if workflow.activated_at is not None and workflow.activated_at > change.observed_at:
        return LATER
    return NOT_LOOKED_AT if change.dispatched_at is None else NO_LONGER_KEPT


def _at(versions: Sequence[WorkflowVersion], instant: datetime) -> WorkflowVersion | None:
    """Return the version that was active at an instant; the versions are given newest first."""
    return next((one for one in versions if one.activated_at is not None and one.activated_at <= instant), None)


def _unfitting(version: WorkflowVersion, change: Change) -> str:
    """Return why a change is not what a version waits for, "" when it is."""
    if matches(version, change):
        return ""
    if version.trigger == TriggerKind.UPDATED and ChangeKind.BOOKED in change.kinds:
        return BOOKING
    waits = trigger_words(version.trigger, version.trigger_options)
    kind = str(ChangeKind(change.kind).label).lower()
    return f"It starts by something else. It waits for “{waits}”, and this is “{kind}”."
