"""Every request of the client, held against Zocdoc's own OpenAPI document."""

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import yaml
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest
from requests.adapters import BaseAdapter

from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.client.protocols import FixedToken, NoBudget
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.client.zocdoc_client import ZocdocClient

DOCUMENT = os.environ.get("ZOCDOC_OPENAPI", "")
pytestmark = pytest.mark.skipif(
    not DOCUMENT, reason="ZOCDOC_OPENAPI names no OpenAPI document to hold the client against"
)

BASE = "https://api-developer-sandbox.zocdoc.com"
METHODS = ("get", "post", "put")
OPERATIONS = 30
WHEN, DAY = datetime(2026, 11, 23, 14, 14, tzinfo=UTC), date(2026, 11, 23)
PATIENT = {
    "first_name": "Wren", "last_name": "Juniperly", "date_of_birth": "1990-02-03", "sex_at_birth": "female",
    "phone_number": "2125550199", "email_address": "wren@patients.example", "developer_patient_id": "dev-1",
    "patient_address": {"address1": "1 Quarry Lane", "city": "Brooklyn", "state": "NY", "zip_code": "11215"},
}  # fmt: skip
BOOKING = {
    "start_time": "2026-12-01T09:00:00-05:00", "visit_reason_id": "pc_1", "provider_location_id": "pr_a|lo_b",
    "patient": PATIENT, "patient_type": "new", "notes": "first visit",
}  # fmt: skip
SLOT = {
    "provider_id": "pr_a",
    "location_id": "lo_b",
    "start_time": "2026-11-23T09:30:00",
    "time_zone": "America/New_York",
}

# Every method of the client with every argument that it has.
CALLS = {
    "getAppointments": lambda c: c.appointments.get_appointments(
        page=0, page_size=100, statuses=["confirmed", "no_show"], developer_patient_id="dev-1",
        sort_by="last_modified_time_utc", sort_direction="ascending", practice_ids=["pt_1"], provider_ids=["pr_a"],
        location_ids=["lo_b"], start_time_utc_min=WHEN, start_time_utc_max=WHEN, created_time_utc_min=WHEN,
        created_time_utc_max=WHEN, last_modified_time_utc_min=WHEN, last_modified_time_utc_max=WHEN,
    ),
    "getAppointment": lambda c: c.appointments.get_appointment("a-1"),
    "getAppointmentParticipants": lambda c: c.appointments.get_appointment_participants("a-1"),
    "createAppointment": lambda c: c.appointments.create_appointment(data=BOOKING),
    "confirmAppointment": lambda c: c.appointments.confirm_appointment("a-1"),
    "cancelAppointment": lambda c: c.appointments.cancel_appointment(
        "a-1", cancellation_reason_type="other_patient_reason", cancellation_reason="moved away"
    ),
    "rescheduleAppointment": lambda c: c.appointments.reschedule_appointment("a-1", start_time=BOOKING["start_time"]),
    "updateAppointmentStatus": lambda c: c.appointments.update_appointment_status("a-1", appointment_status="arrived"),
    "uploadAppointmentAttachment": lambda c: c.appointments.upload_appointment_attachment(
        "a-1", attachment=io.BytesIO(b"%PDF-1.7"), file_name="card.pdf", media_type="application/pdf",
        attachment_type="pcp_patient_referral",
    ),
    "getProviders": lambda c: c.providers.get_providers(
        ["1234567891", "0123456789"], insurance_plan_id="ip_1", latitude=40.7, longitude=-73.9
    ),
    "getProviderReviews": lambda c: c.providers.get_provider_reviews("pr_a"),
    "getProviderCalendarTimeslots": lambda c: c.calendar.get_provider_calendar_timeslots(
        "pr_a", date=DAY, next_page_token="t", limit=100
    ),
    "putProviderCalendarTimeslots": lambda c: c.calendar.put_provider_calendar_timeslots(
        "pr_a", date=DAY, timeslots=[SLOT]
    ),
    "getProviderLocations": lambda c: c.provider_locations.get_provider_locations(
        "11201", specialty_id="sp_153", visit_reason_id="pc_1", page=0, page_size=10, insurance_plan_id="ip_1",
        visit_type="all", max_distance_to_patient_mi=50,
    ),
    "getProviderLocation": lambda c: c.provider_locations.get_provider_location("pr_a|lo_b", insurance_plan_id="ip_1"),
    "getProviderLocationsAvailability": lambda c: c.provider_locations.get_provider_locations_availability(
        ["pr_a|lo_b"], visit_reason_id="pc_1", patient_type="existing", start_date_in_provider_local_time=DAY,
        end_date_in_provider_local_time=DAY, published_context="direct_listing", insurance_plan_id="ip_1",
        insurance_carrier_id="ic_1",
    ),
    "getProviderLocationInsuranceMappings": lambda c: c.provider_locations.get_provider_location_insurance_mappings(
        "pr_a|lo_b"
    ),
    "updateProviderLocationInsuranceMappings": lambda c: (
        c.provider_locations.update_provider_location_insurance_mappings(
            "pr_a|lo_b", operation="Add", insurance_plan_ids=["ip_1"]
        )
    ),
    "getFacilities": lambda c: c.facilities.get_facilities(
        npis=["1234567891"], zip_code="11201", building_type="clinic", page=0, page_size=10, visit_reason_id="pc_1",
        insurance_plan_id="ip_1", max_distance_to_patient_mi=5,
    ),
    "getFacility": lambda c: c.facilities.get_facility("f-1"),
    "getInsurancePlans": lambda c: c.insurance.get_insurance_plans(
        page=0, page_size=500, status="active", state="NY", network_type="ppo", program_type="commercial",
        care_category="health",
    ),
    "getInsurancePlan": lambda c: c.insurance.get_insurance_plan("ip_1"),
    "getProviderNpis": lambda c: c.reference.get_provider_npis(page=0, page_size=60000),
    "getSpecialties": lambda c: c.reference.get_specialties(page=0, page_size=500, care_category="dental"),
    "getSpecialtyById": lambda c: c.reference.get_specialty_by_id("sp_153"),
    "getVisitReasons": lambda c: c.reference.get_visit_reasons(page=0, page_size=500, specialty_id="sp_153"),
    "getVisitReasonById": lambda c: c.reference.get_visit_reason_by_id("pc_1"),
    "getSchedulableEntities": lambda c: c.schedulable_entities.get_schedulable_entities(
        page=0, page_size=5000, schedule_types=["provider_location"], recent_changes_72hrs=True
    ),
    "rotateCredentials": lambda c: c.credentials.rotate_credentials("client-1"),
    "mockWebhookRequest": lambda c: c.webhooks.mock_webhook_request(
        "https://console.clinic.example/hook", "a2V5", appointment_update_type="created"
    ),
}  # fmt: skip


