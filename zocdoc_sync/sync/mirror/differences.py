"""What differs between two versions of an appointment, and what kind of change that is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from zocdoc_sync.enums import AppointmentStatus as Status
from zocdoc_sync.enums import ChangeKind as Kind

KIND_OF_STATUS = {
    Status.CONFIRMED.value: Kind.CONFIRMED,
    Status.RESCHEDULED.value: Kind.MOVED,
    Status.CANCELLED.value: Kind.CANCELLED,
    Status.NO_SHOW.value: Kind.NO_SHOW,
    Status.BOOKING_FAILED.value: Kind.FAILED,
    Status.RESCHEDULE_FAILED.value: Kind.FAILED,
}
# The first of them that applies leads: it is what a person wants to be told.
PRECEDENCE = (Kind.BOOKED, Kind.CANCELLED, Kind.FAILED, Kind.NO_SHOW, Kind.MOVED, Kind.CONFIRMED, Kind.DETAILS)
# Zocdoc's fields whose values may be shown; of any other field, known or new, only the name is kept.
SHOWN = {
    "appointment_status": "status",
    "start_time": "start_time",
    "created_time_utc": "created_time",
    "last_modified_time_utc": "last_modified_time",
    "provider_location_id": "provider_location_id",
    "practice_id": "practice_id",
    "visit_reason_id": "visit_reason_id",
    "visit_type": "visit_type",
    "patient_type": "patient_type",
    "confirmation_type": "confirmation_type",
    "is_provider_resource": "is_provider_resource",
    "source": "source",
}
HIDDEN = [None, None]
Fields = dict[str, list[Any]]


def differing_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Fields:
    """Return each field that differs with [before, after]; with two nulls where the values are not to be shown."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return {
        SHOWN.get(name, name): [before.get(name), after.get(name)] if name in SHOWN else HIDDEN[:] for name in names
    }


def kinds_of_first_sight(status: str) -> list[Kind]:
    """Return the kinds for an appointment that was not known: booked, and what has become of it since."""
    return _in_order({Kind.BOOKED, KIND_OF_STATUS.get(status, Kind.BOOKED)})


def kinds_of_change(
    status_before: str, status_after: str, start_before: datetime | None, start_after: datetime | None
) -> list[Kind]:
    """Return all kinds that apply, the leading one first; `details` when there is no other.

    A start time that was or is unknown did not move: Zocdoc sends nulls now and then.
    """
    kinds = set()
    if status_after != status_before and status_after in KIND_OF_STATUS:
        kinds.add(KIND_OF_STATUS[status_after])
    if start_before and start_after and start_before != start_after:
        kinds.add(Kind.MOVED)
    return _in_order(kinds or {Kind.DETAILS})


def _in_order(kinds: Collection[Kind]) -> list[Kind]:
    return [kind for kind in PRECEDENCE if kind in kinds]
