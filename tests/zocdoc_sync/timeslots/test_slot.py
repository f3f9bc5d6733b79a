import pytest
from hypothesis import given

from tests.zocdoc_sync.timeslots.days import at, day, days
from zocdoc_sync.timeslots.slot import day_of, digest, sent_day, slot_of


@given(days)
def test_a_day_sent_and_read_again_is_the_same_day(slots):
    assert day_of(sent_day(slots)) == slots


@given(days, days)
def test_the_digest_is_equal_for_equal_days_only(one, other):
    assert (digest(one) == digest(other)) == (one == other)


def test_nulls_and_left_out_seconds_mean_no_restriction_and_the_same_time():
    said = {
        "provider_id": "pr_a",
        "start_time": "2026-12-01T09:00",
        "location_id": "lo_a",
        "time_zone": "America/New_York",
        "allowed_visit_reason_ids": None,
        "excluded_visit_reason_ids": [],
        "patient_type": None,
    }
    assert slot_of(said) == at("09:00")


@pytest.mark.parametrize("missing", ["start_time", "location_id", "time_zone"])
def test_a_slot_without_a_time_or_place_is_not_taken_for_one(missing):
    with pytest.raises(ValueError, match="needs a location, a start and a time zone"):
        slot_of({**at("09:00").sent(), missing: None})


def test_a_day_is_sent_by_time_and_place():
    mixed = day("10:00") | day("09:00", place="lo_b") | day("09:00")
    assert [(one["start_time"][11:16], one["location_id"]) for one in sent_day(mixed)] == [
        ("09:00", "lo_a"), ("09:00", "lo_b"), ("10:00", "lo_a"),
    ]  # fmt: skip
