"""Before a run is cancelled or repeated: what that would do as things stand. For many, they are grouped by outcome."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from workflows_app.admin.runs.acting import BUTTONS, RunButton, page_of, purpose, run_of_button
from workflows_app.admin.states import may_run
from workflows_app.history.previews import Preview, previews_of
from workflows_app.models import WorkflowRun
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.performing import perform

LIST = "admin:workflows_app_workflowrun_changelist"
TEMPLATE = "console/workflows/preview.html"
MOST, SHOWN = 5_000, 20
TOO_MANY = f"At most {MOST:,} runs at once: narrow the list by a filter first."


@dataclass(frozen=True)
class Group:
    """Runs of which the same would become: what that is, how many they are, and the first of them."""

    workflow: str
    sentences: Sequence[str]
    barred: bool
    number: int
    first: Sequence[tuple[int, str]]


def many_purpose(slug: str) -> str:
    """Return what the token of a bulk's form is made for."""
    return f"runs:{slug}"


def preview_one(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Read a run's appointment from Zocdoc just now (POST), and show what a button would do; it does nothing yet."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    run = run_of_button(admin, request, pk, slug)
    fault = _read(request, run, timezone.now())
    context: dict[str, Any] = {
        "address": reverse("admin:run_act", args=(run.pk, slug)),
        "back": page_of(run),
        "form_token": issue(request, purpose(run)),
        "fault": fault,
        "is_fresh": run.appointment is not None and not fault,
    }
    return _page(admin, request, [visible_or_404(admin, request, pk)], BUTTONS[slug], context)


def preview_many(
    admin: ConsoleModelAdmin, request: HttpRequest, rows: QuerySet[WorkflowRun], slug: str
) -> HttpResponse:
    """Show what would become of the selected runs, by the mirror as it is; it does nothing yet."""
    if not may_run(request.user):
        raise PermissionDenied
    runs = list(rows[: MOST + 1])
    if not runs or len(runs) > MOST:
        return say_and_go(request, LIST, TOO_MANY if runs else "Select at least one run.", ok=False)
    context: dict[str, Any] = {
        "address": reverse("admin:runs_act", args=(slug,)),
        "back": reverse(LIST),
        "form_token": issue(request, many_purpose(slug)),
        "is_many": True,
    }
    return _page(admin, request, runs, BUTTONS[slug], context)


def _page(
    admin: ConsoleModelAdmin,
    request: HttpRequest,
    runs: Sequence[WorkflowRun],
    button: RunButton,
    context: dict[str, Any],
) -> HttpResponse:
    previews = previews_of(runs, button.slug, button.states, timezone.now())
    doable = [one.run.pk for one in previews if not one.barred]
    shown: dict[str, Any] = {
        "button": button,
        "groups": _groups(previews),
        "doable": len(doable),
        "left": len(runs) - len(doable),
        "numbers": ",".join(str(pk) for pk in doable),
    }
    what = f"{len(runs):,} runs" if context.get("is_many") else f"run {runs[0].pk}"
    return page(request, admin, TEMPLATE, f"{button.verb}: {what}", **shown, **context)


def _groups(previews: Sequence[Preview]) -> list[Group]:
    """Return the previews by workflow and outcome, the largest group first."""
    found: dict[tuple[str, str, tuple[str, ...]], list[WorkflowRun]] = defaultdict(list)
    for one in previews:
        found[(one.run.workflow.name, one.barred, one.lines)].append(one.run)
    return [
        Group(
            name,
            [barred] if barred else lines,
            bool(barred),
            len(runs),
            [(run.pk, page_of(run)) for run in runs[:SHOWN]],
        )
        for (name, barred, lines), runs in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _read(request: HttpRequest, run: WorkflowRun, now: datetime) -> str:
    """Read the appointment of a run again; return why it could not be, "" when it was or there is none."""
    if run.appointment is None:
        return ""
    seen = console_time(run.appointment.seen_at)
    try:
        outcome = perform(
            "getAppointment",
            run.connection,
            {"appointment_id": run.appointment.zocdoc_id},
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # signed in
            now=now,
        )
    except OperationError as refused:
        return f"{refused.sentence} What follows is how it was seen {seen}."
    return "" if outcome.ok else f"{outcome.sentence} What follows is how it was seen {seen}."
