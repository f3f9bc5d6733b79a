"""Clinics with rows, and people with roles, for the tests of the console's pages."""

import itertools
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from zocdoc_sync.enums import AppointmentStatus, ChangeKind, Channel, ConnectionState, Environment, OperationState
from zocdoc_sync.models import (
    Appointment,
    Change,
    Connection,
    DriftRun,
    InsuranceRun,
    Location,
    OperationLog,
    Participant,
    PlaceInsurance,
    Provider,
    ProviderLocation,
    VisitReason,
    WantedPlans,
)

PASSWORD = "a-long-demo-password"
SECRET = "the-planted-client-secret"
_numbers = itertools.count(1)


def connection_named(name, **more):
    return Connection.objects.create(
        **{
            "name": name,
            "environment": Environment.LOCAL,
            "client_id": "demo-clinic",
            "client_secret": SECRET,
            "state": ConnectionState.READY,
            "last_good_poll_at": timezone.now(),
            **more,
        }
    )


def person(role, *connections, username=""):
    made = User.objects.create_user(
        username or role.lower().replace(" ", "-"),
        password=PASSWORD,
        is_staff=True,
        is_superuser=role == "superuser",
    )
    if role != "superuser":
        made.groups.add(Group.objects.get(name=role))
    for connection in connections:
        connection.members.add(made)
    return made


def appointment(connection, *, first="Ana", last="Lopez", patient=True, **more):
    number = next(_numbers)
    now = timezone.now()
    provider, _ = Provider.objects.get_or_create(
        connection=connection, zocdoc_id="pr_one", defaults={"name": "Dr. Mae Jung"}
    )
    location, _ = Location.objects.get_or_create(
        connection=connection,
        zocdoc_id="lo_one",
        defaults={"name": "Riverbend Downtown", "time_zone": "America/New_York"},
    )
    place, _ = ProviderLocation.objects.get_or_create(
        connection=connection, zocdoc_id="pr_one|lo_one", defaults={"provider": provider, "location": location}
    )
    reason, _ = VisitReason.objects.get_or_create(
        connection=connection, zocdoc_id="pc_reason", defaults={"name": "Annual physical"}
    )
    start = more.pop("start_time", now + timedelta(hours=3))
    row = Appointment.objects.create(
        **{
            "connection": connection,
            "zocdoc_id": f"00000000-0000-4000-8000-{number:012d}",
            "status": AppointmentStatus.PENDING_BOOKING,
            "start_time": start,
            "local_date": timezone.localdate(start) if start else None,
            "created_time": now - timedelta(hours=2),
            "last_modified_time": now - timedelta(hours=2),
            "provider": provider,
            "location": location,
            "provider_location": place,
            "visit_reason": reason,
            "patient_type": "existing",
            "payload": {"appointment_id": f"apt-{number}", "notes": f"note of {first} {last}"},
            "seen_at": now,
            **more,
        }
    )
    if patient:
        add_patient(row, first=first, last=last)
    return row


def add_patient(row, *, first, last, phone="2125550147", email="ana@patients.example", born="1990-04-01"):
    made = Participant(
        connection=row.connection,
        appointment=row,
        first_name=first,
        last_name=last,
        birth_date=born,
        phone=phone,
        email=email,
        member_id="XYZ-900-1",
        read_at=timezone.now(),
    )
    made.reindex()
    made.save(force_insert=True)
    return made


def operation(row, *, state=OperationState.CONFIRMED, **more):
    return OperationLog.objects.create(
        **{
            "connection": row.connection,
            "operation": "confirmAppointment",
            "key": f"test-{next(_numbers)}",
            "state": state,
            "actor_label": "frontdesk",
            "appointment": row,
            "target": row.zocdoc_id,
            "planned_at": timezone.now(),
            **more,
        }
    )


def change(row, **more):
    return Change.objects.create(
        **{
            "connection": row.connection,
            "appointment": row,
            "version": next(_numbers),
            "kind": ChangeKind.CONFIRMED,
            "kinds": [ChangeKind.CONFIRMED],
            "fields": {"status": ["pending_booking", "confirmed"]},
            "channel": Channel.POLL,
            "observed_at": timezone.now(),
            **more,
        }
    )


def insurance(clinic, number):
    """Make one row of every kind about accepted insurance and drift."""
    now = timezone.now()
    place = ProviderLocation.objects.get(connection=clinic, zocdoc_id=f"pr_{number}|lo_{number}")
    PlaceInsurance.objects.create(connection=clinic, place=place, read_at=now)
    InsuranceRun.objects.create(connection=clinic, key=f"run-{clinic.pk}-{number}", title="A file", made_at=now)
    WantedPlans.objects.create(connection=clinic, name=f"List {number}", plan_ids=["ip_1"], made_at=now)
    DriftRun.objects.create(
        connection=clinic, key=f"drift-{clinic.pk}-{number}", state="done", first=now.date(), started_at=now
    )
    return place


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
