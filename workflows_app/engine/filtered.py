"""The rows of runs that a filter stopped: mostly very many, so they are written by one statement, without objects."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflows_app.engine.occasions import Filtered, Occasion
from workflows_app.enums import RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.sync.mirror.plain_values import instant_writer
from zocdoc_sync.sync.mirror.writing import insert_rows

COLUMNS = (
    "connection_id", "workflow_id", "version_id", "sentence",
    "trigger", "trigger_key", "change_id", "appointment_id", "cause_id", "is_late", "depth",
    "state", "due_at", "created_at", "finished_at", "position", "writes", "held_by", "rescues", "fence", "error_code",
)  # fmt: skip


def save_filtered(stopped: Sequence[Filtered], now: datetime) -> None:
    """Write the runs that ended before they began; what is there already stays as it is."""
    instant = instant_writer()(now)
    common = (RunState.FILTERED.value, instant, instant, instant, "", 0, "", 0, 0, "")
    rows = [(*_whose(one), *_what(one.occasion), *common) for one in stopped]
    if rows:
        insert_rows(WorkflowRun, COLUMNS, rows, "ON CONFLICT DO NOTHING")


def _whose(one: Filtered) -> tuple[Any, ...]:
    workflow = one.listener.workflow
    return workflow.connection_id, workflow.pk, one.listener.version.pk, one.why


def _what(occasion: Occasion) -> tuple[Any, ...]:
    return (
        occasion.trigger.value,
        occasion.key,
        occasion.change.pk if occasion.change else None,
        occasion.appointment.pk if occasion.appointment else None,
        occasion.cause.pk if occasion.cause else None,
        occasion.late,
        occasion.depth,
    )
