from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from tests.zocdoc_sync.timeslots.days import NEW_YORK, PLACES, at, day, days
from zocdoc_sync.drift.judging import Booking, Offer, Sight, Visit, judge
from zocdoc_sync.timeslots.wall import instants

CHECKUP = Visit("pc_a", "new")
RARE = Visit("pc_rare", "new")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def offered(slots, visit=CHECKUP):
    """Return what Zocdoc offers when it offers exactly these slots."""
    return frozenset(
        Offer(slot.location_id, moment)
        for slot in slots
        if visit.fits(slot)
        for moment in instants(slot.start, slot.zone)
    )


def moment(clock, place=PLACES[0]):
    (found,) = instants(at(clock, place=place).start, NEW_YORK)
    return found


def booking(clock, place=PLACES[0], minutes=30):
    return Booking(place, moment(clock), timedelta(minutes=minutes))


def sight(slots, offers=None, bookings=(), **more):
    zones = dict.fromkeys(PLACES, NEW_YORK)
    seen = {CHECKUP: offered(slots) if offers is None else offers}
    return Sight(slots, seen, bookings, zones, **{"after": LONG_AGO, **more})


def told(seen):
    return [(one.kind, one.location_id, one.wall) for one in judge(seen).findings]


@given(days)
def test_a_day_that_is_offered_as_it_is_published_has_no_findings(slots):
    assert judge(sight(slots)).findings == []


@given(days, days)
def test_the_numbers_are_those_of_the_findings(slots, others):
    found = judge(sight(slots, offered(others)))
    assert sum(found.counts.values()) == len(found.findings)


def test_an_offer_that_nobody_published_is_told_with_its_place_and_time():
    extra = day("09:00", "10:00")
    assert told(sight(day("09:00"), offered(extra))) == [("unpublished", "lo_a", "10:00 EST")]


def test_an_offer_for_a_reason_that_its_slot_excludes_is_not_published():
    slots = frozenset(replace(slot, excluded=("pc_a",)) for slot in day("09:00"))
    assert told(sight(slots, offered(day("09:00")))) == [("unpublished", "lo_a", "09:00 EST")]


def test_a_published_slot_that_is_not_offered_is_told():
    assert told(sight(day("09:00", "10:00"), offered(day("09:00")))) == [("unbookable", "lo_a", "10:00 EST")]


def test_a_slot_that_a_booking_takes_is_not_expected_to_be_bookable_at_any_location():
    slots = day("09:00", "09:30", "10:00")
    for place in PLACES[:2]:
        found = judge(sight(slots, offered(day("10:00")), [booking("09:00", place, minutes=60)]))
        assert found.counts["unbookable"] == 0
    assert told(sight(slots, offered(day("10:00")), [booking("09:00", minutes=30)])) == [
        ("unbookable", "lo_a", "09:30 EST")
    ]


def test_a_booking_where_nothing_is_published_is_outside():
    assert told(sight(day("09:00"), bookings=[booking("11:00")])) == [("outside", "lo_a", "11:00 EST")]
    assert told(sight(day("11:00", place="lo_b"), bookings=[booking("11:00")])) == [("outside", "lo_a", "11:00 EST")]
    assert told(sight(day("11:00"), bookings=[booking("11:00")])) == []


def test_what_has_passed_is_not_judged():
    late = moment("12:00")
    assert told(sight(day("09:00"), frozenset(), [booking("11:00")], after=late)) == []
    assert len(told(sight(day("09:00"), frozenset(), [booking("11:00")], after=moment("08:00")))) == 2


def test_a_slot_that_takes_nothing_of_what_was_asked_is_counted_and_not_judged():
    slots = frozenset(replace(slot, allowed=("pc_rare",)) for slot in day("09:00"))
    found = judge(sight(slots, frozenset()))
    assert (found.unjudged, found.findings) == (1, [])
    assert judge(replace(sight(slots), offers={CHECKUP: frozenset(), RARE: frozenset()})).counts["unbookable"] == 1


@pytest.mark.parametrize("patient_type", ["new", "existing"])
def test_a_slot_for_other_patients_is_not_judged(patient_type):
    slots = frozenset(replace(slot, patient_type=patient_type) for slot in day("09:00"))
    assert judge(sight(slots, frozenset())).counts["unbookable"] == (patient_type == "new")


def test_a_location_that_did_not_answer_has_no_unbookable_slots():
    assert told(sight(day("09:00"), frozenset(), unknown=frozenset({"lo_a"}))) == []


def test_a_time_that_comes_twice_is_bookable_when_one_of_both_is_offered():
    slot = replace(at("01:30"), start=datetime(2027, 11, 7, 1, 30))  # noqa: DTZ001 (wall time)
    first, second = instants(slot.start, slot.zone)
    for one in (first, second):
        assert told(sight(frozenset({slot}), frozenset({Offer("lo_a", one)}))) == []
    assert told(sight(frozenset({slot}), frozenset())) == [("unbookable", "lo_a", "01:30 EDT")]
