from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zocdoc_sync.timeslots.days import AUTUMN, NEW_YORK, PLACES, SPRING, US_ZONES, both_weeks, ranges
from zocdoc_sync.timeslots.ranges import Range, filled, moved
from zocdoc_sync.timeslots.slot import sent_day
from zocdoc_sync.timeslots.wall import clocks_change, instants
from zocdoc_sync.timeslots.weekly import Week, day_from

UNCHANGED = {"America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago"}
some_ranges = st.lists(ranges, max_size=3).map(tuple)
weeks = st.builds(
    Week,
    weekdays=st.dictionaries(st.integers(0, 6), some_ranges),
    valid_from=st.just(date(2027, 1, 1)),
    valid_to=st.none() | st.just(date(2027, 12, 31)),
    exceptions=st.dictionaries(both_weeks, some_ranges, max_size=2),
)


def clock(first, until, every=30, zone=NEW_YORK):
    return Range(PLACES[0], zone, time.fromisoformat(first), time.fromisoformat(until), every)


def expected(rules):
    """Return the wall times of rules by plain counting of minutes."""
    found = set()
    for rule in rules:
        first, until = (one.hour * 60 + one.minute for one in (rule.first, rule.until))
        found |= {(rule.location_id, rule.zone, minute) for minute in range(first, until, rule.every)}
    return found


def minutes(slot):
    return slot.location_id, slot.zone, slot.start.hour * 60 + slot.start.minute


@given(weeks, both_weeks)
def test_a_template_keeps_wall_time_and_leaves_out_only_times_that_do_not_exist(week, day):
    rules = week.exceptions.get(day, week.weekdays.get(day.weekday(), ()))
    made = day_from(week, day)
    assert {slot.start.date() for slot in made.slots} <= {day}
    for slot in made.slots:
        assert slot.start in {
            one.astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None) for one in instants(slot.start, slot.zone)
        }
    left_out = expected(rules) - {minutes(slot) for slot in made.slots}
    assert {minutes(slot) for slot in made.slots} <= expected(rules)
    assert {(zone, minute) for _, zone, minute in left_out if not gap(day, zone, minute)} == set()
    assert {start.hour * 60 + start.minute for start in made.skipped} == {minute for _, _, minute in left_out}


def gap(day, zone, minute):
    """Tell whether a wall time is missing, by walking through all minutes of the day in UTC."""
    start = datetime.combine(day, time.min, UTC) - timedelta(hours=14)
    tz = ZoneInfo(zone)
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    return wall not in {(start + timedelta(minutes=n)).astimezone(tz).replace(tzinfo=None) for n in range(52 * 60)}


@pytest.mark.parametrize("zone", US_ZONES)
def test_every_zone_has_its_own_gap_and_its_own_hour_twice(zone):
    moves = clocks_change(SPRING, zone)
    assert moves == (zone not in UNCHANGED)
    night = clock("00:00", "04:00", zone=zone)
    assert [one.strftime("%H:%M") for one in filled(night, SPRING).skipped] == (["02:00", "02:30"] if moves else [])
    twice = sorted(slot.start.strftime("%H:%M") for slot in filled(night, AUTUMN).slots if slot.is_twice)
    assert twice == (["01:00", "01:30"] if moves else [])


def test_a_time_that_comes_twice_names_both_instants_and_is_one_slot():
    made = filled(clock("01:30", "01:31"), AUTUMN)
    (slot,) = made.slots
    assert instants(slot.start, slot.zone) == (
        datetime(2027, 11, 7, 5, 30, tzinfo=UTC), datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
    )  # fmt: skip
    assert made.skipped == ()


@pytest.mark.parametrize("zone", [NEW_YORK, "Pacific/Honolulu"])
@pytest.mark.parametrize("day", [date(2027, 3, 13), SPRING, AUTUMN])
def test_a_slot_at_22_00_is_on_its_local_date(zone, day):
    made = filled(clock("22:00", "22:30", zone=zone), day)
    assert [(one["start_time"], one["time_zone"]) for one in sent_day(made.slots)] == [(f"{day}T22:00:00", zone)]
    (instant,) = instants(next(iter(made.slots)).start, zone)
    assert instant.date() == day + timedelta(days=1)


def test_nine_to_twelve_every_thirty_minutes_is_six_slots():
    made = filled(clock("09:00", "12:00"), date(2027, 1, 4))
    starts = sorted(slot.start.strftime("%H:%M") for slot in made.slots)
    assert starts == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_a_range_that_ends_before_it_begins_is_empty_and_one_without_steps_is_refused():
    assert filled(clock("12:00", "09:00"), SPRING).slots == frozenset()
    with pytest.raises(ValueError, match="at least 1"):
        filled(clock("09:00", "12:00", every=0), SPRING)


def test_a_template_says_nothing_of_days_outside_its_validity():
    week = Week({0: (clock("09:00", "10:00"),)}, date(2027, 1, 4), date(2027, 1, 10))
    assert (day_from(week, date(2027, 1, 3)), day_from(week, date(2027, 1, 11))) == (None, None)
    assert len(day_from(week, date(2027, 1, 4)).slots) == 2


def test_a_closure_is_an_exception_without_ranges():
    week = Week({0: (clock("09:00", "10:00"),)}, date(2027, 1, 1), exceptions={date(2027, 1, 4): ()})
    assert (len(day_from(week, date(2027, 1, 4)).slots), len(day_from(week, date(2027, 1, 11)).slots)) == (0, 2)


def test_a_copied_day_keeps_wall_time_and_names_what_the_clocks_leave_out():
    night = filled(clock("01:30", "03:30"), SPRING - timedelta(days=7)).slots
    copy = moved(night, SPRING)
    assert sorted(slot.start.strftime("%H:%M") for slot in copy.slots) == ["01:30", "03:00"]
    assert [start.strftime("%H:%M") for start in copy.skipped] == ["02:00", "02:30"]
