"""What each kind of write does at Zocdoc and in the mirror."""

import copy
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.zocdoc_sync.operations.inputs import BOOKING
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.coordination.leases import acquire, release
from zocdoc_sync.enums import OperationState
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations.errors import InputRefused, WrongState
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.settling import settle
from zocdoc_sync.operations.targets import lease_name

State = OperationState


@pytest.fixture
def do(clinic, actor):
    def performed(code, fields=None, **options):
        return perform(code, clinic, fields or {}, actor=actor, now=timezone.now(), **options)

    return performed


def free_times(do, place, reason):
    fields = {"provider_location_ids": place, "visit_reason_id": reason, "patient_type": "new"}
    answer = do("getProviderLocationsAvailability", fields).answer
    return [slot["start_time"] for slot in answer.items[0]["timeslots"]]


@pytest.fixture
def seeded(running_sandbox):
    running_sandbox.reset("clinic")
    return running_sandbox


@pytest.fixture
def place(seeded, clinic, do):
    """A provider location, its visit reason and its free times at the demo clinic."""
    seeded.reset("clinic")
    for row in do("getAppointments", {"statuses": "confirmed"}).answer.items:
        times = free_times(do, row["provider_location_id"], row["visit_reason_id"])
        if times:
            return row["provider_location_id"], row["visit_reason_id"], times
    pytest.fail("The demo clinic has no free time.")


def booking(place, **patient):
    where, reason, times = place
    body = copy.deepcopy(BOOKING)
    body["data"] |= {"provider_location_id": where, "visit_reason_id": reason, "start_time": times[0]}
    body["data"]["patient"].pop("insurance")
    body["data"]["patient"] |= patient
    return body


class TestBooking:
    def test_a_booking_is_mirrored_and_linked(self, seeded, place, do):
        outcome = do("createAppointment", body=booking(place))

        assert outcome.ok, outcome.sentence
        row = Appointment.objects.get(zocdoc_id=outcome.answer.data["appointment_id"])
        assert OperationLog.objects.get().appointment == row
        assert row.start_time == datetime.fromisoformat(place[2][0])
        assert effects(seeded) == ["createAppointment"]

    def test_a_booking_whose_answer_was_lost_is_found_by_the_patients_id(self, seeded, place, do):
        seeded.faults([{"operation": "createAppointment", "kind": "drop_after", "times": 1}])

        outcome = do("createAppointment", body=booking(place, developer_patient_id="ours-77"))

        assert outcome.state == State.UNKNOWN
        assert settle(outcome.log, now=timezone.now()) == State.RECONCILED
        assert effects(seeded) == ["createAppointment"]
        assert OperationLog.objects.get().appointment.said("developer_patient_id") == "ours-77"

    def test_an_earlier_booking_of_ours_is_not_taken_for_the_lost_one(self, seeded, place, do):
        first = do("createAppointment", body=booking(place))
        do("cancelAppointment", {"appointment_id": first.answer.data["appointment_id"]})
        seeded.faults([{"operation": "createAppointment", "kind": "drop_before", "times": 1}])

        outcome = do("createAppointment", body=booking(place))

        assert settle(outcome.log, now=timezone.now()) == State.UNKNOWN
        assert "no such booking" in outcome.log.error_sentence

    def test_a_patient_without_an_id_of_ours_gets_one_and_the_lost_booking_is_found_by_it(self, seeded, place, do):
        seeded.faults([{"operation": "createAppointment", "kind": "drop_after", "times": 1}])

        outcome = do("createAppointment", body=booking(place, developer_patient_id=None))

        assert outcome.log.request["json"]["data"]["patient"]["developer_patient_id"].startswith("sd-")
        assert settle(outcome.log, now=timezone.now()) == State.RECONCILED

    def test_a_booking_that_never_arrived_is_not_sent_again(self, seeded, place, do):
        seeded.faults([{"operation": "createAppointment", "kind": "drop_before", "times": 1}])

        outcome = do("createAppointment", body=booking(place))

        assert settle(outcome.log, now=timezone.now()) == State.UNKNOWN
        assert "no such booking" in outcome.log.error_sentence
        with pytest.raises(WrongState):
            do("createAppointment", body=booking(place))
        assert sent(seeded, "createAppointment") == 1

    def test_nothing_of_the_patient_is_readable_in_the_ledger(self, seeded, place, do):
        do("createAppointment", body=booking(place))

        row = OperationLog.objects.values().get()
        readable = {name: str(value) for name, value in row.items() if name not in ("request", "answer")}
        planted = ("Quilla", "Zornwright", "quilla@example.com", "2125550147", "1984-02-29")
        assert [word for word in planted for value in readable.values() if word in value] == []
        assert OperationLog.objects.get().request["json"]["data"]["patient"]["first_name"] == "Quilla"


