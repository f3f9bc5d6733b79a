from datetime import date, datetime, timedelta, timezone

import pytest

from zocdoc_sync.client.encoding import full_path, query_values
from zocdoc_sync.client.endpoints import endpoint
from zocdoc_sync.errors import InvalidRequest

LIST = endpoint("getAppointments")


def test_the_bar_of_a_provider_location_is_encoded():
    path = full_path(endpoint("getProviderLocation"), {"provider_location_id": "pr_a|lo_b"})
    assert path == "/v1/provider_locations/pr_a%7Clo_b"


@pytest.mark.parametrize(
    "wrong", ["", None, "..", ".", "a/b", "a\\b", "a?b", "a#b", "a b", "a\r\nX: y", "a\x00", "a\ud800"]
)
def test_what_cannot_be_an_id_never_enters_a_path(wrong):
    with pytest.raises(InvalidRequest):
        full_path(endpoint("getAppointment"), {"appointment_id": wrong})


def test_query_values_are_written_as_zocdoc_reads_them():
    east = timezone(timedelta(hours=-5))
    values = {
        "gone": None, "yes": True, "no": False, "many": ["a", "b"], "day": date(2026, 11, 23), "number": 5,
        "when": datetime(2026, 11, 23, 9, 14, 0, 250, tzinfo=east),
    }  # fmt: skip
    assert query_values(LIST, values) == {
        "yes": "true", "no": "false", "many": "a,b", "day": "2026-11-23", "number": "5",
        "when": "2026-11-23T14:14:00.000250Z",
    }  # fmt: skip


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        query_values(LIST, {"when": datetime(2026, 11, 23, 9, 14)})  # noqa: DTZ001


@pytest.mark.parametrize("wrong", ["a\r\nb", "a\ud800", "a\x00"])
def test_what_cannot_be_sent_is_said_before_it_is_tried(wrong):
    with pytest.raises(InvalidRequest, match="cannot be sent"):
        query_values(LIST, {"developer_patient_id": wrong})
