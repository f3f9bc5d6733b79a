"""The table of the 24 actions, walked: each page as each role, and each action against the stand-in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.asking.asking import address, send
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.operations.inputs import BOOKING
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations.bodies import flatten, prefixes_of
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.pages import OWN_PAGES
from zocdoc_sync.operations.table import actions
from zocdoc_sync.roles import ROLES

CODES = [spec.code for spec in actions()]


def test_the_table_has_the_24_actions():
    assert len(CODES) == 24
    assert set(CATALOGUE) - set(CODES) == {
        "getSpecialties", "getSpecialtyById", "getVisitReasons", "getVisitReasonById", "rotateCredentials",
        "mockWebhookRequest",
    }  # fmt: skip


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_each_page_opens_for_the_roles_that_may_and_does_not_exist_for_others(role, client, clinic):
    someone = person(role, clinic)
    client.force_login(someone)
    got = {code: client.get(address(code)).status_code for code in CATALOGUE}
    may = {code: role == "superuser" or spec.permission in ROLES[role] for code, spec in CATALOGUE.items()}
    assert got == {code: 200 if allowed else 404 for code, allowed in may.items()}
    posted = {
        code: client.post(address(code), {"do": "show"}).status_code for code, allowed in may.items() if not allowed
    }
    assert posted == dict.fromkeys(posted, 404)
    listed = client.get(reverse("admin:operations")).content.decode()
    assert {code for code in CATALOGUE if address(code) in listed} == {code for code, allowed in may.items() if allowed}


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_their_own_open_for_everybody_who_may_do_it_there(role, client, clinic):
    client.force_login(person(role, clinic))
    allowed = [code for code in OWN_PAGES if CATALOGUE[code].permission in ROLES[role]]
    got = {code: client.get(reverse(OWN_PAGES[code].url)).status_code for code in allowed}
    assert got == dict.fromkeys(allowed, 200)


def found(answer, *path):
    """Return what lies at a path of Zocdoc's answer on a page, the first of each list on the way."""
    assert answer.status_code == 200, answer.context["form"].errors
    assert answer.context["outcome"].ok, answer.context["outcome"].sentence
    here = answer.context["outcome"].answer.data
    for name in path:
        here = here[0] if isinstance(here, list) else here
        here = here[name]
    return here


def test_each_of_the_24_actions_is_performed_on_its_page(builder, sandbox, riverbend):
    performed = set()

    def do(code, **fields):
        performed.add(code)
        answer = send(builder, code, **fields)
        found(answer)
        return answer

    listed = do("getAppointments", statuses="confirmed", page_size="1")
    place, reason = found(listed, "provider_location_id"), found(listed, "visit_reason_id")
    provider, location = place.split("|")
    zocdoc_id = found(listed, "appointment_id")
    do("getAppointment", appointment_id=zocdoc_id)
    do("getAppointmentParticipants", appointment_id=zocdoc_id)
    day = (timezone.now() + timedelta(days=25)).date()
    free = found(
        do(
            "getProviderLocationsAvailability",
            provider_location_ids=place,
            visit_reason_id=reason,
            patient_type="new",
            end_date_in_provider_local_time=day.isoformat(),
        ),
        "timeslots",
    )
    booking = flatten(BOOKING, prefixes_of(CATALOGUE["createAppointment"].form.all_fields()))
    booking = {name: ",".join(value) if isinstance(value, list) else value for name, value in booking.items()}
    booking |= {
        "data.provider_location_id": place, "data.visit_reason_id": reason, "data.start_time": free[0]["start_time"],
        "data.patient.insurance.is_self_pay": "true",
    }  # fmt: skip
    booking.pop("data.patient.insurance.insurance_plan_id")
    do("createAppointment", **booking)
    pending, moving, ending, coming = sandbox.appointments(
        {"appointment_status": "pending_booking"},
        {"appointment_status": "confirmed", "provider_location_id": place, "visit_reason_id": reason},
        {"appointment_status": "confirmed"},
        {"appointment_status": "confirmed"},
    )
    do("confirmAppointment", appointment_id=pending)
    do("rescheduleAppointment", appointment_id=moving, start_time=free[-1]["start_time"])
    do("cancelAppointment", appointment_id=ending, cancellation_reason_type="provider_not_available")
    do("updateAppointmentStatus", appointment_id=coming, appointment_status="arrived")
    file = SimpleUploadedFile("referral.pdf", b"%PDF-1.7 invented", "application/pdf")
    do("uploadAppointmentAttachment", appointment_id=coming, attachment_type="pcp_patient_referral", attachment=file)
    npi = found(do("getProviderNpis", page_size="10"), "npis")[0]
    do("getProviders", npis=npi, latitude="40.7", longitude="-73.9")
    do("getProviderReviews", provider_id=provider)
    do("getProviderLocations", zip_code="10001", visit_reason_id=reason, visit_type="all")
    do("getProviderLocation", provider_location_id=place)
    do("getFacility", facility_id=found(do("getFacilities", npis="5884143085"), "facility_id"))
    plan = found(do("getInsurancePlans", state="NY", page_size="5"), "id")
    do("getInsurancePlan", insurance_plan_id=plan)
    do("getProviderLocationInsuranceMappings", provider_location_id=place)
    do(
        "updateProviderLocationInsuranceMappings",
        provider_location_id=place,
        operation="Add",
        insurance_plan_ids=plan,
    )
    do("getSchedulableEntities", recent_changes_72hrs="false")
    do("getProviderCalendarTimeslots", provider_id=provider, date=day.isoformat())
    slots = f'[{{"start_time": "{day}T09:00", "location_id": "{location}", "time_zone": "America/New_York"}}]'
    do("putProviderCalendarTimeslots", provider_id=provider, date=day.isoformat(), timeslots=slots)

    assert performed == set(CODES)
    assert {request["operationId"] for request in sandbox.requests()} - {"token", ""} == performed
    assert set(OperationLog.objects.values_list("state", "actor_label")) == {("confirmed", "builder")}
