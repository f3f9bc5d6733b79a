"""How providers and their locations look in answers."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.accepting import acceptance
from zocdoc_sandbox.directory.distance import Point, miles
from zocdoc_sandbox.directory.fixed import REFUSED_PLAN
from zocdoc_sandbox.directory.places import Location, Practice
from zocdoc_sandbox.directory.providers import Provider, ProviderLocation
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.wire import Call, Json, invalid

LOOK_AHEAD = timedelta(days=14)


def plan_asked(call: Call) -> str:
    """Return the plan of a search; the sandbox's refused plan is a 400."""
    plan_id = call.query.get("insurance_plan_id", "")
    if plan_id == REFUSED_PLAN:
        raise invalid("The insurance plan is not valid.", "insurance_plan_id")
    return plan_id


def provider(person: Provider) -> Json:
    """Return a provider without places."""
    reasons = person.specialty.reasons
    return {
        "provider_id": person.id,
        "npi": person.npi,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "title": person.title,
        "full_name": person.full_name,
        "gender_identity": person.gender,
        "specialties": [person.specialty.name],
        "specialty_ids": [person.specialty.id],
        "default_visit_reason_id": person.specialty.default.id,
        "visit_reason_ids": [reason.id for reason in reasons],
        "statement": f"{person.full_name} sees patients at {person.practice.name}.",
        "languages": list(person.languages),
        "profile_url": f"https://www.zocdoc.com/doctor/{person.last_name.lower()}-{person.npi}",
        "credentials": {"certifications": [], "education": {"institutions": ["Riverbend Medical College"]}},
    } | optional(provider_photo_url=None)


def practice(owner: Practice) -> Json:
    """Return a practice."""
    return {"practice_id": owner.id, "practice_name": owner.name}


def address(location: Location, near: Point | None = None) -> Json:
    """Return a place: a whole address, or the state alone of a virtual one."""
    body = {"state": location.state, "location_name": location.name, "time_zone": location.time_zone}
    if location.virtual:
        return body
    body |= {"address1": location.address1, "city": location.city, "zip_code": location.zip_code}
    body |= optional(address2=None, phone_number=location.phone_number, phone_extension=location.phone_extension)
    point = (location.latitude, location.longitude)
    distance: dict[str, Any] = {"distance_to_patient_mi": miles(near, point)} if near else {}
    return {**body, "latitude": point[0], "longitude": point[1], **distance}


def terms(call: Call, place: ProviderLocation) -> Json:
    """Return what it takes to book at a provider location."""
    plan_id = plan_asked(call)
    return {
        "provider_location_id": place.id,
        "accepts_patient_insurance": acceptance(place, plan_id, micros(call.now)),
        "booking_requirements": requirements(place),
    } | optional(first_availability_date_in_provider_local_time=_first_day(call, place))


def requirements(place: ProviderLocation) -> Json:
    """Return the fields and the payers that a booking needs."""
    return {"required_fields": list(place.required_fields), "accepts_booking_requests_from": list(place.sources)}


def provider_location(call: Call, place: ProviderLocation, near: Point | None = None) -> Json:
    """Return one provider at one place."""
    virtual = place.location.virtual
    where = address(place.location, near)
    return terms(call, place) | {
        "provider_location_type": "virtual_provider" if virtual else "in_person_provider",
        "provider": provider(place.provider),
        "practice": practice(place.provider.practice),
    } | optional(location=None if virtual else where, virtual_location=where if virtual else None)  # fmt: skip


def _first_day(call: Call, place: ProviderLocation) -> str | None:
    today = call.now.astimezone(ZoneInfo(place.location.time_zone)).date()
    free = bookable(place, today, today + LOOK_AHEAD, Visit(place.provider.specialty.default.id, "new"), call.now)
    return free[0].date().isoformat() if free else None
