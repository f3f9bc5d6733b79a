"""Every endpoint of Zocdoc's partner API that the product calls, by operationId."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["read", "write"]
Body = Literal["json", "multipart"]
Paging = Literal["offset", "cursor"]
PLACEHOLDER = re.compile(r"{(\w+)}")

READ_APPOINTMENTS = ("external.appointment.read",)
WRITE_APPOINTMENTS = ("external.appointment.write",)
PAGE = ("page", "page_size")


@dataclass(frozen=True)
class Endpoint:
    """One operation: where it is, what it takes, what it needs, and where its items lie in the answer."""

    operation: str
    method: Literal["GET", "POST", "PUT"]
    path: str
    query: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    body: Body | None = None
    paging: Paging | None = None
    items: str = "data"

    @property
    def kind(self) -> Kind:
        """Return whether it changes anything at Zocdoc."""
        return "read" if self.method == "GET" else "write"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names of its path parameters."""
        return tuple(PLACEHOLDER.findall(self.path))


_TABLE = (
    Endpoint(
        "getAppointments",
        "GET",
        "/v1/appointments",
        query=(
            *PAGE,
            "statuses",
            "developer_patient_id",
            "sort_by",
            "sort_direction",
            "practice_ids",
            "provider_ids",
            "location_ids",
            "start_time_utc_min",
            "start_time_utc_max",
            "created_time_utc_min",
            "created_time_utc_max",
            "last_modified_time_utc_min",
            "last_modified_time_utc_max",
        ),
        scopes=READ_APPOINTMENTS,
        paging="offset",
    ),
    Endpoint("getAppointment", "GET", "/v1/appointments/{appointment_id}", scopes=READ_APPOINTMENTS),
    Endpoint(
        "getAppointmentParticipants", "GET", "/v1/appointments/{appointment_id}/participants", scopes=READ_APPOINTMENTS
    ),
    Endpoint("createAppointment", "POST", "/v1/appointments", scopes=WRITE_APPOINTMENTS, body="json"),
    Endpoint("confirmAppointment", "POST", "/v1/appointments/confirm", scopes=WRITE_APPOINTMENTS, body="json"),
    Endpoint("cancelAppointment", "POST", "/v1/appointments/cancel", scopes=WRITE_APPOINTMENTS, body="json"),
    Endpoint("rescheduleAppointment", "POST", "/v1/appointments/reschedule", scopes=WRITE_APPOINTMENTS, body="json"),
    Endpoint(
        "updateAppointmentStatus", "PUT", "/v1/appointments/update-status", scopes=WRITE_APPOINTMENTS, body="json"
    ),
    Endpoint(
        "uploadAppointmentAttachment",
        "POST",
        "/v1/appointments/{appointment_id}/attachments",
        scopes=WRITE_APPOINTMENTS,
        body="multipart",
    ),
    Endpoint("getProviders", "GET", "/v1/providers", query=("npis", "insurance_plan_id", "latitude", "longitude")),
    Endpoint("getProviderReviews", "GET", "/v1/providers/{provider_id}/reviews"),
    Endpoint(
        "getProviderCalendarTimeslots",
        "GET",
        "/v1/providers/{provider_id}/calendar/timeslots",
        query=("date", "next_page_token", "limit"),
        paging="cursor",
    ),
    Endpoint(
        "putProviderCalendarTimeslots",
        "PUT",
        "/v1/providers/{provider_id}/calendar/timeslots",
        query=("date",),
        body="json",
    ),
    Endpoint(
        "getProviderLocations",
        "GET",
        "/v1/provider_locations",
        query=(
            "zip_code",
            "specialty_id",
            "visit_reason_id",
            *PAGE,
            "insurance_plan_id",
            "visit_type",
            "max_distance_to_patient_mi",
        ),
        paging="offset",
        items="data.provider_locations",
    ),
    Endpoint(
        "getProviderLocation", "GET", "/v1/provider_locations/{provider_location_id}", query=("insurance_plan_id",)
    ),
    Endpoint(
        "getProviderLocationsAvailability",
        "GET",
        "/v1/provider_locations/availability",
        query=(
            "provider_location_ids",
            "visit_reason_id",
            "patient_type",
            "start_date_in_provider_local_time",
            "end_date_in_provider_local_time",
            "published_context",
            "insurance_plan_id",
            "insurance_carrier_id",
        ),
    ),
    Endpoint(
        "getProviderLocationInsuranceMappings",
        "GET",
        "/v1/provider_locations/{provider_location_id}/insurance_mappings",
        items="data.insurance_plan_mappings",
    ),
    Endpoint(
        "updateProviderLocationInsuranceMappings",
        "POST",
        "/v1/provider_locations/{provider_location_id}/insurance_mappings",
        scopes=("external.provider_insurance.write",),
        body="json",
    ),
    Endpoint(
        "getFacilities",
        "GET",
        "/v1-beta/facilities",
        query=(
            "npis",
            "zip_code",
            "building_type",
            *PAGE,
            "visit_reason_id",
            "insurance_plan_id",
            "max_distance_to_patient_mi",
        ),
        paging="offset",
    ),
    Endpoint("getFacility", "GET", "/v1-beta/facilities/{facility_id}"),
    Endpoint(
        "getInsurancePlans",
        "GET",
        "/v1/insurance_plans",
        query=(*PAGE, "status", "state", "network_type", "program_type", "care_category"),
        paging="offset",
    ),
    Endpoint("getInsurancePlan", "GET", "/v1/insurance_plans/{insurance_plan_id}"),
    Endpoint("getProviderNpis", "GET", "/v1/reference/npi", query=PAGE, paging="offset", items="data.npis"),
    Endpoint("getSpecialties", "GET", "/v1/specialties", query=(*PAGE, "care_category"), paging="offset"),
    Endpoint("getSpecialtyById", "GET", "/v1/specialties/{specialty_id}"),
    Endpoint("getVisitReasons", "GET", "/v1/visit_reasons", query=(*PAGE, "specialty_id"), paging="offset"),
    Endpoint("getVisitReasonById", "GET", "/v1/visit_reasons/{visit_reason_id}"),
    Endpoint(
        "getSchedulableEntities",
        "GET",
        "/v1/schedulable_entities",
        query=(*PAGE, "schedule_types", "recent_changes_72hrs"),
        scopes=("external.schedulable_entity.read",),
        paging="offset",
        items="data.schedulable_entities",
    ),
    Endpoint(
        "rotateCredentials", "POST", "/v1/credentials/rotate", scopes=("external.credential.rotate",), body="json"
    ),
    Endpoint("mockWebhookRequest", "POST", "/v1/webhook/mock-request", body="json"),
)

ENDPOINTS: dict[str, Endpoint] = {endpoint.operation: endpoint for endpoint in _TABLE}

# Of API document 1.177, which gives the batch no operationId of its own that 1.176 knows.
EXTRA_ENDPOINTS: dict[str, Endpoint] = {
    "getProvidersReviews": Endpoint("getProvidersReviews", "GET", "/v1/providers/reviews", query=("provider_ids",)),
}


def endpoint(operation: str) -> Endpoint:
    """Return the endpoint of an operationId; raise KeyError when there is none."""
    return ENDPOINTS.get(operation) or EXTRA_ENDPOINTS[operation]
