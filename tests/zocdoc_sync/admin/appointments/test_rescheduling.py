from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment
from tests.zocdoc_sync.admin.pressing import address, hidden, named, said
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.admin.appointments.slots import SALT, sign
from zocdoc_sync.models import Appointment, Location


@pytest.fixture
def movable(sandbox, linked):
    """An appointment whose provider has free times at the stand-in."""
    sandbox.reset("clinic")
    row = booked(sandbox, linked, status="confirmed")
    Location.objects.filter(pk=row.location_id).update(time_zone="America/Los_Angeles")
    return Appointment.objects.get(pk=row.pk)


def offered(page):
    return [slot for _, slots in page.context["offer"].days for slot in slots]


def test_free_times_of_fourteen_days_are_shown_in_the_locations_zone(at_linked_desk, movable):
    page = at_linked_desk.get(address(movable, "reschedule"))
    offer = page.context["offer"]
    assert (offer.fault, offer.zone in ("PST", "PDT"), (offer.last - offer.first).days) == ("", True, 13)
    slot, shown = offered(page)[0]
    start = timezone.datetime.fromisoformat(signing.loads(slot, salt=SALT)[1])
    assert shown == f"{start.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M}"


def test_a_time_that_was_offered_moves_the_appointment(at_linked_desk, sandbox, movable):
    page = at_linked_desk.get(address(movable, "reschedule"))
    slot, _ = offered(page)[0]
    (token,) = hidden(page, "form_token")
    answer = at_linked_desk.post(address(movable, "reschedule"), {"form_token": token, "slot": slot})
    assert said(at_linked_desk, answer) == [named("Reschedule: Done.")]
    assert effects(sandbox) == ["rescheduleAppointment"]
    wanted = timezone.datetime.fromisoformat(signing.loads(slot, salt=SALT)[1])
    assert Appointment.objects.get().start_time == wanted


def test_a_time_that_was_not_offered_is_refused(at_linked_desk, sandbox, linked, movable):
    (token,) = hidden(at_linked_desk.get(address(movable, "reschedule")), "form_token")
    soon = timezone.now() + timedelta(days=3)
    yours = sign(appointment(linked), soon)
    for slot in ("", soon.isoformat(), yours, yours[:-2]):
        post = {"form_token": token, "slot": slot, "start_time": soon.isoformat()}
        at_linked_desk.post(address(movable, "reschedule"), post)
    assert sent(sandbox, "rescheduleAppointment") == 0
    assert Appointment.objects.get(pk=movable.pk).start_time == movable.start_time


def test_an_appointment_without_a_place_says_why_no_time_can_be_looked_up(at_desk, clinic):
    row = appointment(clinic, status="confirmed", provider_location=None)
    page = at_desk.get(address(row, "reschedule"))
    assert "free times cannot be looked up" in page.context["offer"].fault


def test_the_first_day_that_is_shown_is_the_appointments_own(at_linked_desk, movable):
    own = movable.start_time.astimezone(ZoneInfo("America/Los_Angeles")).date()
    offer = at_linked_desk.get(address(movable, "reschedule")).context["offer"]
    assert (offer.first, offer.earlier) == (own, timezone.now().astimezone(ZoneInfo("America/Los_Angeles")).date())
    Appointment.objects.filter(pk=movable.pk).update(start_time=timezone.now() - timedelta(days=1))
    past = at_linked_desk.get(address(movable, "reschedule")).context["offer"]
    assert (past.first, past.earlier) == (timezone.now().astimezone(ZoneInfo("America/Los_Angeles")).date(), None)


def test_a_day_that_zocdoc_does_not_look_at_is_told_in_words(at_linked_desk, movable):
    far = (timezone.now() + timedelta(days=200)).date()
    offer = at_linked_desk.get(address(movable, "reschedule"), {"from": far.isoformat()}).context["offer"]
    assert (offer.fault, offer.days) == ("Zocdoc looks at most 150 days ahead.", [])
