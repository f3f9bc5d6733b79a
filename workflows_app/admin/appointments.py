"""What an appointment's page says of workflows: its runs, and why others did not run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from workflows_app.admin.runs.acting import page_of
from workflows_app.admin.states import run_badge
from workflows_app.history.reasons import Answer, Story, other_runs, stories_of
from workflows_app.models import Remark, WorkflowRun
from workflows_app.recipes.table import CHECKED_IN
from workflows_app.steps.remarking import tag_by_hand, untag
from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.timeline import differences
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Appointment, Change

SEES = "workflows_app.view_workflowrun"
TAGS = "zocdoc_sync.perform_updateappointmentstatus"
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


def tags_panel(request: HttpRequest, appointment: Appointment, now: datetime) -> SafeString | str:  # noqa: ARG001 (one signature for all panels)
    """Return the box with an appointment's tags, with a form for those who may set its status."""
    tags = sorted(set(Remark.objects.filter(appointment=appointment).exclude(tag="").values_list("tag", flat=True)))
    may = request.user.has_perm(TAGS)
    if not (tags or may):
        return ""
    context = {"tags": tags, "may_tag": may, "usual": CHECKED_IN, "address": _tag_address(appointment)}
    token = issue(request, _purpose(appointment)) if may else ""
    return render_to_string("console/workflows/tags.html", {**context, "form_token": token}, request=request)


def tag(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 (the signature of pages)
    """Add a tag to a visible appointment, or take one off (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(TAGS):
        raise PermissionDenied
    appointment = _visible(request, pk)
    back = reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,)) + "#tags"
    try:
        key_of(request, _purpose(appointment))
        ok, told, action = _tagged(request, appointment)
    except (StaleForm, ValueError) as wrong:
        return say_and_go(request, back, str(wrong), ok=False)
    subject = f"appointment {appointment.zocdoc_id}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=appointment.connection)
    return say_and_go(request, back, told, ok=ok)


def _tagged(request: HttpRequest, appointment: Appointment) -> tuple[bool, str, str]:
    word = request.POST.get("off", "")
    if word:
        done = untag(appointment, word)
        return done, f"The tag “{word}” is taken off." if done else "It has no such tag any more.", "tag.removed"
    by = request.user.get_username()
    kept = tag_by_hand(appointment, request.POST.get("tag", ""), by=by, now=timezone.now())
    return True, f"The tag “{kept}” is added.", "tag.added"


def _purpose(appointment: Appointment) -> str:
    return f"tag:{appointment.pk}"


def _tag_address(appointment: Appointment) -> str:
    return reverse("admin:appointment_tag", args=(appointment.pk,))


def _visible(request: HttpRequest, pk: int) -> Appointment:
    joined = ("location", "connection")
    rows = visible_rows(Appointment.objects.all(), request.user).select_related(*joined).defer("payload")
    appointment: Appointment | None = rows.filter(pk=pk).first()
    if appointment is None or not request.user.has_perm("zocdoc_sync.view_appointment"):
        raise Http404
    return appointment


def why(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each workflow made of each change of a visible appointment."""
    if not (request.user.has_perm(SEES) and request.user.has_perm("zocdoc_sync.view_appointment")):
        raise PermissionDenied
    appointment = _visible(request, pk)
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