def test_a_reschedule_moves_the_mirrored_row_at_once(seeded, place, do):
    where, reason, times = place
    (zocdoc_id,) = seeded.appointments(
        {"appointment_status": "confirmed", "provider_location_id": where, "visit_reason_id": reason}
    )

    outcome = do("rescheduleAppointment", {"appointment_id": zocdoc_id, "start_time": times[-1]})

    assert outcome.ok, outcome.sentence
    row = Appointment.objects.get(zocdoc_id=zocdoc_id)
    assert row.start_time == datetime.fromisoformat(times[-1])
    assert row.status == outcome.answer.data["appointment_status"]
    assert row.changes.get(operation=outcome.log).kind == "moved"


def test_a_reschedule_that_failed_at_zocdoc_leaves_the_mirrored_row_at_its_time(sandbox, clinic, do):
    row = booked(sandbox, clinic, "confirmed", provider_location_id="pr_reschedulefailed|lo_reschedulefailed")
    start = free_times(do, "pr_reschedulefailed|lo_reschedulefailed", row.visit_reason.zocdoc_id)[-1]

    outcome = do("rescheduleAppointment", {"appointment_id": row.zocdoc_id, "start_time": start})

    assert (outcome.state, outcome.error_code) == (State.REFUSED, "reschedule_failed")
    assert outcome.sentence == "Zocdoc took the request, but moving failed there: it stays at its old time."
    assert Appointment.objects.get().start_time == row.start_time
    assert [change.kinds for change in row.changes.all()] == [["failed"]]


def test_a_reschedule_whose_answer_was_lost_is_settled_by_its_new_time(seeded, place, do):
    where, reason, times = place
    (zocdoc_id,) = seeded.appointments(
        {"appointment_status": "confirmed", "provider_location_id": where, "visit_reason_id": reason}
    )
    seeded.faults([{"operation": "rescheduleAppointment", "kind": "drop_after", "times": 1}])

    outcome = do("rescheduleAppointment", {"appointment_id": zocdoc_id, "start_time": times[-1]})

    assert outcome.state == State.UNKNOWN
    assert settle(outcome.log, now=timezone.now()) == State.RECONCILED
    assert effects(seeded) == ["rescheduleAppointment"]


def test_a_reschedule_to_the_same_time_is_refused_before_zocdoc_is_asked(sandbox, clinic, do):
    appointment = booked(sandbox, clinic, status="confirmed")

    with pytest.raises(WrongState) as caught:
        do(
            "rescheduleAppointment",
            {"appointment_id": appointment.zocdoc_id, "start_time": appointment.start_time.isoformat()},
        )

    assert caught.value.sentence == "It is at that time already."
    assert sent(sandbox, "rescheduleAppointment") == 0


def test_arrived_is_our_own_field_and_is_set_once(sandbox, clinic, do):
    appointment = booked(sandbox, clinic, status="confirmed")
    fields = {"appointment_id": appointment.zocdoc_id, "appointment_status": "arrived"}

    assert do("updateAppointmentStatus", fields).ok
    first = Appointment.objects.get().arrived_at
    assert do("updateAppointmentStatus", fields).ok

    assert first is not None
    assert (Appointment.objects.get().arrived_at, Appointment.objects.get().status) == (first, "confirmed")
    assert sandbox.appointment(appointment.zocdoc_id)["arrived"] is True


