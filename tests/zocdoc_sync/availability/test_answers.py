from datetime import date, datetime

import pytest

from zocdoc_sync.availability.answers import UNREADABLE, UNSAID, Fault, FreeTime, collected

DAY = date(2027, 3, 1)
NOW = datetime.fromisoformat("2027-03-01T14:00:00+00:00")
LATER = "2027-03-01T09:30:00-05:00"


def told(*starts, place="pr_a|lo_a"):
    return {"provider_location_id": place, "timeslots": [{"start_time": start} for start in starts]}


def test_times_that_have_passed_and_repetitions_are_left_out():
    found = collected([told(LATER, LATER, "2027-03-01T09:00:00-05:00")], ("pr_a|lo_a",), DAY, DAY, NOW)
    assert found.slots == [FreeTime(datetime.fromisoformat(LATER), "pr_a|lo_a")]
    assert found.faults == []


def test_a_place_that_the_answer_leaves_out_is_a_fault():
    found = collected([told(LATER)], ("pr_a|lo_a", "pr_b|lo_b"), DAY, DAY, NOW)
    assert found.faults == [Fault(("pr_b|lo_b",), DAY, DAY, UNSAID)]


@pytest.mark.parametrize("start", [None, "", 7, "tomorrow", "2027-03-01T09:30:00", "2027-13-01T09:30:00-05:00"])
def test_a_time_that_cannot_be_read_makes_its_place_a_fault_and_keeps_the_others(start):
    found = collected([told(LATER, start)], ("pr_a|lo_a",), DAY, DAY, NOW)
    assert [slot.start.isoformat() for slot in found.slots] == [LATER]
    assert found.faults == [Fault(("pr_a|lo_a",), DAY, DAY, UNREADABLE)]


@pytest.mark.parametrize("slots", [None, [], {}])
def test_a_place_without_slots_is_simply_full(slots):
    item = {"provider_location_id": "pr_a|lo_a", "timeslots": slots}
    found = collected([item, None, "noise"], ("pr_a|lo_a",), DAY, DAY, NOW)
    assert (found.slots, found.faults) == ([], [])
