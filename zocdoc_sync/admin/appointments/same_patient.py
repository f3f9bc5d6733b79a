"""The other appointments of an appointment's patient, found without reading anybody's name in the database."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from zocdoc_sync.admin.appointments.columns import status_badge
from zocdoc_sync.admin.appointments.patients import may_see_patients, patient_of
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.encryption.blind import blind_candidates
from zocdoc_sync.models import Appointment
from zocdoc_sync.models.patient_words import INDEXED

# Name and date of birth together say who it is; a phone number is a family's.
SAME = ("full_name", "birth_date")
# More of them than anybody has: what lies beyond is found by searching.
MOST = 200


@dataclass(frozen=True)
class Neighbour:
    """Another appointment of the same patient, as a line with a link."""

    which: str
    when: str
    reason: str
    status: SafeString
    link: str


@dataclass(frozen=True)
class OfPatient:
    """The appointments right before and after one, and how many there are of the patient in all."""

    neighbours: list[Neighbour]
    count: int


def of_same_patient(request: HttpRequest, appointment: Appointment) -> OfPatient | None:
    """Return the patient's previous and next appointment; None where the person may not see who it is."""
    patient = patient_of(appointment) if may_see_patients(request.user) else None
    words = {column: INDEXED[column](patient) for column in SAME} if patient else {}
    if appointment.start_time is None or not words or not all(words.values()):
        return None
    same: dict[str, Any] = {
        f"participant__{column}_index__in": blind_candidates(column, word) for column, word in words.items()
    }
    rows = visible_rows(Appointment.objects.filter(connection=appointment.connection_id, **same), request.user)
    found = list(
        rows.filter(start_time__isnull=False)
        .select_related("location", "visit_reason")
        .defer("payload")
        .order_by("start_time", "pk")[:MOST]
    )
    keys = [row.pk for row in found]
    if appointment.pk not in keys:
        return None
    place = keys.index(appointment.pk)
    around = [
        ("Previous", found[place - 1] if place else None),
        ("Next", found[place + 1] if found[place + 1 :] else None),
    ]
    return OfPatient([_line(which, row) for which, row in around if row is not None], len(found))


def _line(which: str, row: Appointment) -> Neighbour:
    return Neighbour(
        which=which,
        when=long_time(row.start_time, zone_of(row)),
        reason=str(row.visit_reason or "—"),
        status=status_badge(row),
        link=reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,)),
    )
