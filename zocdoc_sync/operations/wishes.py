"""What a write wants to be true afterwards, in the mirror's words, and whether it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from zocdoc_sync.enums import AppointmentStatus, StatusToSet
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.spec import Cleaned


def confirmed(_cleaned: Cleaned) -> dict[str, Any]:
    return {"status": AppointmentStatus.CONFIRMED.value}


def cancelled(_cleaned: Cleaned) -> dict[str, Any]:
    return {"status": AppointmentStatus.CANCELLED.value}


def moved(cleaned: Cleaned) -> dict[str, Any]:
    return {"start_time": in_utc(cleaned["start_time"])}


def status_set(cleaned: Cleaned) -> dict[str, Any]:
    if cleaned["appointment_status"] == StatusToSet.ARRIVED:
        # Zocdoc takes it and never tells it: nobody can read it back.
        return {"arrived": True}
    return {"status": cleaned["appointment_status"]}


def booked(cleaned: Cleaned) -> dict[str, Any]:
    return {
        "provider_location_id": cleaned["data.provider_location_id"],
        "start_time": in_utc(cleaned["data.start_time"]),
    }


def day_replaced(cleaned: Cleaned) -> dict[str, Any]:
    return {"provider_id": cleaned["provider_id"], "date": f"{cleaned['date']}", "slots": len(cleaned["timeslots"])}


def plans_mapped(cleaned: Cleaned) -> dict[str, Any]:
    return {"operation": cleaned["operation"], "insurance_plan_ids": cleaned["insurance_plan_ids"]}


def in_utc(moment: datetime) -> str:
    """Return an instant as text in UTC, the same text for the same instant."""
    return moment.astimezone(UTC).isoformat()


def holds(wish: dict[str, Any], appointment: Appointment) -> bool | None:
    """Tell whether an appointment is as wished; None when it cannot be read from an appointment."""
    seen = {
        "status": appointment.status,
        "start_time": in_utc(appointment.start_time) if appointment.start_time else None,
    }
    if not wish or set(wish) - set(seen):
        return None
    return all(seen[name] == value for name, value in wish.items())


def brings(wish: dict[str, Any], fields: Mapping[str, Any]) -> bool:
    """Tell whether a change with these fields, each [before, after], is the one that made a wish come true."""
    after = {name: _comparable(name, pair[1]) for name, pair in fields.items()}
    return bool(wish) and all(after.get(name) == value for name, value in wish.items())


def _comparable(name: str, value: Any) -> Any:
    """Return a value as a wish writes it: Zocdoc's times carry the offset of their place."""
    try:
        return in_utc(datetime.fromisoformat(value)) if name == "start_time" and value else value
    except ValueError:
        return value
