"""What templates and conditions can read: what a trigger tells, kept as JSON, and the typed values made of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from workflows_app.models import Remark, WorkflowVersion
from workflows_app.values.fields import INSTANTS, PATIENT
from workflows_app.values.moments import Moment
from workflows_app.values.references import fields_in, paths_in
from zocdoc_sync.models import Appointment, Change, Participant
from zocdoc_sync.models.directory import DEFAULT_VISIT_MINUTES

Data = dict[str, Any]
COLUMNS = ("status", "visit_type", "patient_type", "confirmation_type", "source")
TIMES = ("start_time", "created_time", "last_modified_time", "arrived_at")
SAID = ("notes", "cancellation_reason", "developer_patient_id")
TRIGGER = "trigger."
# The other side of Remark.appointment, which the sync knows nothing of.
REMARKS = "remarks"
REVIVED = tuple(tuple(path.removeprefix(TRIGGER).split(".")) for path in INSTANTS if path.startswith(TRIGGER))


def trigger_data(
    kind: str, appointment: Appointment | None, *, change: Change | None = None, late: bool = False, tag: str = ""
) -> Data:
    """Return what a trigger tells, as JSON can hold it; times are ISO 8601 in the location's zone.

    The patient is not in it: participants are read only for workflows that need them.
    """
    return {
        "kind": str(kind),
        "late": late,
        "tag": tag or None,
        "change": _change(change) if change is not None else None,
        "appointment": _appointment(appointment) if appointment is not None else None,
        "connection": {"name": appointment.connection.name if appointment is not None else ""},
    }


def patient_data(participant: Participant | None, *, in_network: bool | None = None) -> Data:
    """Return what participants tell of a patient; nulls where nothing is known."""
    payload: Mapping[str, Any] = (participant.payload or {}) if participant is not None else {}
    patient = payload.get("patient") or {}
    insurance = patient.get("insurance") or {}
    return {
        "first_name": patient.get("first_name"),
        "last_name": patient.get("last_name"),
        "date_of_birth": patient.get("date_of_birth"),
        "phone": patient.get("phone_number"),
        "email": patient.get("email_address"),
        "in_network": in_network,
        "insurance": {
            "plan_id": insurance.get("insurance_plan_id"),
            "member_id": insurance.get("insurance_member_id"),
            "group_number": insurance.get("insurance_group_number"),
            "is_self_pay": insurance.get("is_self_pay"),
        },
        "payload": dict(payload),
    }


def scope_of(
    data: Mapping[str, Any],
    outputs: Mapping[str, Any] | None = None,
    *,
    workflow: str,
    now: datetime,
    item: Any = None,
) -> Data:
    """Return what templates read; the times that a trigger tells are instants again, in the location's zone."""
    appointment = data.get("appointment") or {}
    zone = _zone((appointment.get("location") or {}).get("time_zone"))
    trigger = _revived(data, zone)
    here = Moment.of(now.astimezone(zone))
    return {"trigger": trigger, "steps": outputs or {}, "item": item, "workflow": {"name": workflow}, "now": here}


def needs_patient(version: WorkflowVersion, *, of: str = "") -> bool:
    """Tell whether a version, or only its filter (`of="filter"`), reads the patient."""
    return any(path == PATIENT or path.startswith(f"{PATIENT}.") for path in paths_of_version(version, of=of))


def paths_of_version(version: WorkflowVersion, *, of: str = "") -> set[str]:
    """Return the paths that a version's filter reads, and unless `of` is "filter", those of its enabled steps."""
    found = fields_in(version.filter)
    if of == "filter":
        return found
    for config in version.steps.filter(is_enabled=True).values_list("config", flat=True):
        found |= paths_in(config)
        for value in config.values():
            found |= fields_in(value)
    return found


def _appointment(row: Appointment) -> Data:
    zone = _zone_of(row)
    minutes = row.visit_reason.minutes if row.visit_reason else DEFAULT_VISIT_MINUTES
    end = row.start_time + timedelta(minutes=minutes) if row.start_time else None
    return {
        "id": row.zocdoc_id,
        **{name: getattr(row, name) for name in COLUMNS},
        **{name: _text(getattr(row, name), zone) for name in TIMES},
        "end_time": _text(end, zone),
        "local_date": row.local_date.isoformat() if row.local_date else None,
        **{name: row.said(name) for name in SAID},
        **_places(row),
        "tags": _tags(row),
        "payload": row.payload or {},
    }


def _tags(row: Appointment) -> list[str]:
    remarks: Iterable[Remark] = getattr(row, REMARKS).all()
    return sorted({remark.tag for remark in remarks if remark.tag})


def _places(row: Appointment) -> Data:
    provider, location, reason = row.provider, row.location, row.visit_reason
    return {
        "provider": {
            "id": provider.zocdoc_id if provider else None,
            "name": provider.name if provider else None,
            "npi": provider.npi if provider else None,
        },
        "location": {
            "id": location.zocdoc_id if location else None,
            **{name: getattr(location, name) if location else None for name in ("name", "city", "state", "time_zone")},
        },
        "provider_location": {"id": row.provider_location.zocdoc_id if row.provider_location else None},
        "practice": {
            "id": row.practice.zocdoc_id if row.practice else None,
            "name": row.practice.name if row.practice else None,
        },
        "visit_reason": {
            "id": reason.zocdoc_id if reason else None,
            "name": reason.name if reason else None,
            "minutes": reason.minutes if reason else DEFAULT_VISIT_MINUTES,
        },
    }


def _change(row: Change) -> Data:
    fields = {name: {"before": pair[0], "after": pair[1]} for name, pair in row.fields.items()}
    return {"kind": row.kind, "kinds": row.kinds, "fields": fields, "observed_at": row.observed_at.isoformat()}


def _revived(data: Mapping[str, Any], zone: tzinfo) -> Data:
    """Return the data with instants where it holds their text; only the objects on the way are copied."""
    trigger = dict(data)
    for *way, name in REVIVED:
        at: Any = trigger
        for part in way:
            inner = at.get(part)
            if not isinstance(inner, Mapping):
                at = {}
                break
            at[part] = at = dict(inner)
        if at.get(name):
            at[name] = Moment.of(datetime.fromisoformat(at[name]).astimezone(zone))
    return trigger


def _text(instant: datetime | None, zone: tzinfo) -> str | None:
    return instant.astimezone(zone).isoformat() if instant is not None else None


def _zone_of(row: Appointment) -> tzinfo:
    return _zone(row.location.time_zone if row.location else None)


def _zone(name: Any) -> tzinfo:
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC
