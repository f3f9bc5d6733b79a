"""Rows for tests: each function makes one with believable values, and takes any field by its name."""

import itertools
from datetime import UTC, datetime, timedelta

from zocdoc_sync.enums import Channel, ConnectionState, Environment, SyncReason, SyncState, SyncWhat
from zocdoc_sync.models import (
    Appointment,
    Change,
    Connection,
    Document,
    Facility,
    InsurancePlan,
    Location,
    OperationLog,
    Participant,
    Practice,
    Provider,
    ProviderLocation,
    Specialty,
    SyncCursor,
    SyncRun,
    VisitReason,
)
from zocdoc_sync.models.insurance import marked

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
_NUMBERS = itertools.count(1)


def connection(**fields):
    number = next(_NUMBERS)
    values = {
        "name": f"Clinic {number}",
        "environment": Environment.LOCAL,
        "client_id": f"client-{number}",
        "client_secret": "invented-secret",
        "state": ConnectionState.READY,
    }
    return Connection.objects.create(**values | fields)


def sandbox_connection(url, **fields):
    """Return a connection to a running stand-in."""
    values = {
        "environment": Environment.CUSTOM,
        "client_id": "demo-clinic",
        "client_secret": "demo-secret",
        "api_url": url,
        "token_url": f"{url}/oauth/token",
        "authorize_url": f"{url}/authorize",
        "audience": f"{url}/",
    }
    return connection(**values | fields)


def raw_appointment(zocdoc_id=None, **fields):
    """Return an appointment as Zocdoc tells it; times may be datetimes."""
    values = {
        "appointment_id": zocdoc_id or f"00000000-0000-4000-8000-{next(_NUMBERS):012d}",
        "appointment_status": "pending_booking",
        "start_time": NOW + timedelta(days=3),
        "created_time_utc": NOW - timedelta(hours=1),
        "last_modified_time_utc": NOW - timedelta(hours=1),
        "provider_location_id": "pr_river|lo_bend",
        "practice_id": "pt_clinic",
        "visit_reason_id": "pc_checkup",
        "visit_type": "in_person",
        "patient_type": "new",
        "confirmation_type": "manual",
        "is_provider_resource": False,
        "source": "Zocdoc Marketplace",
        "developer_patient_id": None,
        "notes": None,
        "cancellation_reason": None,
    } | fields
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _entry(model, prefix):
    def make(connection=None, **fields):
        owner = connection or globals()["connection"]()
        number = next(_NUMBERS)
        values = {"zocdoc_id": f"{prefix}_{number}", "name": f"{model.__name__} {number}"}
        return model.objects.create(connection=owner, **values | fields)

    return make


practice = _entry(Practice, "pt")
provider = _entry(Provider, "pr")
location = _entry(Location, "lo")
visit_reason = _entry(VisitReason, "pc")
specialty = _entry(Specialty, "sp")


def facility(connection=None, **fields):
    owner = connection or globals()["connection"]()
    number = next(_NUMBERS)
    values = {"zocdoc_id": f"00000000-0000-4000-9000-{number:012d}", "name": f"Facility {number}"}
    return Facility.objects.create(connection=owner, **values | fields)


def insurance_plan(connection=None, **fields):
    owner = connection or globals()["connection"]()
    number = next(_NUMBERS)
    values = {
        "zocdoc_id": f"ip_{number}",
        "name": f"Plan {number}",
        "carrier_zocdoc_id": "ic_101",
        "carrier_name": "Aldermoor Health",
        "status": "active",
        "network_type": "ppo",
        "program_type": "commercial",
        "care_categories": marked(["health"]),
        "states": marked(["NY"]),
        "detailed_at": NOW,
    }
    return InsurancePlan.objects.create(connection=owner, **values | fields)


def provider_location(connection=None, **fields):
    owner = connection or globals()["connection"]()
    who = fields.pop("provider", None) or provider(owner)
    where = fields.pop("location", None) or location(owner, time_zone="America/New_York")
    values = {"zocdoc_id": f"{who.zocdoc_id}|{where.zocdoc_id}", "provider": who, "location": where}
    return ProviderLocation.objects.create(connection=owner, **values | fields)


def appointment(connection=None, **fields):
    owner = connection or globals()["connection"]()
    start = fields.get("start_time", NOW + timedelta(days=3))
    values = {
        "zocdoc_id": f"00000000-0000-4000-8000-{next(_NUMBERS):012d}",
        "status": "pending_booking",
        "start_time": start,
        "start_offset_minutes": -300,
        "local_date": (start - timedelta(hours=5)).date() if start else None,
        "created_time": NOW - timedelta(hours=1),
        "last_modified_time": NOW - timedelta(hours=1),
        "visit_type": "in_person",
        "patient_type": "new",
        "digest": "0" * 32,
        "seen_at": NOW,
    } | fields
    values.setdefault(
        "payload",
        raw_appointment(
            values["zocdoc_id"],
            appointment_status=values["status"],
            start_time=start,
            last_modified_time_utc=values["last_modified_time"],
        ),
    )
    return Appointment.objects.create(connection=owner, **values)


def participant(appointment=None, **fields):
    of = appointment or globals()["appointment"]()
    values = {
        "first_name": "Ada",
        "last_name": "Example",
        "birth_date": "1980-02-29",
        "phone": "2125550123",
        "email": "ada@patients.example",
        "member_id": "MEM-000123",
        "payload": {"patient": {"first_name": "Ada", "last_name": "Example"}},
        "read_at": NOW,
    } | fields
    made = Participant(connection_id=of.connection_id, appointment=of, **values)
    made.reindex()
    made.save(force_insert=True)
    return made


def change(appointment=None, **fields):
    of = appointment or globals()["appointment"]()
    values = {"version": of.version, "kind": "booked", "kinds": ["booked"], "channel": Channel.POLL, "observed_at": NOW}
    return Change.objects.create(connection_id=of.connection_id, appointment=of, **values | fields)


def operation_log(appointment=None, **fields):
    owner = fields.pop("connection", None) or (appointment or globals()["appointment"]()).connection
    values = {
        "operation": "confirmAppointment",
        "key": f"key-{next(_NUMBERS)}",
        "actor_label": "front desk",
        "planned_at": NOW,
    }
    return OperationLog.objects.create(connection=owner, appointment=appointment, **values | fields)


def document(appointment=None, **fields):
    of = appointment or globals()["appointment"]()
    values = {
        "attachment_type": "pcp_patient_referral",
        "name": "referral.pdf",
        "size": 3,
        "content_type": "application/pdf",
        "added_by_label": "front desk",
        "added_at": NOW,
    }
    return Document.objects.create(connection_id=of.connection_id, appointment=of, **values | fields)


def sync_run(connection=None, **fields):
    owner = connection or globals()["connection"]()
    values = {
        "what": SyncWhat.APPOINTMENTS,
        "reason": SyncReason.SCHEDULE,
        "state": SyncState.DONE,
        "started_at": NOW,
        "finished_at": NOW + timedelta(seconds=1),
    }
    return SyncRun.objects.create(connection=owner, **values | fields)


def sync_cursor(connection=None, **fields):
    owner = connection or globals()["connection"]()
    values = {"what": SyncWhat.APPOINTMENTS, "position": NOW, "seeded_at": NOW, "updated_at": NOW}
    return SyncCursor.objects.create(connection=owner, **values | fields)
