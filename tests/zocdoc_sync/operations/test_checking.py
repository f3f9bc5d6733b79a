"""The sentence on a button that cannot be pressed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from zocdoc_sync.enums import AppointmentStatus, OperationState
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations.catalogue import CATALOGUE, spec
from zocdoc_sync.operations.checking import why_not

pytestmark = pytest.mark.django_db
NOW = timezone.now()

ALLOWED = {
    "confirmAppointment": {"pending_booking"},
    "cancelAppointment": {
        "pending_booking", "booking_failed", "confirmed", "pending_reschedule", "reschedule_failed", "rescheduled",
    },
    "rescheduleAppointment": {"pending_booking", "confirmed", "pending_reschedule", "rescheduled"},
    "updateAppointmentStatus": {
        "pending_booking", "confirmed", "pending_reschedule", "rescheduled", "reschedule_failed",
    },
}  # fmt: skip


@pytest.fixture
def clinic():
    return Connection.objects.create(name="Riverbend")


@pytest.fixture
def person(clinic):
    person = User.objects.create_user("fran")
    person.user_permissions.set(Permission.objects.filter(codename__startswith="perform_"))
    return person


def appointment(clinic, **fields):
    values = {"zocdoc_id": "a1", "status": "pending_booking", "start_time": NOW + timedelta(days=1), "seen_at": NOW}
    return Appointment.objects.create(connection=clinic, **{**values, **fields})


@pytest.mark.parametrize("code", sorted(ALLOWED))
def test_an_operation_is_allowed_in_its_statuses_and_in_no_other(clinic, person, code):
    row = appointment(clinic)
    allowed = set()
    for status in [*AppointmentStatus.values, "teleported"]:
        row.status = status
        if why_not(spec(code), row, person, NOW) == "":
            allowed.add(status)

    assert allowed == ALLOWED[code]


def test_the_tables_of_this_test_are_those_of_the_catalogue():
    declared = {code for code, one in CATALOGUE.items() if one.allowed_statuses is not None}

    assert declared == set(ALLOWED)


@pytest.mark.parametrize(
    ("away", "sentence"),
    [
        (timedelta(minutes=1), "It has not started yet: a no-show can be set once the start time has passed."),
        (timedelta(minutes=-1), ""),
        (timedelta(hours=-48), ""),
        (timedelta(hours=-48, seconds=-1), "It started more than 48 hours ago: Zocdoc no longer takes a no-show."),
    ],
)
def test_a_no_show_has_its_time(clinic, person, away, sentence):
    row = appointment(clinic, status="confirmed", start_time=NOW + away)

    assert why_not(spec("updateAppointmentStatus"), row, person, NOW, {"appointment_status": "no_show"}) == sentence
    assert why_not(spec("updateAppointmentStatus"), row, person, NOW, {"appointment_status": "arrived"}) == ""


def test_a_row_without_a_start_takes_no_no_show(clinic, person):
    row = appointment(clinic, status="confirmed", start_time=None)

    assert why_not(spec("updateAppointmentStatus"), row, person, NOW, {"appointment_status": "no_show"}) == (
        "Its start time is not known, so a no-show cannot be told."
    )


def test_who_may_not_is_told_so_first(clinic):
    row = appointment(clinic, status="cancelled")

    assert why_not(spec("confirmAppointment"), row, User.objects.create_user("vic"), NOW) == (
        "Your role does not allow “Confirm appointment”: ask an administrator for it."
    )


def test_a_row_that_zocdoc_forgot_takes_nothing(clinic, person):
    row = appointment(clinic, gone_at=NOW)

    assert why_not(spec("confirmAppointment"), row, person, NOW) == "Zocdoc no longer knows this appointment."


def test_an_open_outcome_blocks_the_same_operation_and_no_other(clinic, person):
    row = appointment(clinic)
    OperationLog.objects.create(
        connection=clinic,
        operation="confirmAppointment",
        key="k",
        state=OperationState.UNKNOWN,
        target=row.zocdoc_id,
        planned_at=NOW,
    )

    assert why_not(spec("confirmAppointment"), row, person, NOW) == (
        "The same was asked before and its outcome is not known yet: Zocdoc is being asked."
    )
    assert why_not(spec("cancelAppointment"), row, person, NOW) == ""


def test_reading_is_always_possible(clinic, person):
    row = appointment(clinic, status="cancelled")
    Connection.objects.update(is_active=False)

    assert why_not(spec("getAppointment"), row, person, NOW) == ""
    assert why_not(spec("cancelAppointment"), row, person, NOW) == (
        "The connection Riverbend is not active: nothing is sent through it."
    )