class Recorder(BaseAdapter):
    """Keep the requests that would go out, and answer each with an empty success."""

    def __init__(self):
        super().__init__()
        self.requests = []

    def send(self, request, **_options):
        self.requests.append(request)
        answer = requests.Response()
        answer.status_code, answer.request, answer.raw = 200, request, _Empty()
        return answer

    def close(self):
        pass


class _Empty:
    def read1(self, *_args, **_options):
        return b""

    def close(self):
        pass

    def release_conn(self):
        pass


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(Path(DOCUMENT).read_text())


@pytest.fixture(scope="module")
def operations(document):
    return {
        one["operationId"]: (method.upper(), path, one)
        for path, item in document["paths"].items()
        for method, one in item.items()
        if method in METHODS
    }


def recorded(operation):
    session, recorder = requests.Session(), Recorder()
    session.mount("https://", recorder)
    CALLS[operation](ZocdocClient(Sender(BASE, FixedToken("t"), NoBudget(), session=session)))
    (request,) = recorder.requests
    return request


def scopes_of(one):
    return {scope for way in one.get("security", []) for scope in way.get("ClientCredentialsFlow", [])}


def test_every_operation_of_the_document_is_an_endpoint_and_a_method(operations):
    assert len(operations) == OPERATIONS
    assert set(ENDPOINTS) == set(operations) == set(CALLS)


def test_endpoints_say_what_the_document_says(operations):
    ours = {code: (one.method, one.path, set(one.query), set(one.scopes)) for code, one in ENDPOINTS.items()}
    theirs = {
        code: (method, path, {p["name"] for p in one.get("parameters", []) if p["in"] == "query"}, scopes_of(one))
        for code, (method, path, one) in operations.items()
    }
    assert ours == theirs


def test_every_method_sends_every_query_parameter_that_there_is():
    asked = {
        code: {part.split("=")[0] for part in urlsplit(recorded(code).url).query.split("&") if part} for code in CALLS
    }
    assert asked == {code: set(one.query) for code, one in ENDPOINTS.items()}


@pytest.mark.filterwarnings("ignore:Unsupported scheme type")  # OAuth is the stand-in's to check
def test_every_request_of_the_client_fits_the_document(document):
    document = {**document, "servers": [{"url": BASE}]}
    openapi = OpenAPI.from_dict(document)
    checked = set()
    for code in CALLS:
        request = recorded(code)
        asked = RequestsOpenAPIRequest(
            requests.Request(request.method, request.url, headers=request.headers, data=request.body)
        )
        if ENDPOINTS[code].body == "multipart":
            assert b'name="attachment"; filename="card.pdf"' in b"".join(request.body)
            assert b'name="attachment_type"' in b"".join(request.body)
            checked.add(code)
            continue
        openapi.validate_request(asked)
        checked.add(code)
    assert len(checked) == OPERATIONS
