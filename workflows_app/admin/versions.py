"""The versions of a workflow: what each says, what differs between two of them, and back to an old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from workflows_app.admin.states import may_build
from workflows_app.admin.switching import builder_of, purpose
from workflows_app.exchange.definition import Definition, definition_of
from workflows_app.exchange.differences import differences, title
from workflows_app.exchange.drafts import Outdated, drop_draft, revert
from workflows_app.exchange.words import filter_words, trigger_words
from workflows_app.models import Workflow, WorkflowVersion
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of

TEMPLATE = "console/workflows/versions.html"
SHOWN = 100


@dataclass(frozen=True)
class VersionShown:
    """One version in the list; `changes` is what it changed against the one before it."""

    row: WorkflowVersion
    role: str
    made: str
    activated: str
    trigger: str
    only_if: str
    steps: Sequence[str]
    changes: Sequence[str]


def history(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions, newest first, and the difference between two that are named (GET)."""
    workflow: Workflow = visible_or_404(admin, request, pk)
    rows = list(workflow.versions.select_related("created_by")[:SHOWN])
    said = {row.number: definition_of(workflow, row) for row in rows}
    context: dict[str, Any] = {
        "workflow": workflow,
        "original": workflow,
        "versions": [_shown(workflow, row, said, before) for row, before in zip(rows, [*rows[1:], None], strict=True)],
        "numbers": list(said),
        "may_build": may_build(request.user),
        "form_token": issue(request, purpose(workflow)),
        "has_draft": workflow.draft is not None and workflow.active is not None,
        **_compared(request, said),
    }
    return page(request, admin, TEMPLATE, f"Versions of {workflow.name}", **context)


def _shown(
    workflow: Workflow, row: WorkflowVersion, said: dict[int, Definition], before: WorkflowVersion | None
) -> VersionShown:
    definition = said[row.number]
    roles = {workflow.active_id: "Active", workflow.draft_id: "Draft"}
    return VersionShown(
        row=row,
        role=roles.get(row.pk, ""),
        made=console_time(row.created_at),
        activated=console_time(row.activated_at),
        trigger=trigger_words(definition.trigger, definition.trigger_options),
        only_if=filter_words(definition.filter),
        steps=[title(one) for one in definition.every_step()],
        changes=differences(said[before.number], definition) if before else [],
    )


def _compared(request: HttpRequest, said: dict[int, Definition]) -> dict[str, Any]:
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    numbers = [int(one) for one in chosen if one.isdigit() and int(one) in said]
    if len(numbers) < 2:
        newest = sorted(said)[-2:]
        return {"first": newest[0] if newest else None, "second": newest[-1] if newest else None, "compared": None}
    first, second = numbers
    return {"first": first, "second": second, "compared": differences(said[first], said[second])}


def revert_to(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Make an old version the draft again (POST); what runs stays as it is."""
    workflow, refused = _asked(admin, request, pk)
    if workflow is None:
        return refused
    number = request.POST.get("number", "")
    version = workflow.versions.filter(number=int(number) if number.isdigit() else 0).first()
    if version is None:
        raise Http404
    try:
        draft = revert(workflow, version, request.user)  # type: ignore[arg-type]  # signed in
    except Outdated as outdated:
        return say_and_go(request, builder_of(workflow), str(outdated), ok=False)
    _record(request, workflow, "workflow.reverted")
    told = f"Version {version.number} is the draft again, as version {draft.number}. Activate it to let it run."
    return say_and_go(request, builder_of(workflow), told, ok=True)


def drop(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away changes that were never activated (POST)."""
    workflow, refused = _asked(admin, request, pk)
    if workflow is None:
        return refused
    if not drop_draft(workflow):
        return say_and_go(request, builder_of(workflow), "There are no changes to throw away.", ok=False)
    _record(request, workflow, "workflow.draft_dropped")
    return say_and_go(request, builder_of(workflow), "The changes are gone: this is what runs.", ok=True)


def _asked(
    admin: ConsoleModelAdmin, request: HttpRequest, pk: int
) -> tuple[Workflow, HttpResponse] | tuple[None, HttpResponse]:
    """Return the workflow that a person may change by this form, else what answers the request."""
    if request.method != "POST":
        return None, HttpResponseNotAllowed(["POST"])
    workflow: Workflow = visible_or_404(admin, request, pk)
    if not may_build(request.user):
        raise PermissionDenied
    try:
        key_of(request, purpose(workflow))
    except StaleForm as stale:
        return None, say_and_go(request, builder_of(workflow), str(stale), ok=False)
    return workflow, HttpResponse()


def _record(request: HttpRequest, workflow: Workflow, action: str) -> None:
    subject = f"workflow {workflow.pk}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=workflow.connection)
