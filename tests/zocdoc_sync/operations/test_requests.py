from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile

from tests.zocdoc_sync.operations.inputs import APPOINTMENT, BOOKING, PLACE, SLOT, VALID
from zocdoc_sync.operations.accepting import accept
from zocdoc_sync.operations.catalogue import CATALOGUE, spec
from zocdoc_sync.operations.requests import assemble, restored

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def request(code, fields, body=None, **options):
    return assemble(spec(code), accept(spec(code), fields, body, now=NOW, **options))


def test_a_path_is_encoded_and_a_body_holds_the_rest():
    shown = request("updateProviderLocationInsuranceMappings", VALID["updateProviderLocationInsuranceMappings"]).shown()

    assert shown == {
        "method": "POST",
        "path": f"/v1/provider_locations/{PLACE.replace('|', '%7C')}/insurance_mappings",
        "query": {},
        "json": {"operation": "Add", "insurance_plan_ids": ["ip_2224", "ip_5432"]},
    }


def test_a_query_holds_lists_with_commas_and_instants_in_utc():
    fields = {
        "statuses": "confirmed,no_show",
        "last_modified_time_utc_min": "2026-11-23T09:00:00-05:00",
        "page": "0",
    }

    assert request("getAppointments", fields).shown() == {
        "method": "GET",
        "path": "/v1/appointments",
        "query": {
            "page": "0",
            "statuses": "confirmed,no_show",
            "last_modified_time_utc_min": "2026-11-23T14:00:00.000000Z",
        },
        "json": None,
    }


def test_a_booking_is_sent_as_it_was_given():
    assert request("createAppointment", {}, BOOKING).shown()["json"] == BOOKING


def test_an_empty_day_is_sent_as_an_empty_list():
    fields = {"provider_id": "pr_a", "date": "2026-11-30", "timeslots": []}

    shown = request("putProviderCalendarTimeslots", fields, allow_empty=True).shown()

    assert (shown["query"], shown["json"]) == ({"date": "2026-11-30"}, {"timeslots": []})


def test_a_timeslot_is_completed_with_its_provider():
    shown = request("putProviderCalendarTimeslots", VALID["putProviderCalendarTimeslots"]).shown()

    assert shown["json"] == {"timeslots": [{**SLOT, "provider_id": "pr_abc123"}]}


def test_of_a_file_only_size_kind_and_digest_are_shown():
    fields = {
        "appointment_id": APPOINTMENT,
        "attachment_type": "pcp_patient_referral",
        "attachment": ContentFile(b"%PDF-1.7 Zornwright", name="Zornwright.pdf"),
    }
    made = request("uploadAppointmentAttachment", fields)

    assert "Zornwright" not in str(made.kept())
    assert made.shown()["form"] == {"attachment_type": "pcp_patient_referral"}
    assert made.shown()["files"]["attachment"]["bytes"] == 19
    name, file, kind = made.multipart()["attachment"]
    assert (name, file.read(), kind) == ("Zornwright.pdf", b"%PDF-1.7 Zornwright", "application/pdf")


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - {"createAppointment", "uploadAppointmentAttachment"}))
def test_what_the_ledger_kept_is_sent_as_it_was(code):
    made = request(code, VALID[code])

    assert restored(made.kept()) == made
