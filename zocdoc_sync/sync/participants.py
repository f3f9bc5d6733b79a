"""Read the patient of an appointment, the only place where Zocdoc tells who comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zocdoc_sync.client.records import ParticipantRecord, participant_record
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Operation
from zocdoc_sync.errors import NotFound
from zocdoc_sync.models import Appointment, Participant


def read_participant(appointment: Appointment, *, now: datetime, prompt: bool = False) -> Participant | None:
    """Ask Zocdoc who comes, keep it encrypted with its blind indexes, and return it; `prompt` when a person waits.

    Raises ZocdocError, and ValueError for an answer that names no patient.
    None when Zocdoc does not know the appointment: then it is not asked again by itself. If the appointment changes
    while Zocdoc answers, the patient stays due.
    """
    due = Appointment.objects.values_list("patient_due_at", flat=True).get(pk=appointment.pk)
    fields = {"appointment_id": appointment.zocdoc_id}
    try:
        answer = client_for(appointment.connection, prompt=prompt).call(Operation.GET_PARTICIPANTS.value, fields)
    except NotFound:
        _settle(appointment, due)
        return None
    record = participant_record(answer.data or {})
    with transaction.atomic():
        participant = _keep(appointment, record, now)
        Appointment.objects.filter(pk=appointment.pk).update(patient_read_at=now)
        _settle(appointment, due)
    return participant


def _keep(appointment: Appointment, record: ParticipantRecord, now: datetime) -> Participant:
    participant = Participant(
        connection_id=appointment.connection_id,
        appointment=appointment,
        first_name=record.first_name,
        last_name=record.last_name,
        birth_date=record.date_of_birth,
        phone=record.phone_number,
        email=record.email_address,
        member_id=_member_id(record.insurance),
        read_at=now,
    )
    participant.payload = dict(record.raw)
    participant.reindex()
    Participant.objects.bulk_create(
        [participant],
        update_conflicts=True,
        unique_fields=["appointment"],
        update_fields=[field.name for field in Participant._meta.concrete_fields if not field.primary_key],
    )
    return participant


def _member_id(insurance: Mapping[str, Any] | None) -> str | None:
    number = (insurance or {}).get("insurance_member_id")
    return number if isinstance(number, str) else None


def _settle(appointment: Appointment, due: datetime | None) -> None:
    Appointment.objects.filter(pk=appointment.pk, patient_due_at=due).update(patient_due_at=None)
