"""Search facilities, and look one up."""

from zocdoc_sandbox.api.provider_bodies import address, plan_asked, practice, requirements
from zocdoc_sandbox.api.provider_locations import DEFAULT_MILES, zip_asked
from zocdoc_sandbox.directory.distance import within
from zocdoc_sandbox.directory.facilities import FACILITIES, Facility
from zocdoc_sandbox.directory.ids import minted_uuid
from zocdoc_sandbox.paging import paged
from zocdoc_sandbox.reading import FACILITY, choice, listed, shaped, whole
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

DEFAULT_PAGE, LARGEST_PAGE, MOST_NPIS = 10, 100, 50
BUILDINGS = ("clinic", "hospital")


def get_facilities(call: Call) -> Json:
    """Answer the facilities of some NPIs or near a ZIP code."""
    npis = listed(call.query, "npis", MOST_NPIS)
    if not npis and not call.query.get("zip_code"):
        raise invalid("One of npis and zip_code is required.", "npis")
    plan_asked(call)
    kind = call.query.get("building_type", "").lower()
    if kind:
        choice(kind, BUILDINGS, "building_type")
    near = [one for one in FACILITIES.values() if one.npi in npis] if npis else _near(call)
    return paged(call, [_body(one) for one in near if kind in ("", one.building_type)], DEFAULT_PAGE, LARGEST_PAGE)


def _near(call: Call) -> list[Facility]:
    zip_code, reason = zip_asked(call), call.query.get("visit_reason_id", "")
    most = whole(call.query, "max_distance_to_patient_mi", DEFAULT_MILES, 1)
    return [
        one
        for one in FACILITIES.values()
        if within(zip_code, one.place.location, most)
        if not reason or reason in {each.id for each in one.place.provider.specialty.reasons}
    ]


def get_facility(call: Call, facility_id: str) -> Json:  # noqa: ARG001 (one signature for all handlers)
    """Answer one facility."""
    if shaped(facility_id, FACILITY, "facility_id") not in FACILITIES:
        raise Refused(404, "The facility was not found.", "facility_id")
    return {"data": _body(FACILITIES[facility_id])}


def _body(one: Facility) -> Json:
    specialty = one.place.provider.specialty
    return {
        "facility_id": one.id,
        "name": one.name,
        "npi": one.npi,
        "building_type": one.building_type,
        "specialties": [specialty.name],
        "languages": ["English"],
        "visit_reason_ids": [reason.id for reason in specialty.reasons],
        "default_visit_reason_id": specialty.default.id,
        "location": address(one.place.location),
        "schedule": {
            "schedule_id": minted_uuid(f"schedule/{one.name}"),
            "provider_location_id": one.place.id,
            "booking_requirements": requirements(one.place),
        },
        "practice": practice(one.place.provider.practice),
    }
