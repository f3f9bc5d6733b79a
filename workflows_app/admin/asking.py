"""The runs that ask for a person, as lines of the worklist."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from workflows_app.admin.runs.acting import page_of
from workflows_app.enums import RunState, WorkflowState
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.admin.home.asking import Asking, Source
from zocdoc_sync.admin.times import console_time


def active(request: HttpRequest) -> QuerySet[Any]:
    """Return the visible workflows that are switched on."""
    return Workflow.objects.visible_to(request.user).filter(state=WorkflowState.ACTIVE)


def _asking(request: HttpRequest) -> QuerySet[Any]:
    rows = WorkflowRun.objects.visible_to(request.user).filter(state=RunState.ASKS)
    return rows.select_related("workflow").defer("data").order_by("created_at", "pk")


def _line(run: WorkflowRun) -> Asking:
    title = f"{run.workflow.name}: a run needs a person"
    return Asking(f"run-{run.pk}", title, run.sentence, console_time(run.created_at), page_of(run))


def _all() -> str:
    return f"{reverse('admin:workflows_app_workflowrun_changelist')}?state={RunState.ASKS}"


RUNS = Source("workflows_app.view_workflowrun", _asking, _line, _all)
