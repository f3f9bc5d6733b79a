from hypothesis import given

from tests.zocdoc_sync.timeslots.days import day, days
from zocdoc_sync.timeslots.differences import applied, differences


@given(days, days)
def test_the_difference_applied_to_the_old_day_gives_the_new_one(old, new):
    assert applied(old, differences(old, new)) == new


@given(days, days)
def test_an_edit_and_its_undo_give_the_day_as_it_was(original, edited):
    after = applied(original, differences(original, edited))
    assert applied(after, differences(after, original)) == original


@given(days, days)
def test_each_location_tells_what_came_went_and_stayed_there(old, new):
    told = differences(old, new)
    assert [one.location_id for one in told] == sorted({slot.location_id for slot in old | new})
    for one in told:
        assert {slot.location_id for slot in one.added | one.removed | one.kept} == {one.location_id}
        assert (one.added & one.removed, one.added & old, one.removed & new) == (frozenset(),) * 3


def test_a_slot_that_moves_to_another_location_leaves_the_first():
    first, second = differences(day("09:00"), day("09:00", place="lo_b"))
    assert (first.removed, first.added) == (day("09:00"), frozenset())
    assert (second.removed, second.added) == (frozenset(), day("09:00", place="lo_b"))
