import pytest

from zocdoc_sync.operations.wishes import brings

MOVED = {"start_time": "2026-11-30T14:00:00+00:00"}
CONFIRMED = {"status": "confirmed"}


@pytest.mark.parametrize(
    ("wish", "fields", "is_so"),
    [
        (CONFIRMED, {"status": ["pending_booking", "confirmed"], "notes": [None, None]}, True),
        (CONFIRMED, {"status": ["pending_booking", "cancelled"]}, False),
        (CONFIRMED, {"notes": [None, None]}, False),
        (MOVED, {"start_time": ["2026-11-24T16:30:00-05:00", "2026-11-30T09:00:00-05:00"]}, True),
        (MOVED, {"start_time": ["2026-11-24T16:30:00-05:00", "2026-11-30T09:00:00-06:00"]}, False),
        (MOVED, {"start_time": ["2026-11-24T16:30:00-05:00", None]}, False),
        (MOVED, {"start_time": ["2026-11-24T16:30:00-05:00", "soon"]}, False),
        ({}, {"status": ["pending_booking", "confirmed"]}, False),
    ],
)
def test_the_change_that_made_a_wish_come_true_is_told_from_others(wish, fields, is_so):
    assert brings(wish, fields) is is_so
