"""What an appointment's page says of workflows: its runs, and why others did not run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from workflows_app.admin.runs.acting import page_of
from workflows_app.admin.states import run_badge
from workflows_app.history.reasons import Answer, Story, other_runs, stories_of
from workflows_app.models import WorkflowRun
from zocdoc_sync.admin.appointments.timeline import differences
from zocdoc_sync.admin.appointments.visible import visible_appointment
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Appointment, Change

SEES = "workflows_app.view_workflowrun"
SHOWN = 8


@dataclass(frozen=True)
class RunLine:
    """A run as a line: what ran, how it stands, and where its page is."""

    workflow: str
    badge: SafeString
    sentence: str
    at: str
    link: str


@dataclass(frozen=True)
class StoryShown:
    """A change as the page shows it: what differed, who saw it, and what each workflow made of it."""

    title: str
    seen: str
    poll: str
    differences: list[tuple[str, str, str]]
    answers: list[tuple[str, RunLine | None, str]]


def panel(request: HttpRequest, appointment: Appointment, now: datetime) -> SafeString | str:  # noqa: ARG001 (one signature for all panels)
    """Return the box with an appointment's latest runs, "" for a person who may not see runs."""
    if not request.user.has_perm(SEES):
        return ""
    rows = WorkflowRun.objects.filter(appointment=appointment).select_related("workflow").defer("data")
    lines = [_line(run) for run in rows.order_by("-created_at", "-pk")[:SHOWN]]
    address = reverse("admin:appointment_why", args=(appointment.pk,))
    return render_to_string("console/workflows/panel.html", {"runs": lines, "why": address})


def why(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each workflow made of each change of a visible appointment."""
    if not (request.user.has_perm(SEES) and request.user.has_perm("zocdoc_sync.view_appointment")):
        raise PermissionDenied
    appointment = visible_appointment(request, pk)
    context: dict[str, Any] = {
        "appointment": appointment,
        "stories": [_shown(one, appointment) for one in stories_of(appointment)],
        "others": [_line(run) for run in other_runs(appointment)],
        "back": reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,)),
        "first_seen": console_time(appointment.created_time),
    }
    title = f"Workflows of appointment {appointment.zocdoc_id}"
    return page(request, admin, "console/workflows/why.html", title, **context)


def _line(run: WorkflowRun) -> RunLine:
    return RunLine(run.workflow.name, run_badge(run.state), run.sentence, console_time(run.created_at), page_of(run))


def _shown(story: Story, appointment: Appointment) -> StoryShown:
    change = story.change
    return StoryShown(
        title=str(change.get_kind_display()),
        seen=console_time(change.observed_at),
        poll=_poll(change),
        differences=list(differences(change, appointment)),
        answers=[_answer(one) for one in story.answers],
    )


def _answer(answer: Answer) -> tuple[str, RunLine | None, str]:
    return answer.workflow.name, _line(answer.run) if answer.run else None, answer.reason


def _poll(change: Change) -> str:
    """Return who saw a change: a poll with its time, or the operation that brought it."""
    if change.operation is not None:
        return f"It came with “{change.operation.get_operation_display()}” of {change.operation.actor_label}."
    if change.sync_run is None:
        return f"Seen by: {change.get_channel_display()}."
    reason = str(SyncReason(change.sync_run.reason).label)
    return f"Seen by the poll that began {console_time(change.sync_run.started_at)} ({reason.lower()})."
