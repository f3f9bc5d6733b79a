"""Switching workflows on and off with one click."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflows_app.admin.states import may_run
from workflows_app.engine.activating import CannotActivate, activate, deactivate
from workflows_app.enums import WorkflowState
from workflows_app.models import Workflow
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, key_of

LIST_FORM = "switch-form"
SWITCHING = "workflow:switch"
LIST = "admin:workflows_app_workflow_changelist"


def purpose(workflow: Workflow) -> str:
    """Return what the tokens of a workflow's buttons are made for."""
    return f"workflow:{workflow.pk}"


def builder_of(workflow: Workflow) -> str:
    """Return the address of a workflow's builder."""
    return reverse("admin:workflows_app_workflow_change", args=(workflow.pk,))


def button(row: Workflow) -> SafeString:
    """Return the button of a row of the list; what has a draft is looked at before it runs.

    The list stands in one form, so the button names another one.
    """
    if row.state != WorkflowState.ACTIVE and (row.active_id is None or row.draft_id is not None):
        return format_html('<a class="sd-link" href="{}">Finish and activate</a>', builder_of(row))
    word = "Deactivate" if row.state == WorkflowState.ACTIVE else "Activate"
    return format_html(
        '<button class="sd-button sd-button--small" type="submit" form="{}" formaction="{}" name="to" value="{}" '
        'aria-label="{} {}">{}</button>',
        LIST_FORM, reverse("admin:workflow_switch", args=(row.pk,)), word.lower(), word, row.name, word,
    )  # fmt: skip


def switch(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a visible workflow on or off, as `to` says (POST); the list's token is made for all of them."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    workflow: Workflow = visible_or_404(admin, request, pk)
    if not may_run(request.user):
        raise PermissionDenied
    back = builder_of(workflow) if request.POST.get("then") == "builder" else reverse(LIST)
    try:
        key_of(request, SWITCHING)
    except StaleForm as stale:
        return say_and_go(request, back, str(stale), ok=False)
    return _on(request, workflow, back) if request.POST.get("to") == "activate" else _off(request, workflow, back)


def _on(request: HttpRequest, workflow: Workflow, back: str) -> HttpResponse:
    try:
        activate(workflow, request.user, timezone.now())  # type: ignore[arg-type]  # signed in
    except CannotActivate as refused:
        return say_and_go(request, back, f"{workflow.name} was not activated. {' '.join(refused.sentences)}", ok=False)
    _record(request, workflow, "workflow.activated")
    return say_and_go(request, back, f"{workflow.name} is active: from now on it runs by itself.", ok=True)


def _off(request: HttpRequest, workflow: Workflow, back: str) -> HttpResponse:
    deactivate(workflow)
    _record(request, workflow, "workflow.deactivated")
    told = f"{workflow.name} is off: nothing starts it any more. Runs that had begun go on to their end."
    return say_and_go(request, back, told, ok=True)


def _record(request: HttpRequest, workflow: Workflow, action: str) -> None:
    subject = f"workflow {workflow.pk}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=workflow.connection)
