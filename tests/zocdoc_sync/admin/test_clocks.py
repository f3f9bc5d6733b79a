from datetime import timedelta

import pytest

from tests.zocdoc_sync.admin.clinic import at
from zocdoc_sync.admin.clocks import nearest_clock
from zocdoc_sync.admin.times import long_time, span, zone_of
from zocdoc_sync.models import Appointment, Location

NOW = at("2027-03-02T15:00:00")


def row(**more):
    return Appointment(**{"status": "confirmed", "created_time": NOW - timedelta(days=9), **more})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"start_time": NOW + timedelta(hours=2)}, "starts in 2 h"),
        ({"start_time": NOW + timedelta(days=5), "created_time": NOW - timedelta(hours=20)},
         "cancelling saves the fee for 4 h more"),
        ({"start_time": NOW - timedelta(hours=1)}, "no-show can be set for 47 h more"),
        ({"start_time": NOW - timedelta(days=3)}, ""),
        ({"start_time": NOW + timedelta(hours=2), "status": "cancelled"}, ""),
        ({"start_time": NOW + timedelta(hours=2), "gone_at": NOW}, ""),
        ({"start_time": None, "created_time": None}, ""),
        ({"start_time": NOW + timedelta(minutes=40), "status": "pending_booking",
          "created_time": NOW - timedelta(hours=30)},
         "booked 30 h ago · starts in 40 min"),
    ],
)  # fmt: skip
def test_the_clock_that_strikes_next_is_told(fields, says):
    assert nearest_clock(row(**fields), NOW) == says


@pytest.mark.parametrize(
    ("length", "says"), [(30, "0 min"), (89 * 60, "89 min"), (90 * 60, "1 h"), (48 * 3600, "2 d"), (-5, "0 min")]
)
def test_a_length_is_told_in_the_unit_that_says_it_well(length, says):
    assert span(timedelta(seconds=length)) == says


@pytest.mark.parametrize(
    ("zone", "offset", "shown"),
    [
        ("America/New_York", None, "Tue 2 Mar 2027, 10:00 EST"),
        ("America/Denver", -300, "Tue 2 Mar 2027, 08:00 MST"),
        ("", -300, "Tue 2 Mar 2027, 10:00 UTC-05:00"),
        ("Nowhere/Land", None, "Tue 2 Mar 2027, 10:00 EST"),
    ],
)
def test_a_time_is_shown_in_the_locations_zone_else_in_the_offset_that_came_with_it(zone, offset, shown):
    appointment = row(start_time=NOW, location=Location(time_zone=zone), start_offset_minutes=offset)
    assert long_time(NOW, zone_of(appointment)) == shown


def test_the_hour_that_the_clock_change_repeats_is_told_apart():
    zone = zone_of(row(location=Location(time_zone="America/New_York")))
    times = [long_time(at(text), zone) for text in ("2027-11-07T05:30:00", "2027-11-07T06:30:00")]
    assert times == ["Sun 7 Nov 2027, 01:30 EDT", "Sun 7 Nov 2027, 01:30 EST"]
