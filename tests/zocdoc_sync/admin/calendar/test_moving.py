from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.calendar.calendars import publish, seat, visit
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.admin.calendar.moving import NO_SLOT, NOT_OFFERED
from zocdoc_sync.availability.finding import free_times
from zocdoc_sync.calendar.published import in_force, openings
from zocdoc_sync.models import Appointment, DayVersion, ProviderDay
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.reading import read_day
from zocdoc_sync.timeslots.slot import sent_day, slot_of


def ask(client, row, start):
    return client.get(reverse("admin:calendar_move", args=(row.pk,)), {"to": f"{start:%Y-%m-%dT%H:%M:%SZ}"})


@pytest.fixture
def movable(sandbox, linked):
    """An appointment, and a free timeslot of its place two days later that the console has read."""
    sandbox.reset("clinic")
    row = booked(sandbox, linked, status="confirmed")
    day = timezone.localdate(row.start_time + timedelta(days=2))
    read_day(row.provider, day, actor=Actor.system("test"), now=timezone.now())
    location = row.provider_location.location
    location.time_zone = "America/New_York"
    location.save()
    found = openings(in_force(ProviderDay.objects.all()).select_related("day"))
    row = Appointment.objects.get(pk=row.pk)
    offered = free_times(
        linked, [row.provider_location.zocdoc_id], row.visit_reason.zocdoc_id, row.patient_type, day, day,
        actor=Actor.system("test"), now=timezone.now(),
    )  # fmt: skip
    free = {one.start for one in offered.slots}
    return row, next(one.start for one in found if one.location_id == location.zocdoc_id and one.start in free)


def test_both_times_are_shown_in_the_locations_zone_before_anything_is_sent(at_linked_desk, sandbox, movable):
    row, start = movable
    page = ask(at_linked_desk, row, start)
    assert page.context["move"].why_not == ""
    assert page.context["before"].endswith((" EST", " EDT"))
    assert page.context["after"].endswith((" EST", " EDT"))
    assert effects(sandbox) == []


def test_the_confirmation_moves_it_once_and_leads_to_the_new_day(at_linked_desk, sandbox, movable):
    row, start = movable
    page = ask(at_linked_desk, row, start)
    (token,), (slot,) = hidden(page, "form_token"), hidden(page, "slot")
    target = reverse("admin:appointment_do", args=(row.pk, "reschedule"))
    answers = [at_linked_desk.post(target, {"form_token": token, "slot": slot, "then": "day"}).url for _ in range(2)]
    row.refresh_from_db()
    assert (row.start_time, effects(sandbox)) == (start, ["rescheduleAppointment"])
    assert answers == [f"{reverse('admin:calendar_day')}?day={row.local_date}"] * 2


def test_a_time_without_a_timeslot_is_refused(at_linked_desk, movable):
    row, start = movable
    page = ask(at_linked_desk, row, start + timedelta(minutes=1))
    assert (page.context["move"].why_not, page.context["slot"], page.context["form_token"]) == (NO_SLOT, "", "")


def test_a_timeslot_that_zocdoc_does_not_offer_is_refused(at_linked_desk, movable):
    row, start = movable
    version = DayVersion.objects.get()
    odd = start + timedelta(minutes=7)
    slot = slot_of(version.slots[0])
    local = odd.astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None)
    place = row.provider_location.location.zocdoc_id
    version.slots = [*version.slots, *sent_day(frozenset({type(slot)(place, local, slot.zone)}))]
    version.save()
    assert ask(at_linked_desk, row, odd).context["move"].why_not == NOT_OFFERED


def test_when_zocdoc_cannot_be_asked_the_reader_is_told(at_linked_desk, sandbox, movable):
    row, start = movable
    sandbox.faults([{"operation": "getProviderLocationsAvailability", "kind": "500"}])
    page = ask(at_linked_desk, row, start)
    assert (page.status_code, page.context["slot"]) == (200, "")
    assert page.context["move"].why_not not in ("", NOT_OFFERED)


def test_an_appointment_that_cannot_be_moved_says_why(at_desk, clinic):
    row = visit(seat(clinic), "2026-03-02T14:00", status="cancelled")
    page = ask(at_desk, row, timezone.now())
    assert page.context["slot"] == ""
    assert page.context["move"].why_not != ""


def test_moving_is_for_those_who_may_reschedule(client, clinic, other):
    mine, theirs = (visit(seat(one), "2026-03-02T14:00") for one in (clinic, other))
    client.force_login(person("Viewer", clinic))
    assert ask(client, mine, timezone.now()).status_code == 403
    client.force_login(person("Front desk", clinic))
    assert ask(client, theirs, timezone.now()).status_code == 404
    assert client.get(reverse("admin:calendar_move", args=(mine.pk,)), {"to": "soon"}).status_code == 404
    assert client.post(reverse("admin:calendar_move", args=(mine.pk,))).status_code == 405


def test_only_what_may_be_moved_can_be_dragged_and_only_timeslots_take_it(client, clinic, clock):
    place = seat(clinic)
    visit(place, "2026-03-02T18:00")
    visit(place, "2026-03-02T19:00", status="no_show")
    publish(place, "15:00")
    counts = {}
    for role in ("Front desk", "Viewer"):
        client.force_login(person(role, clinic))
        page = client.get(reverse("admin:calendar_day")).content.decode()
        counts[role] = (page.count('draggable="true"'), page.count('class="sd-cal-free" href'), page.count("data-at="))
    assert counts == {"Front desk": (1, 1, 1), "Viewer": (0, 0, 1)}
