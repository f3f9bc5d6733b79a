"""A workflow's state as a badge, and who may do what with workflows."""

from typing import Any

from django.utils.safestring import SafeString

from workflows_app.enums import RunState, WorkflowState
from workflows_app.models import Workflow
from zocdoc_sync.admin.badges import ASK, BAD, OFF, OK, WAIT, marked

STATE_TONES = {WorkflowState.OFF: OFF, WorkflowState.ACTIVE: OK, WorkflowState.PAUSED: BAD}
RUN_TONES = {
    RunState.QUEUED: WAIT,
    RunState.RUNNING: WAIT,
    RunState.RETRYING: WAIT,
    RunState.SETTLING: WAIT,
    RunState.WAITING: WAIT,
    RunState.SUCCEEDED: OK,
    RunState.FILTERED: OFF,
    RunState.FAILED: BAD,
    RunState.PARTLY: BAD,
    RunState.ASKS: ASK,
    RunState.CANCELLED: OFF,
}


def state_badge(workflow: Workflow) -> SafeString:
    """Return the badge of a workflow's state."""
    state = WorkflowState(workflow.state)
    return marked(*STATE_TONES[state], str(state.label))


def run_badge(state: str, words: str = "") -> SafeString:
    """Return the badge of a run's state, with other words when they are given."""
    known = RunState(state)
    return marked(*RUN_TONES[known], words or str(known.label))


def may_build(person: Any) -> bool:
    """Tell whether a person may change workflows."""
    return bool(person.has_perm("workflows_app.change_workflow"))


def may_run(person: Any) -> bool:
    """Tell whether a person may test, start and activate workflows."""
    return bool(person.has_perm("workflows_app.run_workflow"))
