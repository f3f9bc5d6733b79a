"""A write is checked, written down, sent once and settled; the stand-in tells what really happened."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, connection_to, effects, sent
from zocdoc_sync.enums import Channel, ConnectionState, OperationState
from zocdoc_sync.models import AccessEvent, Appointment, Connection, Job, Lease, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, NotPermitted, WrongState
from zocdoc_sync.operations.performing import perform

State = OperationState


def confirm(connection, appointment, actor, **options):
    zocdoc_id = getattr(appointment, "zocdoc_id", appointment)
    return perform(
        "confirmAppointment", connection, {"appointment_id": zocdoc_id}, actor=actor, now=timezone.now(), **options
    )


def test_a_confirm_is_written_down_sent_once_and_mirrored(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)

    outcome = confirm(clinic, appointment, actor)

    assert (outcome.state, outcome.ok, outcome.sentence) == (State.CONFIRMED, True, "Done.")
    assert sandbox.appointment(appointment.zocdoc_id)["appointment_status"] == "confirmed"
    assert effects(sandbox) == ["confirmAppointment"]
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    change = appointment.changes.get(channel=Channel.OPERATION)
    assert (change.kind, change.operation_id) == ("confirmed", outcome.log.pk)
    row = OperationLog.objects.get()
    assert (row.state, row.target, row.wish) == ("confirmed", appointment.zocdoc_id, {"status": "confirmed"})
    assert (row.http_status, row.settled_by, row.actor_label) == (200, "answer", "test")
    assert row.request_id == row.answer["request_id"] == outcome.answer.request_id != ""
    assert row.request["json"] == {"appointment_id": appointment.zocdoc_id}
    assert row.planned_at <= row.sending_at <= row.settled_at < row.deadline_at
    job = Job.objects.get(kind="appointment.refresh")
    assert job.payload == {"appointment_id": appointment.pk}


def test_a_wrong_state_is_said_before_zocdoc_is_asked(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic, status="cancelled")
    before = sandbox.requests()

    with pytest.raises(WrongState) as caught:
        confirm(clinic, appointment, actor)

    assert caught.value.sentence == "The appointment is cancelled: “Confirm appointment” is not possible then."
    assert sandbox.requests() == before
    assert OperationLog.objects.count() == 0


def test_a_row_older_than_half_a_minute_is_read_again_before_the_write(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"appointment_status": "cancelled"})
    Appointment.objects.update(seen_at=timezone.now() - timedelta(seconds=31))

    with pytest.raises(WrongState):
        confirm(clinic, appointment, actor)

    assert sent(sandbox, "confirmAppointment") == 0
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"


def test_an_id_that_nobody_knows_is_one_clear_sentence(sandbox, clinic, actor):
    with pytest.raises(InputRefused) as caught:
        confirm(clinic, "11111111-2222-4333-8444-555555555555", actor)

    assert caught.value.sentence == (
        "appointment_id: No appointment of the connection Riverbend has this id: neither the console nor Zocdoc "
        "knows it."
    )
    assert sent(sandbox, "confirmAppointment") == 0


def test_an_id_that_only_zocdoc_knows_is_looked_up_first(sandbox, clinic, actor):
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "pending_booking"})

    assert confirm(clinic, zocdoc_id, actor).ok
    assert Appointment.objects.get(zocdoc_id=zocdoc_id).status == "confirmed"


def test_the_same_key_sends_nothing_and_returns_the_first_outcome(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    first = confirm(clinic, appointment, actor, key="form-1")
    before = sandbox.requests()

    again = confirm(clinic, appointment, actor, key="form-1")

    assert (again.state, again.ok, again.sentence, again.log) == (first.state, True, first.sentence, first.log)
    assert sandbox.requests() == before


def test_a_key_does_not_serve_two_operations(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    confirm(clinic, appointment, actor, key="form-1")

    with pytest.raises(InputRefused) as caught:
        perform(
            "cancelAppointment",
            clinic,
            {"appointment_id": appointment.zocdoc_id},
            actor=actor,
            now=timezone.now(),
            key="form-1",
        )

    assert caught.value.sentence == "This form was already used for something else: open it again."
    assert effects(sandbox) == ["confirmAppointment"]


def test_a_dry_run_shows_the_exact_request_and_writes_nothing(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    before = sandbox.requests()

    outcome = confirm(clinic, appointment, actor, key="form-1", dry_run=True)

    assert outcome.request == {
        "method": "POST",
        "path": "/v1/appointments/confirm",
        "query": {},
        "json": {"appointment_id": appointment.zocdoc_id},
    }
    assert (outcome.ok, outcome.sentence) == (True, "This is what would be sent; nothing was.")
    assert sandbox.requests() == before
    assert OperationLog.objects.count() == 0


def test_a_dry_run_says_a_wrong_state_too(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic, status="confirmed")

    with pytest.raises(WrongState):
        confirm(clinic, appointment, actor, dry_run=True)


class TestPermission:
    @pytest.fixture
    def person(self, clinic):
        person = User.objects.create_user("fran")
        clinic.members.add(person)
        return person

    def test_a_person_with_the_permission_may(self, sandbox, clinic, person):
        person.user_permissions.add(Permission.objects.get(codename="perform_confirmappointment"))
        appointment = booked(sandbox, clinic)

        outcome = confirm(clinic, appointment, Actor.of(User.objects.get(pk=person.pk)))

        assert (outcome.ok, outcome.log.actor, outcome.log.actor_label) == (True, person, "fran")

    def test_a_person_without_it_may_not(self, sandbox, clinic, person):
        person.user_permissions.add(Permission.objects.get(codename="perform_cancelappointment"))
        appointment = booked(sandbox, clinic)
        before = sandbox.requests()

        with pytest.raises(NotPermitted) as caught:
            confirm(clinic, appointment, Actor.of(User.objects.get(pk=person.pk)))

        assert caught.value.sentence == "Your role does not allow “Confirm appointment”: ask an administrator for it."
        assert sandbox.requests() == before

    def test_another_clinics_connection_is_like_one_that_does_not_exist(self, sandbox, clinic, person):
        person.user_permissions.add(Permission.objects.get(codename="perform_confirmappointment"))
        other = connection_to(sandbox, name="Hillside")
        appointment = booked(sandbox, other)
        before = sandbox.requests()

        with pytest.raises(NotPermitted) as caught:
            confirm(other, appointment, Actor.of(User.objects.get(pk=person.pk)))

        assert caught.value.sentence == "There is no such connection for you."
        assert sandbox.requests() == before


class TestSwitches:
    def test_nothing_is_sent_while_writing_is_switched_off(self, sandbox, clinic, actor, settings):
        appointment = booked(sandbox, clinic)
        settings.WRITES_ENABLED = False

        with pytest.raises(NotPermitted) as caught:
            confirm(clinic, appointment, actor)

        assert caught.value.sentence == "Writing to Zocdoc is switched off on this installation: nothing is sent."
        assert effects(sandbox) == []

    def test_reads_go_on_while_writing_is_switched_off(self, sandbox, clinic, actor, settings):
        settings.WRITES_ENABLED = False

        assert perform("getAppointments", clinic, {}, actor=actor, now=timezone.now()).ok

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"is_active": False}, "The connection Riverbend is not active: nothing is sent through it."),
            (
                {"state": ConnectionState.NEEDS_RECONNECTING, "state_sentence": "The secret is wrong."},
                "The connection Riverbend needs reconnecting. The secret is wrong.",
            ),
        ],
    )
    def test_a_connection_that_is_off_takes_no_write(self, sandbox, clinic, actor, change, sentence):
        appointment = booked(sandbox, clinic)
        Connection.objects.update(**change)

        with pytest.raises(NotPermitted) as caught:
            confirm(clinic, appointment, actor)

        assert caught.value.sentence == sentence
        assert effects(sandbox) == []

    def test_a_connection_switched_off_right_before_the_bytes_leave_sends_nothing(
        self, sandbox, clinic, actor, monkeypatch
    ):
        appointment = booked(sandbox, clinic)

        def switching_off(*args, **kwargs):
            Connection.objects.update(is_active=False)
            return real(*args, **kwargs)

        real = OperationLog.save
        monkeypatch.setattr(OperationLog, "save", switching_off)

        outcome = confirm(clinic, appointment, actor)

        assert (outcome.state, outcome.ok, outcome.error_code) == (State.NOT_SENT, False, "not_permitted")
        assert sent(sandbox, "confirmAppointment") == 0


def test_the_lease_of_the_appointment_is_given_back(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    confirm(clinic, appointment, actor)

    later = perform(
        "cancelAppointment", clinic, {"appointment_id": appointment.zocdoc_id}, actor=actor, now=timezone.now()
    )

    assert later.ok
    assert Lease.objects.filter(name__startswith="write:appointment:", expires_at__gt=timezone.now()).count() == 0


class TestReads:
    def test_a_read_leaves_no_row_in_the_ledger(self, sandbox, clinic, actor):
        booked(sandbox, clinic)

        outcome = perform("getAppointments", clinic, {"page_size": "5"}, actor=actor, now=timezone.now())

        assert (outcome.ok, outcome.log, len(outcome.answer.items)) == (True, None, 1)
        assert OperationLog.objects.count() == 0

    def test_reading_a_patient_is_noted_in_the_audit(self, sandbox, clinic, actor):
        appointment = booked(sandbox, clinic)
        fields = {"appointment_id": appointment.zocdoc_id}

        outcome = perform("getAppointmentParticipants", clinic, fields, actor=actor, now=timezone.now())

        assert outcome.ok
        event = AccessEvent.objects.get()
        assert (event.action, event.subject) == ("getAppointmentParticipants", appointment.zocdoc_id)
        assert (event.actor_label, event.connection) == ("test", clinic)

    def test_reading_an_appointment_brings_it_into_the_mirror(self, sandbox, clinic, actor):
        (zocdoc_id,) = sandbox.appointments({"appointment_status": "confirmed"})

        perform("getAppointment", clinic, {"appointment_id": zocdoc_id}, actor=actor, now=timezone.now())

        assert Appointment.objects.get().zocdoc_id == zocdoc_id

    def test_an_unknown_id_is_one_clear_sentence(self, sandbox, clinic, actor):
        fields = {"appointment_id": "11111111-2222-4333-8444-555555555555"}

        outcome = perform("getAppointment", clinic, fields, actor=actor, now=timezone.now())

        assert (outcome.ok, outcome.error_code, outcome.state) == (False, "not_found", State.REFUSED)
        assert outcome.sentence == (
            "Appointment id: No appointment of the connection Riverbend has this id: neither the console nor Zocdoc "
            "knows it."
        )