NO_SHOW = [
    (timedelta(hours=1), "It has not started yet: a no-show can be set once the start time has passed."),
    (timedelta(hours=-49), "It started more than 48 hours ago: Zocdoc no longer takes a no-show."),
]


@pytest.mark.parametrize(("away", "sentence"), NO_SHOW)
def test_a_no_show_outside_its_time_is_said_before_zocdoc_is_asked(sandbox, clinic, do, away, sentence):
    appointment = booked(sandbox, clinic, status="confirmed", start_time=(timezone.now() + away).isoformat())

    with pytest.raises(WrongState) as caught:
        do("updateAppointmentStatus", {"appointment_id": appointment.zocdoc_id, "appointment_status": "no_show"})

    assert caught.value.sentence == sentence
    assert sent(sandbox, "updateAppointmentStatus") == 0


def test_a_no_show_is_mirrored(sandbox, clinic, do):
    start = (timezone.now() - timedelta(hours=47)).isoformat()
    appointment = booked(sandbox, clinic, status="confirmed", start_time=start)

    assert do("updateAppointmentStatus", {"appointment_id": appointment.zocdoc_id, "appointment_status": "no_show"}).ok

    appointment.refresh_from_db()
    assert appointment.status == "no_show"


def test_a_file_reaches_zocdoc(sandbox, clinic, do):
    appointment = booked(sandbox, clinic, status="confirmed")

    outcome = do(
        "uploadAppointmentAttachment",
        {
            "appointment_id": appointment.zocdoc_id,
            "attachment_type": "pcp_patient_referral",
            "attachment": ContentFile(b"%PDF-1.7 invented", name="referral.pdf"),
        },
    )

    assert outcome.ok, outcome.sentence
    assert sandbox.appointment(appointment.zocdoc_id)["attachments"] == 1


UPLOADS = [
    ({"status": "booking_failed"}, "Files cannot be added to a failed appointment."),
    (
        {"status": "confirmed", "start_time": (timezone.now() - timedelta(days=8)).isoformat()},
        "It was more than 7 days ago: Zocdoc no longer takes files for it.",
    ),
]


@pytest.mark.parametrize(("made", "sentence"), UPLOADS)
def test_a_file_that_zocdoc_would_not_take_is_not_sent(sandbox, clinic, do, made, sentence):
    appointment = booked(sandbox, clinic, **made)
    fields = {
        "appointment_id": appointment.zocdoc_id,
        "attachment_type": "pcp_patient_referral",
        "attachment": ContentFile(b"%PDF-1.7 invented", name="referral.pdf"),
    }

    with pytest.raises(WrongState) as caught:
        do("uploadAppointmentAttachment", fields)

    assert caught.value.sentence == sentence
    assert sent(sandbox, "uploadAppointmentAttachment") == 0


