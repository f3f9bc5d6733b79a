"""Search provider locations, and look one up."""

import re

from zocdoc_sandbox.api.availability import place_of
from zocdoc_sandbox.api.provider_bodies import plan_asked, provider_location
from zocdoc_sandbox.directory.distance import within
from zocdoc_sandbox.directory.fixed import EMPTY_ZIP, ERROR_ZIP, FIXED_LOCATIONS, REQUIREMENTS_ZIP
from zocdoc_sandbox.directory.places import ZIP_CENTERS
from zocdoc_sandbox.directory.providers import ProviderLocation
from zocdoc_sandbox.directory.specialties import SPECIALTIES, VISIT_REASONS
from zocdoc_sandbox.directory.staff import STAFF_LOCATIONS
from zocdoc_sandbox.paging import envelope, page_of
from zocdoc_sandbox.reading import choice, required, whole
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

DEFAULT_PAGE, LARGEST_PAGE, DEFAULT_MILES = 10, 100, 50
ZIP_CODE = re.compile(r"\d{5}\Z")
# visit type: is a virtual location wanted
VIRTUAL = {"all": (True, False), "in_person": (False,), "video_visit": (True,)}


def zip_asked(call: Call) -> str:
    """Return the ZIP code of a search; the sandbox's broken one is a 500."""
    zip_code = required(call.query, "zip_code")
    if not ZIP_CODE.match(zip_code):
        raise invalid("A ZIP code has 5 digits.", "zip_code")
    if zip_code == ERROR_ZIP:
        raise Refused(500)
    return zip_code


def get_provider_locations(call: Call) -> Json:
    """Answer the provider locations near a ZIP code for a specialty or a visit reason, in person unless asked."""
    zip_code = zip_asked(call)
    specialty_id, reason_id = _searched(call)
    plan_asked(call)
    visit_type = choice(call.query.get("visit_type") or "in_person", VIRTUAL, "visit_type")
    most = whole(call.query, "max_distance_to_patient_mi", DEFAULT_MILES, 1)
    page = page_of(call, DEFAULT_PAGE, LARGEST_PAGE)
    near = [
        place
        for place in _candidates(zip_code)
        if place.provider.specialty.id == specialty_id and place.location.virtual in VIRTUAL[visit_type]
        if within(zip_code, place.location, most)
    ]
    center = ZIP_CENTERS.get(zip_code)
    rows = [provider_location(call, place, center) for place in near[page.begin : page.end]]
    searched = {"specialty_id": specialty_id, "visit_reason_id": reason_id}
    return envelope(call, page, len(near), {"search_parameters": searched, "provider_locations": rows})


def _candidates(zip_code: str) -> list[ProviderLocation]:
    if zip_code == EMPTY_ZIP:
        return []
    demanding = [place for place in FIXED_LOCATIONS if place.required_fields] if zip_code == REQUIREMENTS_ZIP else []
    return [*demanding, *STAFF_LOCATIONS]


def _searched(call: Call) -> tuple[str, str]:
    specialty_id, reason_id = call.query.get("specialty_id", ""), call.query.get("visit_reason_id", "")
    if not specialty_id and not reason_id:
        raise invalid("One of specialty_id and visit_reason_id is required.", "specialty_id")
    if specialty_id and specialty_id not in SPECIALTIES:
        raise invalid("There is no such specialty.", "specialty_id")
    if not reason_id:
        return specialty_id, SPECIALTIES[specialty_id].default.id
    reason = VISIT_REASONS.get(reason_id)
    if reason is None or (specialty_id and reason.specialty_id != specialty_id):
        raise invalid("The visit reason does not belong to the specialty.", "visit_reason_id")
    return reason.specialty_id, reason_id


def get_provider_location(call: Call, provider_location_id: str) -> Json:
    """Answer one provider location."""
    plan_asked(call)
    return {"data": provider_location(call, place_of(provider_location_id))}
