import pytest
from hypothesis import given
from hypothesis import strategies as st

from zocdoc_sync.client.records import appointment_record, participant_record

WHOLE = {
    "appointment_id": "a-1", "appointment_status": "confirmed", "start_time": "2026-12-01T22:00:00-05:00",
    "created_time_utc": "2026-11-20T10:00:00Z", "last_modified_time_utc": "2026-11-20T10:00:00.123456Z",
    "provider_location_id": "pr_a|lo_b", "visit_reason_id": "pc_1", "is_provider_resource": False, "notes": "shy",
}  # fmt: skip
FIELDS = [*WHOLE, "practice_id", "visit_type", "patient_type", "confirmation_type", "source", "cancellation_reason"]


def test_instants_are_utc_and_the_offset_is_kept():
    record = appointment_record(WHOLE)
    assert record.start_time.isoformat() == "2026-12-02T03:00:00+00:00"
    assert record.start_offset_minutes == -300
    assert record.last_modified_time.isoformat() == "2026-11-20T10:00:00.123456+00:00"
    assert (record.provider_id, record.location_id, record.gaps) == ("pr_a", "lo_b", ())


def test_nulls_become_gaps_and_nothing_fails():
    record = appointment_record({"appointment_id": "a-1"} | dict.fromkeys(FIELDS[1:]))
    assert record.status is None
    assert set(record.gaps) == {
        "start_time", "provider_location_id", "visit_reason_id", "last_modified_time_utc", "appointment_status"
    }  # fmt: skip


def test_unknown_values_and_fields_are_kept():
    record = appointment_record(WHOLE | {"appointment_status": "arrived", "brand_new": {"x": 1}})
    assert (record.status, record.raw["brand_new"]) == ("arrived", {"x": 1})


@pytest.mark.parametrize("place", ["pr_a", "|lo_b", "pr_a|", ""])
def test_half_a_provider_location_names_neither(place):
    record = appointment_record(WHOLE | {"provider_location_id": place})
    assert (record.provider_id, record.location_id) == (None, None)


@pytest.mark.parametrize("nothing", [{}, {"appointment_id": None}, {"appointment_id": ""}, {"appointment_id": 7}])
def test_an_appointment_without_an_id_is_no_appointment(nothing):
    with pytest.raises(ValueError, match="without an id"):
        appointment_record(nothing)


def test_a_record_does_not_show_what_it_holds():
    assert "shy" not in repr(appointment_record(WHOLE))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(FIELDS[1:]), json_values))
def test_any_body_with_an_id_can_be_read(body):
    assert appointment_record({**body, "appointment_id": "a-1"}).appointment_id == "a-1"


@given(st.dictionaries(st.sampled_from(["first_name", "insurance", "gender", "uploaded_attachments"]), json_values))
def test_any_patient_can_be_read(patient):
    assert participant_record({"patient": patient}).raw == {"patient": patient}


def test_participants_without_a_patient_are_refused():
    with pytest.raises(ValueError, match="without a patient"):
        participant_record({"patient": None})


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-02-30T09:00:00Z", "soon"]
)
def test_a_time_that_is_none_becomes_a_gap(when):
    record = appointment_record(WHOLE | {"start_time": when})
    assert (record.start_time, record.gaps) == (None, ("start_time",))