class TestDay:
    @pytest.fixture
    def day(self, seeded, place):
        provider, location = place[0].split("|")
        date = (timezone.now() + timedelta(days=20)).date().isoformat()
        slots = [
            {"start_time": f"{date}T{hour:02}:00", "location_id": location, "time_zone": "America/New_York"}
            for hour in (9, 10, 11)
        ]
        return {"provider_id": provider, "date": date, "timeslots": slots}

    def shown(self, do, day):
        answer = do("getProviderCalendarTimeslots", {name: day[name] for name in ("provider_id", "date")}).answer
        return sorted(slot["start_time"][11:16] for slot in answer.items)

    def test_a_day_is_replaced_whole(self, do, day):
        assert do("putProviderCalendarTimeslots", day).ok

        assert self.shown(do, day) == ["09:00", "10:00", "11:00"]

    def test_emptying_a_day_needs_to_be_allowed(self, do, day):
        do("putProviderCalendarTimeslots", day)

        with pytest.raises(InputRefused):
            do("putProviderCalendarTimeslots", {**day, "timeslots": []})

        assert self.shown(do, day) == ["09:00", "10:00", "11:00"]
        assert do("putProviderCalendarTimeslots", {**day, "timeslots": []}, allow_empty=True).ok
        assert self.shown(do, day) == []

    def test_the_same_day_is_sent_again_when_the_answer_was_lost(self, seeded, do, day, quick_pauses):
        seeded.faults([{"operation": "putProviderCalendarTimeslots", "kind": "drop_after", "times": 1}])

        assert do("putProviderCalendarTimeslots", day).state == State.CONFIRMED
        assert sent(seeded, "putProviderCalendarTimeslots") == 2
        assert self.shown(do, day) == ["09:00", "10:00", "11:00"]

    def test_a_day_that_never_got_an_answer_is_settled_by_reading_it(self, seeded, do, day, quick_pauses):
        seeded.faults([{"operation": "putProviderCalendarTimeslots", "kind": "drop_after", "times": -1}])

        outcome = do("putProviderCalendarTimeslots", day)

        assert outcome.state == State.UNKNOWN
        assert settle(outcome.log, now=timezone.now()) == State.RECONCILED

    def test_a_day_of_which_an_earlier_try_may_have_arrived_is_not_called_unsent(self, seeded, do, day, quick_pauses):
        seeded.faults(
            [
                {"operation": "putProviderCalendarTimeslots", "kind": "drop_after", "times": 1},
                {"operation": "putProviderCalendarTimeslots", "kind": "429", "times": -1},
            ]
        )

        outcome = do("putProviderCalendarTimeslots", day)

        assert outcome.state == State.UNKNOWN
        assert settle(outcome.log, now=timezone.now()) == State.RECONCILED

    def test_two_writers_on_one_day_wait_for_each_other(self, seeded, clinic, do, day, monkeypatch):
        monkeypatch.setattr("zocdoc_sync.operations.targets.WAIT_SECONDS", 0.0)
        name = lease_name(clinic, f"{day['provider_id']} {day['date']}", "provider")
        held = acquire(name, seconds=60, now=timezone.now(), owner="another")

        with pytest.raises(WrongState) as caught:
            do("putProviderCalendarTimeslots", day)

        assert caught.value.sentence == "Someone else is changing this right now: look again in a minute."
        assert sent(seeded, "putProviderCalendarTimeslots") == 0
        release(held)
        assert do("putProviderCalendarTimeslots", day).ok


class TestMappings:
    def test_a_lost_answer_is_settled_by_reading_the_mappings(self, seeded, place, do):
        seeded.faults([{"operation": "updateProviderLocationInsuranceMappings", "kind": "drop_before", "times": 1}])
        fields = {"provider_location_id": place[0], "operation": "Remove", "insurance_plan_ids": "ip_999999"}

        outcome = do("updateProviderLocationInsuranceMappings", fields)

        assert outcome.state == State.UNKNOWN
        # A plan that is not mapped is as good as removed.
        assert settle(outcome.log, now=timezone.now()) == State.RECONCILED

    def test_replacing_all_by_nothing_needs_to_be_allowed(self, seeded, place, do):
        fields = {"provider_location_id": place[0], "operation": "Replace", "insurance_plan_ids": ""}

        with pytest.raises(InputRefused):
            do("updateProviderLocationInsuranceMappings", fields)

        assert sent(seeded, "updateProviderLocationInsuranceMappings") == 0


def test_a_rotated_secret_is_kept_in_the_connection_and_shown_nowhere(sandbox, clinic, do):
    outcome = do("rotateCredentials", {"application_client_id": "demo-clinic"})

    assert outcome.ok, outcome.sentence
    kept = Connection.objects.get().client_secret
    assert kept not in ("", "demo-secret")
    assert kept not in str(outcome.answer.body)
    assert kept not in str(OperationLog.objects.get().answer)
    assert sandbox.token("demo-clinic", kept) != ""


def test_a_lost_rotation_asks_a_person_because_nobody_can_read_it_back(sandbox, clinic, do):
    sandbox.faults([{"operation": "rotateCredentials", "kind": "drop_after", "times": 1}])

    outcome = do("rotateCredentials", {"application_client_id": "demo-clinic"})

    assert settle(outcome.log, now=timezone.now()) == State.ASKS
    assert "Zocdoc offers no way to read this back." in outcome.log.error_sentence
