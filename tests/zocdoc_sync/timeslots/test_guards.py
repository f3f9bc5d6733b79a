import pytest
from hypothesis import given

from tests.zocdoc_sync.timeslots.days import DAY, PLACES, at, day, days
from zocdoc_sync.timeslots.guards import Situation, guards, unmet

FOUR = day("09:00", "10:00", "11:00", "12:00")


def situation(current, wanted, **more):
    values = {"day": DAY, "shown": current, "current": current, "wanted": wanted, "known_locations": PLACES}
    return Situation(**values | {"booked": ()} | more)


def codes(current, wanted, **more):
    return [guard.code for guard in guards(situation(current, wanted, **more))]


def test_a_harmless_change_asks_nothing():
    assert codes(FOUR, FOUR | day("13:00")) == []


@given(days)
def test_an_empty_day_always_needs_its_date_typed(current):
    asked = guards(situation(current, frozenset()))
    empties = [guard for guard in asked if guard.typed]
    assert [guard.code for guard in empties] == ["empty"]
    every_tick = {guard.code for guard in asked}
    for typed in ("", "yes", "2026-12-02"):
        assert unmet(asked, every_tick, typed) == tuple(empties)
    assert unmet(asked, every_tick, " 2026-12-01 ") == ()


def test_the_date_alone_does_not_answer_the_other_questions():
    asked = guards(situation(FOUR, frozenset(), booked=[at("09:00").place]))
    assert [guard.code for guard in unmet(asked, (), "2026-12-01")] == ["booked"]


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [(day("09:00", "10:00"), []), (day("09:00"), ["half"]), (day("20:00"), ["half"]), (FOUR | day("20:00"), [])],
)
def test_losing_more_than_half_is_asked_about(wanted, asked):
    assert codes(FOUR, wanted) == asked


def test_a_location_that_loses_all_it_has_is_named_with_how_much():
    current = FOUR | day("15:00", "16:00", place="lo_b") | day("17:00", place="lo_c")
    (guard,) = guards(situation(current, FOUR | day("18:00"), names={"lo_b": "Riverbend Online"}))
    assert (guard.code, guard.sentence) == (
        "cleared", "All timeslots of a location go away: Riverbend Online (2), lo_c (1).",
    )  # fmt: skip


@given(days, days)
def test_no_location_that_has_timeslots_loses_all_of_them_unasked(current, wanted):
    lost = {slot.location_id for slot in current} - {slot.location_id for slot in wanted}
    asked = codes(current, wanted)
    assert ("cleared" in asked, "empty" in asked) == (bool(lost and wanted), not wanted)


def test_restricting_every_slot_loses_none():
    restricted = frozenset(at(clock, patient_type="new") for clock in ("09:00", "10:00", "11:00", "12:00"))
    assert codes(FOUR, restricted, booked=[at("09:00").place]) == []


def test_dropping_a_slot_with_a_booking_names_its_time():
    (guard,) = guards(situation(FOUR, FOUR - day("10:00"), booked=[at("10:00").place, at("11:00").place]))
    assert (guard.code, guard.sentence) == (
        "booked", "A timeslot that goes away has a booking: 10:00. The appointment itself stays.",
    )  # fmt: skip


def test_a_booking_at_another_location_is_not_in_the_way():
    assert codes(FOUR, FOUR - day("10:00"), booked=[at("10:00", "lo_b").place]) == []


def test_a_location_that_is_not_the_providers_is_named():
    (guard,) = guards(situation(FOUR, FOUR | day("09:00", place="lo_strange")))
    assert guard.code == "places"
    assert "lo_strange" in guard.sentence


def test_a_day_that_changed_since_it_was_read_is_asked_about():
    (guard,) = guards(situation(FOUR, FOUR, shown=FOUR - day("09:00") | day("20:00")))
    assert (guard.code, guard.sentence) == (
        "changed", "The day changed at Zocdoc since it was read here: 1 timeslots came, 1 went.",
    )  # fmt: skip
