"""The patient of a run: from the mirror where it is fresh, else from Zocdoc."""

from datetime import datetime

from workflows_app.models import WorkflowVersion
from workflows_app.values.fields import IN_NETWORK
from workflows_app.values.scope import Data, paths_of_version, patient_data
from zocdoc_sync.errors import NotFound
from zocdoc_sync.models import Appointment, Participant
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.participants import read_participant

MAPPINGS = "getProviderLocationInsuranceMappings"


def patient_of(version: WorkflowVersion, appointment: Appointment, actor: Actor, now: datetime) -> Data:
    """Return what a version may read of an appointment's patient; raise ZocdocError and OperationError."""
    participant = _participant(appointment, now)
    data = patient_data(participant)
    if IN_NETWORK in paths_of_version(version):
        data["in_network"] = _in_network(data["insurance"]["plan_id"], appointment, actor, now)
    return data


def _participant(appointment: Appointment, now: datetime) -> Participant | None:
    known: Participant | None = Participant.objects.filter(appointment=appointment).first()
    if known is not None and appointment.patient_due_at is None:
        return known
    try:
        return read_participant(appointment, now=now) or known
    except NotFound:
        return known


def _in_network(plan: str | None, appointment: Appointment, actor: Actor, now: datetime) -> bool | None:
    """Tell whether the provider location takes the patient's plan, as Zocdoc says now; None where nobody can tell."""
    if not plan or appointment.provider_location is None:
        return None
    fields = {"provider_location_id": appointment.provider_location.zocdoc_id}
    outcome = perform(MAPPINGS, appointment.connection, fields, actor=actor, now=now)
    if not outcome.ok or outcome.answer is None:
        return None
    data = outcome.answer.data if isinstance(outcome.answer.data, dict) else {}
    taken = {one.get("insurance_plan_id") for one in data.get("insurance_plan_mappings") or [] if isinstance(one, dict)}
    return plan in taken
