"""What a person does with a run: cancel it, let it go on from its failed step, run it again whole."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from workflows_app.admin.states import may_run
from workflows_app.engine import planning
from workflows_app.enums import CLAIMABLE, FINAL, RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, key_of

# What asks a person may have happened: it is settled before it is run again.
SETTLED = tuple(state for state in FINAL if state != RunState.ASKS)
MOVED_ON = "Nothing was done: the run has moved on since the page was opened."


@dataclass(frozen=True)
class RunButton:
    """A button of a run's page: what it does, and the states in which it is offered."""

    slug: str
    verb: str
    says: str
    states: tuple[RunState, ...]
    act: Callable[[HttpRequest, WorkflowRun, str], tuple[WorkflowRun | None, str]]


def purpose(run: WorkflowRun) -> str:
    """Return what the tokens of a run's buttons are made for."""
    return f"run:{run.pk}"


def offered(run: WorkflowRun) -> list[RunButton]:
    """Return what can be done with a run as it stands."""
    return [button for button in BUTTONS.values() if run.state in button.states]


def page_of(run: WorkflowRun) -> str:
    """Return the address of a run's page."""
    return reverse("admin:workflows_app_workflowrun_change", args=(run.pk,))


def run_of_button(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, slug: str) -> WorkflowRun:
    """Return the visible run that a button is for; raise Http404, or PermissionDenied to who may not run workflows."""
    if slug not in BUTTONS:
        raise Http404
    run: WorkflowRun = visible_or_404(admin, request, pk)
    if not may_run(request.user):
        raise PermissionDenied
    return run


def act(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Do with a visible run what a button says (POST), once for a form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    run = run_of_button(admin, request, pk, slug)
    try:
        key = key_of(request, purpose(run))
    except StaleForm as stale:
        return say_and_go(request, page_of(run), str(stale), ok=False)
    if run not in admin.get_queryset(request).filter(state__in=BUTTONS[slug].states):
        return say_and_go(request, page_of(run), MOVED_ON, ok=False)
    return _done(request, run, BUTTONS[slug], key)


def _done(request: HttpRequest, run: WorkflowRun, button: RunButton, key: str) -> HttpResponse:
    shown, told = button.act(request, run, key)
    if shown is None:
        return say_and_go(request, page_of(run), MOVED_ON, ok=False)
    action, subject = f"run.{button.slug}", f"run {run.pk}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=run.connection)
    return say_and_go(request, page_of(shown), told, ok=True)


def _cancel(request: HttpRequest, run: WorkflowRun, _key: str) -> tuple[WorkflowRun | None, str]:
    done = planning.cancel(run, request.user, timezone.now())  # type: ignore[arg-type]  # signed in
    return (run if done else None), "The run is cancelled: what it had done stays done."


def _retry(_request: HttpRequest, run: WorkflowRun, _key: str) -> tuple[WorkflowRun | None, str]:
    return (run if planning.retry(run, timezone.now()) else None), "The run goes on from its failed step."


def _replay(_request: HttpRequest, run: WorkflowRun, key: str) -> tuple[WorkflowRun | None, str]:
    again = planning.replay(run, now=timezone.now(), key=key)
    return again, f"Run {again.pk} does it again from the start: this is its page."


BUTTONS = {
    one.slug: one
    for one in (
        RunButton("cancel", "Cancel", "Ends it before its next step; what it had done stays done.", CLAIMABLE, _cancel),
        RunButton("retry", "Go on from the failed step", "What was done is not done again.", planning.AGAIN, _retry),
        RunButton("replay", "Run again", "From the start, for the appointment as it is now.", SETTLED, _replay),
    )
}  # fmt: skip
