"""The clinic's bookable entities and what changed lately."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.clock import micros, utc_text
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS, ProviderLocation
from zocdoc_sandbox.directory.staff import STAFF_LOCATIONS
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.paging import envelope, page_of
from zocdoc_sandbox.reading import choice, flag, listed
from zocdoc_sandbox.wire import Call, Json

DEFAULT_PAGE, LARGEST_PAGE = 5000, 10_000
KIND = "provider_location"
AHEAD = timedelta(days=28)
FEW = 20
WENT_LIVE = "2026-01-05T15:00:00Z"
SETTLED_PROFILE = "2026-05-18T14:20:00Z"
# One profile is always fresh, so that a look at recent changes finds something.
TOUCHED, TOUCHED_AGO = DEMO_LOCATIONS[0].id, timedelta(hours=12)


def get_schedulable_entities(call: Call) -> Json:
    """Answer the provider locations of the clinic, with how free they are."""
    page = page_of(call, DEFAULT_PAGE, LARGEST_PAGE)
    for kind in listed(call.query, "schedule_types"):
        choice(kind, (KIND,), "schedule_types")
    places = [place for place in STAFF_LOCATIONS if not flag(call.query, "recent_changes_72hrs") or place.id == TOUCHED]
    summary = {
        "schedulable_entities_added": [],
        "schedulable_entities_removed": [],
        "schedulable_entities_profile_updated": [TOUCHED],
    }
    rows = [_entity(call, place) for place in places[page.begin : page.end]]
    return envelope(call, page, len(places), {"recent_change_summary": summary, "schedulable_entities": rows})


def _entity(call: Call, place: ProviderLocation) -> Json:
    specialty = place.provider.specialty
    today = call.now.astimezone(ZoneInfo(place.location.time_zone)).date()
    touched = utc_text(micros((call.now - TOUCHED_AGO).replace(microsecond=0)))
    free = bookable(place, today, today + AHEAD, Visit(specialty.default.id, "new"), call.now)
    return {
        "id": place.id,
        "npi": place.provider.npi,
        "type": KIND,
        "go_live_timestamp_utc": WENT_LIVE,
        "profile_last_modified_timestamp_utc": touched if place.id == TOUCHED else SETTLED_PROFILE,
        "new_patient_availability": _availability(call, place, "new", free),
        "existing_patient_availability": _availability(call, place, "existing", free),
        "time_zone": place.location.time_zone,
        "main_specialty_id": specialty.id,
        "main_specialty_name": specialty.name,
    }


def _availability(call: Call, place: ProviderLocation, patient_type: str, free: list[datetime]) -> Json:
    query = urlencode({
        "provider_location_ids": place.id,
        "visit_reason_id": place.provider.specialty.default.id,
        "patient_type": patient_type,
    })  # fmt: skip
    word = "none" if not free else "limited" if len(free) < FEW else "available"
    url = f"{call.base_url}/v1/provider_locations/availability?{query}"
    return {"next_28_days": word, "url": url} | optional(next_available_utc=utc_text(micros(free[0])) if free else None)
