"""Rows of templates to days to timeslots: random rules, every zone of the United States, both weeks of 2027."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.timeslots.days import AUTUMN, NEW_YORK, PLACES, SPRING, US_ZONES, both_weeks, clocks
from zocdoc_sync.models import (
    ExceptionHours,
    ExceptionKind,
    Location,
    Provider,
    SlotException,
    SlotTemplate,
    TemplateRule,
)
from zocdoc_sync.timeslots.exceptions import Special
from zocdoc_sync.timeslots.generating import day_plan, plans_of
from zocdoc_sync.timeslots.templates import week_of
from zocdoc_sync.timeslots.wall import instants

YEAR = date(2027, 1, 1)
WEEKDAYS = st.lists(st.integers(0, 6), unique=True)
rules = st.builds(
    lambda zone, place, weekdays, first, until, every: TemplateRule(
        location=Location(zocdoc_id=place, time_zone=zone), weekdays=weekdays, first=first, until=until, every=every
    ),
    zone=st.sampled_from(US_ZONES),
    place=st.sampled_from(PLACES),
    weekdays=WEEKDAYS,
    first=clocks,
    until=clocks,
    every=st.integers(5, 180),
)
templates = st.lists(st.lists(rules, max_size=3), min_size=1, max_size=3)


def weeks_from(some):
    return tuple(week_of(SlotTemplate(valid_from=YEAR), one) for one in some)


def wanted(some, day):
    """Return (place, zone, minute of the day) of every start that the rules name, by plain counting."""
    found = set()
    for rule in (rule for one in some for rule in one if day.weekday() in rule.weekdays):
        first, until = (clock.hour * 60 + clock.minute for clock in (rule.first, rule.until))
        place = rule.location.zocdoc_id, rule.location.time_zone
        found |= {(*place, minute) for minute in range(first, until, rule.every)}
    return found


def exists(day, zone, minute):
    return bool(instants(datetime.combine(day, time(minute // 60, minute % 60)), zone))


@given(templates, both_weeks)
def test_templates_valid_at_once_keep_wall_time_and_make_nothing_on_a_time_that_does_not_exist(some, day):
    made = day_plan(weeks_from(some), {}, day)
    got = {(slot.location_id, slot.zone, slot.start.hour * 60 + slot.start.minute) for slot in made.slots}
    assert got == {one for one in wanted(some, day) if exists(day, *one[1:])}
    assert {slot.start.date() for slot in made.slots} <= {day}
    skipped = {start.hour * 60 + start.minute for start in made.skipped}
    assert skipped == {minute for _, zone, minute in wanted(some, day) if not exists(day, zone, minute)}


@given(templates, both_weeks)
def test_a_closure_leaves_nothing_whatever_the_templates_say(some, day):
    made = day_plan(weeks_from(some), {day: Special("Holiday")}, day)
    assert (made.slots, made.skipped, made.special) == (frozenset(), (), "Holiday")


@pytest.mark.parametrize("zone", US_ZONES)
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_the_day_on_which_the_clocks_change_is_marked_in_zones_that_change(zone, day):
    rule = TemplateRule(
        location=Location(zocdoc_id="lo_a", time_zone=zone), weekdays=[6], first=time(0), until=time(4), every=30
    )
    made = day_plan(weeks_from([[rule]]), {}, day)
    changes = zone not in {
        "America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago",
    }  # fmt: skip
    assert made.clocks_change == changes
    assert [f"{one:%H:%M}" for one in made.skipped] == (["02:00", "02:30"] if changes and day == SPRING else [])
    assert [f"{one:%H:%M}" for one in made.twice] == (["01:00", "01:30"] if changes and day == AUTUMN else [])


@pytest.mark.parametrize("zone", [NEW_YORK, "Pacific/Honolulu"])
def test_a_slot_at_22_00_belongs_to_its_local_date(zone):
    rule = TemplateRule(
        location=Location(zocdoc_id="lo_a", time_zone=zone), weekdays=[6], first=time(22), until=time(22, 1), every=30
    )
    for day in (SPRING, AUTUMN):
        (slot,) = day_plan(weeks_from([[rule]]), {}, day).slots
        assert slot.sent()["start_time"] == f"{day}T22:00:00"


@pytest.fixture
def provider(db):
    owner = factories.connection()
    return Provider.objects.create(connection=owner, zocdoc_id="pr_one", name="Dr. One")


@pytest.fixture
def place(provider):
    return Location.objects.create(connection=provider.connection, zocdoc_id="lo_one", time_zone=NEW_YORK)


def template(provider, place, first, until, **more):
    owner = provider.connection
    fields = {"name": f"From {first}", "valid_from": YEAR, **more}
    made = SlotTemplate.objects.create(connection=owner, provider=provider, **fields)
    TemplateRule.objects.create(
        connection=owner, template=made, location=place, weekdays=list(range(7)), first=time(first), until=time(until)
    )
    return made


def special(provider, kind, first, last, *, hours=None, everybody=False, place=None):
    owner = provider.connection
    made = SlotException.objects.create(
        connection=owner, provider=None if everybody else provider, kind=kind, first=first, last=last, why="Reason"
    )
    if hours:
        ExceptionHours.objects.create(
            connection=owner, exception=made, location=place, first=time(hours[0]), until=time(hours[1])
        )
    return made


def counts(provider, days=3):
    return {one.day: len(one.slots) for one in plans_of(provider, YEAR, YEAR + timedelta(days=days - 1))}


def test_days_that_no_template_covers_are_not_spoken_of(provider, place):
    template(provider, place, 9, 12, valid_from=YEAR + timedelta(days=1), valid_to=YEAR + timedelta(days=1))
    special(provider, ExceptionKind.CLOSED, YEAR, YEAR + timedelta(days=9), everybody=True)
    assert counts(provider) == {YEAR + timedelta(days=1): 0}


def test_templates_that_overlap_are_taken_together_and_their_clashes_are_named(provider, place):
    template(provider, place, 9, 12)
    other = template(provider, place, 11, 13)
    other.rules.update(patient_type="new")
    (made,) = plans_of(provider, YEAR, YEAR)
    assert (len(made.slots), [f"{one:%H:%M}" for one in made.clashes]) == (10, ["11:00", "11:30"])


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([(ExceptionKind.CLOSED, None, True)], 0),
        ([(ExceptionKind.HOURS, (14, 15), False)], 2),
        ([(ExceptionKind.CLOSED, None, True), (ExceptionKind.HOURS, (14, 15), False)], 2),
        ([(ExceptionKind.HOURS, (14, 15), False), (ExceptionKind.CLOSED, None, False)], 0),
        ([(ExceptionKind.CLOSED, None, False), (ExceptionKind.HOURS, (14, 15), False)], 0),
    ],
)
def test_what_is_said_of_a_provider_is_stronger_than_of_all_and_closing_is_stronger(provider, place, rows, count):
    template(provider, place, 9, 12)
    for kind, hours, everybody in rows:
        special(provider, kind, YEAR, YEAR, hours=hours, everybody=everybody, place=place)
    assert counts(provider) == {
        YEAR: count, YEAR + timedelta(days=1): 6, YEAR + timedelta(days=2): 6,
    }  # fmt: skip


def test_hours_of_its_own_make_a_day_that_no_template_covers(provider, place):
    special(provider, ExceptionKind.HOURS, YEAR, YEAR, hours=(14, 16), place=place)
    assert counts(provider) == {YEAR: 4}


def test_a_special_day_of_another_account_says_nothing(provider, place):
    template(provider, place, 9, 12)
    stranger = Provider.objects.create(connection=factories.connection(), zocdoc_id="pr_two")
    special(stranger, ExceptionKind.CLOSED, YEAR, YEAR, everybody=True)
    assert counts(provider, days=1) == {YEAR: 6}
