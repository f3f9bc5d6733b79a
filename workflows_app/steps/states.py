"""Writes that can never fit: after a step, an appointment is in no state any more that a later one needs."""

from collections.abc import Iterator, Sequence

from workflows_app.models import Step
from workflows_app.steps.operations import DEFAULTS, PREFIX
from workflows_app.steps.spec import Problem
from zocdoc_sync.enums import AppointmentStatus as Status
from zocdoc_sync.operations.catalogue import CATALOGUE

# What an appointment can be after an operation went well.
AFTER: dict[str, frozenset[str]] = {
    "confirmAppointment": frozenset({Status.CONFIRMED}),
    "cancelAppointment": frozenset({Status.CANCELLED}),
    "rescheduleAppointment": frozenset({Status.RESCHEDULED, Status.PENDING_RESCHEDULE, Status.CONFIRMED}),
}


def impossible_writes(steps: Sequence[Step]) -> Iterator[tuple[str, Problem]]:
    """Yield a problem for each write on the trigger's appointment that an earlier step has made impossible."""
    could_be: frozenset[str] | None = None
    earlier = ""
    for step in steps:
        spec = CATALOGUE.get(step.kind.removeprefix(PREFIX)) if step.kind.startswith(PREFIX) else None
        if spec is None or not spec.changes_appointment or step.parent_id is not None or not is_trigger_s(step):
            continue
        if could_be is not None and spec.allowed_statuses is not None and not could_be & spec.allowed_statuses:
            told = f"After the step {earlier} the appointment can no longer be in a state that allows this."
            yield step.key, Problem("", told)
        if spec.code in AFTER:
            could_be, earlier = AFTER[spec.code], step.key


def is_trigger_s(step: Step) -> bool:
    """Tell whether a step acts on the appointment of the trigger, however its template is spaced."""
    typed = str((step.config or {}).get("appointment_id") or "")
    return typed.replace(" ", "") == DEFAULTS["appointment_id"].replace(" ", "")
