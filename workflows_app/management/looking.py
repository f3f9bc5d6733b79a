"""What the command `workflow` shows: the list, one workflow in words, and a workflow as a file."""

import json
from typing import Any

from workflows_app.exchange.definition import definition_of
from workflows_app.exchange.differences import title
from workflows_app.exchange.files import export
from workflows_app.exchange.words import filter_words, trigger_words
from workflows_app.management.acting import Asked, Told, workflow_named
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.management.choosing import connection_named

RUNS_SHOWN = 5


def all_of_them(asked: Asked) -> Told:
    """Return every workflow with its state, those of one connection when it is named."""
    rows = Workflow.objects.select_related("connection", "active", "draft").order_by("connection__name", "name")
    mine = list(rows.of(connection_named(asked.connection)) if asked.connection else rows)
    data = [_row(one) for one in mine]
    lines = [f"{one['state']:<8} {one['connection']}: {one['name']} ({one['trigger']})" for one in data]
    return Told(data, tuple(lines) or ("There is no workflow yet: make one in the console, or import a file.",))


def one(asked: Asked) -> Told:
    """Return what a workflow says, in words, and its last runs."""
    workflow = workflow_named(asked)
    said = definition_of(workflow)
    only_if = filter_words(said.filter)
    steps = [f"{number}. {title(step)}" for number, step in enumerate(said.steps, start=1)]
    runs = list(WorkflowRun.objects.filter(workflow=workflow).order_by("-created_at", "-pk").defer("data")[:RUNS_SHOWN])
    told = [f"run {run.pk}: {run.get_state_display()}. {run.sentence}".rstrip() for run in runs]
    paused = [f"Paused: {workflow.pause_reason}"] if workflow.pause_reason else []
    lines = [
        f"{workflow.name} ({workflow.get_state_display().lower()}), {workflow.connection.name}",
        *paused,
        *([said.description] if said.description else []),
        f"Starts: {trigger_words(said.trigger, said.trigger_options)}",
        f"Only if: {only_if or 'always'}",
        *(steps or ["No step yet."]),
        *(told or ["It has not run yet."]),
    ]
    data = {**_row(workflow), "definition": said.data(), "runs": [_run(run) for run in runs]}
    return Told(data, tuple(lines))


def exported(asked: Asked) -> Told:
    """Return a workflow as the JSON of its file, for people too."""
    data = export(workflow_named(asked))
    return Told(data, (json.dumps(data, indent=2, ensure_ascii=False),))


def _row(workflow: Workflow) -> dict[str, Any]:
    version = workflow.active or workflow.draft
    return {
        "name": workflow.name,
        "connection": workflow.connection.name,
        "state": workflow.state,
        "trigger": trigger_words(version.trigger, version.trigger_options) if version else "no trigger yet",
        "active_version": workflow.active.number if workflow.active else None,
        "draft_version": workflow.draft.number if workflow.draft else None,
        "activated_at": workflow.activated_at,
        "pause_reason": workflow.pause_reason,
    }


def _run(run: WorkflowRun) -> dict[str, Any]:
    return {"run": run.pk, "state": run.state, "created_at": run.created_at, "sentence": run.sentence}
