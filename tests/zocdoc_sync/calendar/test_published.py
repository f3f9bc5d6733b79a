from datetime import UTC, date, datetime

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.timeslots.days import AUTUMN, SPRING
from zocdoc_sync.calendar.published import in_force, opening_at, openings
from zocdoc_sync.models import DayState, DayVersion, ProviderDay
from zocdoc_sync.timeslots.slot import Slot
from zocdoc_sync.timeslots.versions import keep_read

DAY = date(2026, 3, 2)


def told(place, day, *clocks, **more):
    wanted = frozenset(
        Slot(place.location.zocdoc_id, datetime.fromisoformat(f"{day}T{clock}"), place.location.time_zone, **more)
        for clock in clocks
    )
    keep_read(place.provider, day, wanted, now=factories.NOW)


def found():
    return openings(in_force(ProviderDay.objects.all()).select_related("day"))


@pytest.fixture
def place(db):
    return factories.provider_location()


def test_the_last_version_that_zocdoc_showed_is_in_force(place):
    told(place, DAY, "09:00")
    told(place, DAY, "10:00", "09:30")
    assert [f"{one.start:%H:%M}" for one in found()] == ["14:30", "15:00"]


@pytest.mark.parametrize("state", [DayState.PLANNED, DayState.NOT_PUT])
def test_what_did_not_reach_zocdoc_is_not_in_force(state, place):
    told(place, DAY, "09:00")
    told(place, DAY, "10:00")
    DayVersion.objects.filter(number=2).update(state=state)
    assert [f"{one.start:%H:%M}" for one in found()] == ["14:00"]


def test_locations_that_zocdoc_lost_are_left_out(place):
    told(place, DAY, "09:00")
    DayVersion.objects.update(lost_locations=[place.location.zocdoc_id])
    assert found() == []


def test_a_time_that_no_clock_shows_is_left_out(place):
    told(place, SPRING, "01:30", "02:30", "03:30")
    assert [f"{one.start:%H:%M}" for one in found()] == ["06:30", "07:30"]


def test_a_time_that_comes_twice_stands_once_at_its_first_coming(place):
    told(place, AUTUMN, "01:30")
    assert [one.start for one in found()] == [datetime(2027, 11, 7, 5, 30, tzinfo=UTC)]


def test_several_restrictions_of_one_start_are_one_opening(place):
    start = datetime.fromisoformat(f"{DAY}T09:00")
    both = [Slot(place.location.zocdoc_id, start, "America/New_York", patient_type=one) for one in ("new", "existing")]
    keep_read(place.provider, DAY, frozenset(both), now=factories.NOW)
    (one,) = found()
    assert {slot.patient_type for slot in one.slots} == {"new", "existing"}


def test_a_timeslot_is_found_by_its_place_and_instant_alone(place):
    told(place, DAY, "09:00")
    other = factories.provider_location(place.connection, provider=place.provider)
    nine = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    assert opening_at(place, nine).start == nine
    assert (opening_at(other, nine), opening_at(place, nine.replace(minute=30))) == (None, None)


def test_a_timeslot_late_in_the_evening_is_found_although_utc_has_another_date(place):
    told(place, DAY, "23:30")
    assert opening_at(place, datetime(2026, 3, 3, 4, 30, tzinfo=UTC)).day == DAY
