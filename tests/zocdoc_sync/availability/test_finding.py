from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import sent
from zocdoc_sync.availability.finding import TOO_FAR, TOO_LONG, free_times
from zocdoc_sync.availability.spans import furthest, today_there
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import NotPermitted

AVAILABILITY = "getProviderLocationsAvailability"
GOOD = ("pr_pending|lo_pending", "pr_confirmed|lo_confirmed")
SYSTEM = Actor.system("test")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def reason(sandbox):
    answer = sandbox.session.get(
        f"{sandbox.url}/v1/provider_locations/{GOOD[0]}",
        headers={"Authorization": f"Bearer {sandbox.token()}"},
        timeout=10,
    )
    return answer.json()["data"]["provider"]["default_visit_reason_id"]


def search(connection, reason, now, *places, days=14, **more):
    first = today_there(now)
    asked = {"actor": SYSTEM, "now": now, **more}
    return free_times(connection, places, reason, "new", first, first + timedelta(days=days - 1), **asked)


def test_times_of_all_places_come_in_order_and_whole(connection, reason, now):
    found = search(connection, reason, now, *GOOD)
    assert found.faults == []
    assert {slot.place_id for slot in found.slots} == set(GOOD)
    assert found.slots == sorted(found.slots)
    assert len(found.slots) > 100


def test_a_hundred_and_fifty_days_are_asked_in_calls_of_thirty(connection, sandbox, reason, now):
    found = search(connection, reason, now, *GOOD, days=150)
    assert (found.faults, sent(sandbox, AVAILABILITY)) == ([], 5)
    assert (found.slots[-1].start.date() - found.slots[0].start.date()).days >= 145


def test_one_broken_place_does_not_hide_the_others(connection, reason, now):
    found = search(connection, reason, now, GOOD[0], "pr_missing|lo_missing", GOOD[1])
    assert {slot.place_id for slot in found.slots} == set(GOOD)
    assert [fault.place_ids for fault in found.faults] == [("pr_missing|lo_missing",)]
    assert AVAILABILITY not in found.faults[0].sentence
    assert "provider_location_ids" not in found.faults[0].sentence


def test_a_span_that_fails_is_told_and_the_others_are_kept(connection, sandbox, reason, now):
    sandbox.faults([{"operation": AVAILABILITY, "kind": "429", "times": 1}])
    found = search(connection, reason, now, *GOOD, days=60)
    assert [(fault.place_ids, fault.first) for fault in found.faults] == [(GOOD, today_there(now))]
    assert min(slot.start.date() for slot in found.slots) >= today_there(now) + timedelta(days=29)


def test_days_that_zocdoc_does_not_look_at_are_a_fault(connection, reason, now):
    found = search(connection, reason, now, GOOD[0], days=160)
    assert [(fault.sentence, fault.first) for fault in found.faults] == [(TOO_FAR, furthest(now))]


def test_an_input_that_zocdoc_would_refuse_is_a_fault_in_the_readers_words(connection, sandbox, now):
    found = search(connection, "no-reason", now, GOOD[0])
    assert found.slots == []
    assert [fault.sentence for fault in found.faults] == [
        "Visit reason id: This is not the id of a visit reason: it begins with pc_."
    ]
    assert sent(sandbox, AVAILABILITY) == 0


def test_what_takes_too_long_is_left_and_told(connection, sandbox, reason, now):
    found = search(connection, reason, now, GOOD[0], seconds=-1)
    assert ([fault.sentence for fault in found.faults], sent(sandbox, AVAILABILITY)) == ([TOO_LONG], 0)


def test_no_places_ask_nothing(connection, sandbox, reason, now):
    found = search(connection, reason, now)
    assert (found.slots, found.faults, sent(sandbox, AVAILABILITY)) == ([], [], 0)


def test_a_person_without_the_permission_is_refused(connection, reason, now, django_user_model):
    with pytest.raises(NotPermitted):
        search(connection, reason, now, GOOD[0], actor=Actor.of(django_user_model.objects.create(username="x")))
