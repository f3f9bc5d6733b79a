"""Every operation of the API, called in every way that the stand-in has a different answer for."""

import base64
from datetime import UTC, datetime, timedelta

APPOINTMENTS, PLACES = "/v1/appointments", "/v1/provider_locations"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
UNKNOWN = "83f5cf14-3eb1-4034-be1f-e7c3058aad21"
PATIENT = {
    "first_name": "Wren", "last_name": "Juniperly", "date_of_birth": "1990-02-03", "sex_at_birth": "female",
    "phone_number": "2125550199", "email_address": "wren@patients.example", "developer_patient_id": "dev-1",
    "patient_address": {"address1": "1 Quarry Lane", "city": "Brooklyn", "state": "NY", "zip_code": "11215"},
    "insurance": {"insurance_plan_id": "ip_5432", "insurance_member_id": "M1"},
}  # fmt: skip


class Calls:
    """Ask the stand-in; `exchanges` keeps what was asked as which operation and what came back."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.exchanges = []
        self.token = sandbox.token()

    def ask(self, operation, method, path, *, headers=None, **arguments):
        """Send one request and keep the exchange."""
        own = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        url = self.sandbox.url + path
        answer = self.sandbox.session.request(method, url, headers=own, timeout=30, **arguments)
        self.exchanges.append((operation, answer))
        return answer

    def get(self, operation, path, **query):
        """Read."""
        return self.ask(operation, "GET", path, params=query)

    def send(self, operation, method, path, body, **query):
        """Write JSON."""
        return self.ask(operation, method, path, json=body, params=query)


def every_way(sandbox):
    """Make every call and return the exchanges."""
    calls = Calls(sandbox)
    known = _directory(calls)
    for part in (_appointments, _booking, _slots, _insurance, _rest):
        part(calls, known)
    return calls.exchanges


def _directory(calls):
    entities = calls.get("getSchedulableEntities", "/v1/schedulable_entities", recent_changes_72hrs="false").json()
    calls.get("getSchedulableEntities", "/v1/schedulable_entities", page_size=0)
    place, npi = (entities["data"]["schedulable_entities"][0][name] for name in ("id", "npi"))
    calls.get("getProviderNpis", "/v1/reference/npi")
    calls.get("getProviderNpis", "/v1/reference/npi", page_size=60001)
    found = calls.get("getProviders", "/v1/providers", npis=f"{npi},npi_hasvirtual,npi_missing").json()
    calls.get("getProviders", "/v1/providers", npis=npi, latitude=40.7, longitude=-73.9)
    calls.get("getProviders", "/v1/providers", npis=npi, latitude=40.7)
    provider = found["data"][0]["providers"][0]
    search = {"zip_code": "10017", "visit_reason_id": provider["default_visit_reason_id"], "visit_type": "all"}
    calls.get("getProviderLocations", PLACES, **search)
    calls.get("getProviderLocations", PLACES, zip_code="10017")
    calls.get("getProviderLocation", f"{PLACES}/{place}")
    calls.get("getProviderLocation", f"{PLACES}/{place}", insurance_plan_id="ip_0")
    calls.get("getProviderLocation", f"{PLACES}/pr_missing|lo_missing")
    calls.get("getProviderReviews", f"/v1/providers/{provider['provider_id']}/reviews")
    calls.get("getProviderReviews", "/v1/providers/pr_allvirtual/reviews")
    calls.get("getProviderReviews", "/v1/providers/nobody/reviews")
    calls.get("getProviderReviews", "/v1/providers/pr_missing/reviews")
    return {"place": place, "provider": provider}


def _appointments(calls, known):
    soon = datetime.now(UTC) + timedelta(days=1)
    past = datetime.now(UTC) - timedelta(hours=3)
    pending, other, early, cancelled, started = calls.sandbox.appointments(
        *[{"start_time": soon.isoformat(), "status": "pending_booking"}] * 3,
        {"start_time": soon.isoformat(), "status": "cancelled", "attachments": [{"attachment_type": "intake_form"}]},
        {"start_time": past.isoformat(), "status": "confirmed"},
    )
    calls.get("getAppointments", APPOINTMENTS, page_size=2)
    calls.get("getAppointments", APPOINTMENTS, page=0, page_size=100, sort_by="created_time_utc")
    calls.get("getAppointments", APPOINTMENTS, page=11)
    calls.get("getAppointment", f"{APPOINTMENTS}/{pending}")
    calls.get("getAppointment", f"{APPOINTMENTS}/{UNKNOWN}")
    calls.get("getAppointmentParticipants", f"{APPOINTMENTS}/{cancelled}/participants")
    calls.get("getAppointmentParticipants", f"{APPOINTMENTS}/{UNKNOWN}/participants")
    for operation, verb in (("confirmAppointment", "confirm"), ("cancelAppointment", "cancel")):
        for body in ({"appointment_id": pending}, {"appointment_id": cancelled}, {"appointment_id": UNKNOWN}, {}):
            calls.send(operation, "POST", f"{APPOINTMENTS}/{verb}", body)
    for status, one in (("arrived", started), ("no_show", started), ("arrived", cancelled), ("no_show", early)):
        body = {"appointment_id": one, "appointment_status": status}
        calls.send("updateAppointmentStatus", "PUT", f"{APPOINTMENTS}/update-status", body)
    body = {"appointment_id": UNKNOWN, "appointment_status": "arrived"}
    calls.send("updateAppointmentStatus", "PUT", f"{APPOINTMENTS}/update-status", body)
    for one, content in ((other, PNG), (other, b"plain text"), (UNKNOWN, PNG)):
        calls.ask(
            "uploadAppointmentAttachment", "POST", f"{APPOINTMENTS}/{one}/attachments",
            files={"attachment": ("card", content)}, data={"attachment_type": "pcp_patient_referral"},
        )  # fmt: skip


def _booking(calls, known):
    place, reason = (
        "pr_confirmed|lo_confirmed",
        calls.get("getVisitReasons", "/v1/visit_reasons", specialty_id="sp_153"),
    )
    reason = reason.json()["data"][0]["id"]
    query = {"provider_location_ids": place, "visit_reason_id": reason, "patient_type": "new"}
    free = calls.get("getProviderLocationsAvailability", f"{PLACES}/availability", **query).json()["data"][0]
    calls.get("getProviderLocationsAvailability", f"{PLACES}/availability", provider_location_ids=place)
    missing = query | {"provider_location_ids": "pr_missing|lo_missing"}
    calls.get("getProviderLocationsAvailability", f"{PLACES}/availability", **missing)
    first, second = (slot["start_time"] for slot in free["timeslots"][:2])
    data = {
        "start_time": first, "visit_reason_id": reason, "provider_location_id": place, "patient": PATIENT,
        "patient_type": "new", "notes": "Invented",
    }  # fmt: skip
    booking = {"appointment_type": "providers", "data": data}
    booked = calls.send("createAppointment", "POST", APPOINTMENTS, booking).json()["data"]["appointment_id"]
    calls.send("createAppointment", "POST", APPOINTMENTS, booking)
    for one, start in ((booked, second), (booked, "2020-01-01T00:00:00Z"), (UNKNOWN, second)):
        body = {"appointment_id": one, "start_time": start}
        calls.send("rescheduleAppointment", "POST", f"{APPOINTMENTS}/reschedule", body)
    calls.get("getAppointment", f"{APPOINTMENTS}/{booked}")


def _slots(calls, known):
    provider = known["provider"]["provider_id"]
    path, date = f"/v1/providers/{provider}/calendar/timeslots", "2027-03-02"
    location = known["place"].partition("|")[2]
    slot = {"provider_id": provider, "location_id": location, "time_zone": "America/New_York"}
    slots = [slot | {"start_time": f"{date}T09:{minute}"} for minute in ("00", "20", "40")]
    lost = slots[0] | {"location_id": "lo_unknown"}
    calls.send("putProviderCalendarTimeslots", "PUT", path, {"timeslots": [*slots, lost]}, date=date)
    calls.send("putProviderCalendarTimeslots", "PUT", path, {"timeslots": slots}, date="2027-03-03")
    calls.get("getProviderCalendarTimeslots", path, date=date)
    calls.get("getProviderCalendarTimeslots", path, date=date, limit=2)
    calls.get("getProviderCalendarTimeslots", path, date="tomorrow")


def _insurance(calls, known):
    path = f"{PLACES}/{known['place']}/insurance_mappings"
    managed = f"{PLACES}/pr_ip_mapping_level_prac|lo_ip_mapping_level_prac/insurance_mappings"
    missing = f"{PLACES}/pr_missing|lo_missing/insurance_mappings"
    change = {"operation": "Add", "insurance_plan_ids": ["ip_9111"]}
    for address in (path, managed, missing, f"{PLACES}/nowhere/insurance_mappings"):
        calls.get("getProviderLocationInsuranceMappings", address)
        calls.send("updateProviderLocationInsuranceMappings", "POST", address, change)
    calls.get("getInsurancePlans", "/v1/insurance_plans", state="NY", page_size=500)
    calls.get("getInsurancePlans", "/v1/insurance_plans", page_size=501)
    for plan in ("ip_2667", "ip_0", "not-a-plan"):
        calls.get("getInsurancePlan", f"/v1/insurance_plans/{plan}")


def _rest(calls, known):
    facility = calls.get("getFacilities", "/v1-beta/facilities", npis="5884143085").json()["data"][0]["facility_id"]
    calls.get("getFacilities", "/v1-beta/facilities")
    for one in (facility, UNKNOWN, "not-a-facility"):
        calls.get("getFacility", f"/v1-beta/facilities/{one}")
    calls.get("getSpecialties", "/v1/specialties")
    calls.get("getSpecialties", "/v1/specialties", care_category="veterinary")
    reason = known["provider"]["default_visit_reason_id"]
    for one in ("sp_153", "sp_000", "153"):
        calls.get("getSpecialtyById", f"/v1/specialties/{one}")
    calls.get("getVisitReasons", "/v1/visit_reasons", page=201)
    for one in (reason, "pc_unknown", "unknown"):
        calls.get("getVisitReasonById", f"/v1/visit_reasons/{one}")
    key = base64.b64encode(b"k" * 32).decode()
    for url in ("http://127.0.0.1:9/hook", "http://elsewhere.example/hook"):
        body = {"webhook_url": url, "webhook_key": key, "appointment_update_type": "updated"}
        calls.send("mockWebhookRequest", "POST", "/v1/webhook/mock-request", body)
    for client in ("demo-console", "nobody", "demo-clinic"):
        calls.send("rotateCredentials", "POST", "/v1/credentials/rotate", {"application_client_id": client})
    calls.send("rotateCredentials", "POST", "/v1/credentials/rotate", {})
