from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zocdoc_sync.timeslots.days import AUTUMN, SPRING, US_ZONES
from zocdoc_sync.calendar.axis import axis_of

NEW_YORK, PHOENIX = ZoneInfo("America/New_York"), ZoneInfo("America/Phoenix")


@pytest.mark.parametrize(
    ("day", "zone", "minutes", "letters"),
    [
        (date(2027, 3, 13), NEW_YORK, 1440, "EST"),
        (SPRING, NEW_YORK, 1380, "EST → EDT"),
        (AUTUMN, NEW_YORK, 1500, "EDT → EST"),
        (SPRING, PHOENIX, 1440, "MST"),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(day, zone, minutes, letters):
    axis = axis_of(day, zone)
    assert (axis.minutes, axis.letters, len(axis.ticks)) == (minutes, letters, minutes // 60)


def test_the_hour_that_comes_twice_is_told_apart_by_the_zones_letters():
    labels = [tick.label for tick in axis_of(AUTUMN, NEW_YORK).ticks]
    assert labels[:4] == ["00:00 EDT", "01:00 EDT", "01:00 EST", "02:00 EST"]


def test_the_hour_that_no_clock_shows_has_no_line():
    labels = [tick.label for tick in axis_of(SPRING, NEW_YORK).ticks]
    assert labels[:4] == ["00:00 EST", "01:00 EST", "03:00 EDT", "04:00 EDT"]


def test_on_other_days_the_hours_are_without_letters():
    assert [tick.label for tick in axis_of(date(2027, 3, 13), NEW_YORK).ticks][8:10] == ["08:00", "09:00"]


def test_half_past_one_stands_at_two_places_in_autumn_and_an_hour_apart():
    axis = axis_of(AUTUMN, NEW_YORK)
    both = [datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK, fold=fold).astimezone(UTC) for fold in (0, 1)]
    assert [axis.minute_of(one) for one in both] == [90, 150]


@pytest.mark.parametrize(
    ("day", "expected"), [(SPRING, (420, 1020)), (AUTUMN, (540, 1140)), (date(2027, 5, 1), (480, 1080))]
)
def test_working_hours_are_those_that_clocks_show(day, expected):
    assert axis_of(day, NEW_YORK).crop(8, 18) == expected


def test_all_hours_are_the_whole_day():
    assert [axis_of(day, NEW_YORK).crop(0, 24) for day in (SPRING, AUTUMN)] == [(0, 1380), (0, 1500)]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(US_ZONES), st.integers(0, 1439))
def test_every_instant_of_a_day_stands_in_it_at_its_own_minute(day, zone, minute):
    axis = axis_of(day, ZoneInfo(zone))
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    instant = local.astimezone(UTC)
    place = axis.minute_of(instant)
    assert 0 <= place < axis.minutes
    tick = axis.ticks[place // 60]
    assert (tick.hour, place % 60) == (instant.astimezone(ZoneInfo(zone)).hour, minute % 60)
