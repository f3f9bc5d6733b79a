from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import sent
from tests.zocdoc_sync.timeslots.days import NEW_YORK
from zocdoc_sync.drift.looking import NO_PLACE, NO_REASON, NotLooked, look
from zocdoc_sync.models import Appointment, Provider, ProviderLocation, VisitReason
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Slot, sent_day

ACTOR = Actor.system("test")
READ, FREE = "getProviderCalendarTimeslots", "getProviderLocationsAvailability"
ONLINE = "lo_rvbnd2-brklyn_bP7m20Qs"


@pytest.fixture
def days():
    first = timezone.now().astimezone(ZoneInfo(NEW_YORK)).date() + timedelta(days=1)
    return [first + timedelta(days=number) for number in range(3)]


@pytest.fixture
def mirrored(clinic):
    """The appointments of the clinic are in the mirror."""
    sync_appointments(clinic, reason="command", now=timezone.now())


def seen(provider, days, reason_ids=()):
    return look(provider, days, reason_ids, now=timezone.now)


def kinds(found):
    return {
        kind: sum(day.counts[kind] for day in found.days.values()) for kind in ("unpublished", "unbookable", "outside")
    }


def publish(provider, day, slots):
    fields = {"provider_id": provider.zocdoc_id, "date": str(day), "timeslots": sent_day(slots)}
    outcome = perform(
        "putProviderCalendarTimeslots", provider.connection, fields, actor=ACTOR, now=timezone.now(), allow_empty=True
    )
    assert outcome.ok, outcome.sentence


def test_what_is_published_and_free_is_bookable_when_the_mirror_is_whole(provider, mirrored, days):
    found = seen(provider, days)
    assert (kinds(found) | {"outside": 0}, found.faults) == ({"unpublished": 0, "unbookable": 0, "outside": 0}, {})
    assert [day.published for day in found.days.values()] == [16, 16, 16]
    assert sum(day.booked for day in found.days.values()) > 0


def test_a_booking_that_the_mirror_lacks_shows_as_published_and_not_bookable(provider, mirrored, days):
    rows = Appointment.objects.filter(
        provider=provider, local_date__in=days, status__in=("confirmed", "pending_booking")
    )
    lost = rows.count()
    rows.delete()
    assert (lost > 0, kinds(seen(provider, days))["unbookable"]) == (True, lost)


def test_a_booking_where_nothing_is_published_any_more_is_outside(provider, mirrored, days):
    booked = seen(provider, days).days[days[0]].booked
    publish(provider, days[0], frozenset())
    found = seen(provider, days)
    assert (found.days[days[0]].counts["outside"], found.days[days[0]].published) == (booked, 0)


def test_slots_for_a_rare_visit_are_judged_after_asking_for_it(clinic, provider, mirrored, days, sandbox):
    usual = set(seen(provider, days).reason_ids)
    rare = next(
        one.zocdoc_id for one in VisitReason.objects.of(clinic).order_by("zocdoc_id") if one.zocdoc_id not in usual
    )
    slot = Slot(ONLINE, datetime.combine(days[0], datetime.min.time()).replace(hour=20), NEW_YORK, allowed=(rare,))
    publish(provider, days[0], look_at(provider, days[0], actor=ACTOR, now=timezone.now()) | {slot})
    found = seen(provider, days)
    assert found.reason_ids == [*seen(provider, days[1:]).reason_ids, rare]
    assert (found.days[days[0]].unjudged, kinds(found)["unbookable"]) == (0, 0)
    chosen = seen(provider, days, sorted(usual))
    assert chosen.days[days[0]].unjudged == 1


def test_a_day_that_cannot_be_read_is_a_fault_and_no_empty_day(provider, mirrored, days, sandbox):
    sandbox.faults([{"operation": READ, "kind": "null_fields", "times": 1}])
    found = seen(provider, days)
    assert (sorted(found.faults), sorted(found.days)) == (days[:1], days[1:])


def test_free_times_that_cannot_be_read_are_no_drift(provider, mirrored, days, sandbox):
    sandbox.faults([{"operation": FREE, "kind": "500"}])
    assert kinds(seen(provider, days))["unbookable"] == 0


def test_a_zocdoc_that_does_not_answer_is_not_asked_for_every_day(provider, mirrored, days, sandbox):
    sandbox.faults([{"operation": READ, "kind": "500"}])
    with pytest.raises(NotLooked, match="could not be read"):
        seen(provider, [days[0] + timedelta(days=number) for number in range(28)])
    assert sent(sandbox, READ) == 3


def test_all_places_are_asked_in_one_call_for_each_visit(provider, mirrored, days, sandbox):
    before = sent(sandbox, FREE)
    found = seen(provider, days)
    assert sent(sandbox, FREE) - before == 2 * len(found.reason_ids)


def test_a_provider_without_a_place_or_a_reason_is_told_so(clinic, days):
    nobody = factories.provider(clinic)
    with pytest.raises(NotLooked, match=NO_PLACE[:20]):
        seen(nobody, days)
    factories.provider_location(clinic, provider=nobody)
    with pytest.raises(NotLooked, match=NO_REASON[:20]):
        seen(nobody, days)


def test_a_slot_in_a_zone_that_is_not_known_is_a_fault(provider, mirrored, days, monkeypatch):
    def strange(who, day, *, actor, now):
        return frozenset(replace(slot, zone="Mars/Olympus") for slot in look_at(who, day, actor=actor, now=now))

    monkeypatch.setattr("zocdoc_sync.drift.looking.look_at", strange)
    with pytest.raises(NotLooked, match="Mars/Olympus"):
        seen(provider, days)
    assert Provider.objects.filter(pk=provider.pk).exists()
    assert ProviderLocation.objects.filter(provider=provider).exists()
