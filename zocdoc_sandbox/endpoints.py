"""Every operation that the stand-in offers: id, method, route, handler, then scope, body and the rest."""

from zocdoc_sandbox.api.appointment_actions import (
    cancel_appointment,
    confirm_appointment,
    reschedule_appointment,
    update_appointment_status,
)
from zocdoc_sandbox.api.appointments import get_appointment, get_appointment_participants, get_appointments
from zocdoc_sandbox.api.attachments import download_attachment, upload_appointment_attachment
from zocdoc_sandbox.api.availability import get_provider_locations_availability
from zocdoc_sandbox.api.booking import create_appointment
from zocdoc_sandbox.api.calendar import get_provider_calendar_timeslots, put_provider_calendar_timeslots
from zocdoc_sandbox.api.credentials import rotate_credentials
from zocdoc_sandbox.api.facilities import get_facilities, get_facility
from zocdoc_sandbox.api.mappings import (
    get_provider_location_insurance_mappings,
    update_provider_location_insurance_mappings,
)
from zocdoc_sandbox.api.provider_locations import get_provider_location, get_provider_locations
from zocdoc_sandbox.api.providers import (
    get_provider_npis,
    get_provider_reviews,
    get_providers,
    get_providers_reviews,
)
from zocdoc_sandbox.api.reference import (
    get_insurance_plan,
    get_insurance_plans,
    get_specialties,
    get_specialty_by_id,
    get_visit_reason_by_id,
    get_visit_reasons,
)
from zocdoc_sandbox.api.schedulable_entities import get_schedulable_entities
from zocdoc_sandbox.api.webhook_mock import mock_webhook_request
from zocdoc_sandbox.dispatch import Operation as Op

READ, WRITE = "external.appointment.read", "external.appointment.write"
ENTITIES, INSURANCE = "external.schedulable_entity.read", "external.provider_insurance.write"
ROTATE = "external.credential.rotate"
ONE = "v1/appointments/<str:appointment_id>"
PLACE, PLACES = "v1/provider_locations/<str:provider_location_id>", "v1/provider_locations"
SLOTS = "v1/providers/<str:provider_id>/calendar/timeslots"

OPERATIONS = (
    Op("getAppointments", "GET", "v1/appointments", get_appointments, READ),
    Op("createAppointment", "POST", "v1/appointments", create_appointment, WRITE, "json"),
    Op("getAppointment", "GET", ONE, get_appointment, READ),
    Op("getAppointmentParticipants", "GET", f"{ONE}/participants", get_appointment_participants, READ),
    Op("uploadAppointmentAttachment", "POST", f"{ONE}/attachments", upload_appointment_attachment, WRITE, "multipart"),
    Op("downloadAttachment", "GET", f"{ONE}/attachments/<uuid:attachment_id>", download_attachment, READ),
    Op("confirmAppointment", "POST", "v1/appointments/confirm", confirm_appointment, WRITE, "json"),
    Op("cancelAppointment", "POST", "v1/appointments/cancel", cancel_appointment, WRITE, "json"),
    Op("rescheduleAppointment", "POST", "v1/appointments/reschedule", reschedule_appointment, WRITE, "json"),
    Op("updateAppointmentStatus", "PUT", "v1/appointments/update-status", update_appointment_status, WRITE, "json"),
    Op("getProviders", "GET", "v1/providers", get_providers),
    Op("getProviderReviews", "GET", "v1/providers/<str:provider_id>/reviews", get_provider_reviews),
    Op("getProvidersReviews", "GET", "v1/providers/reviews", get_providers_reviews),
    Op("getProviderNpis", "GET", "v1/reference/npi", get_provider_npis),
    Op("getProviderCalendarTimeslots", "GET", SLOTS, get_provider_calendar_timeslots, calendar=True),
    Op("putProviderCalendarTimeslots", "PUT", SLOTS, put_provider_calendar_timeslots, "", "json", calendar=True),
    Op("getProviderLocations", "GET", PLACES, get_provider_locations),
    Op("getProviderLocation", "GET", PLACE, get_provider_location),
    Op("getProviderLocationsAvailability", "GET", f"{PLACES}/availability", get_provider_locations_availability),
    Op(
        "getProviderLocationInsuranceMappings", "GET", f"{PLACE}/insurance_mappings",
        get_provider_location_insurance_mappings,
    ),
    Op(
        "updateProviderLocationInsuranceMappings", "POST", f"{PLACE}/insurance_mappings",
        update_provider_location_insurance_mappings, INSURANCE, "json", status=202,
    ),
    Op("getFacilities", "GET", "v1-beta/facilities", get_facilities),
    Op("getFacility", "GET", "v1-beta/facilities/<str:facility_id>", get_facility),
    Op("getInsurancePlans", "GET", "v1/insurance_plans", get_insurance_plans),
    Op("getInsurancePlan", "GET", "v1/insurance_plans/<str:insurance_plan_id>", get_insurance_plan),
    Op("getSpecialties", "GET", "v1/specialties", get_specialties),
    Op("getSpecialtyById", "GET", "v1/specialties/<str:specialty_id>", get_specialty_by_id),
    Op("getVisitReasons", "GET", "v1/visit_reasons", get_visit_reasons),
    Op("getVisitReasonById", "GET", "v1/visit_reasons/<str:visit_reason_id>", get_visit_reason_by_id),
    Op("getSchedulableEntities", "GET", "v1/schedulable_entities", get_schedulable_entities, ENTITIES),
    Op("rotateCredentials", "POST", "v1/credentials/rotate", rotate_credentials, ROTATE, "json"),
    Op("mockWebhookRequest", "POST", "v1/webhook/mock-request", mock_webhook_request, "", "json"),
)  # fmt: skip
