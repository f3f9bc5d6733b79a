"""Free times of provider locations."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.directory.listing import PROVIDER_LOCATIONS
from zocdoc_sandbox.directory.places import NEW_YORK
from zocdoc_sandbox.directory.providers import ProviderLocation
from zocdoc_sandbox.directory.specialties import VISIT_REASONS
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.reading import PROVIDER_LOCATION, choice, day, listed, required, shaped
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

MOST_IDS, FURTHEST_DAYS, SPAN_UNDER_DAYS, DEFAULT_DAYS = 50, 150, 31, 7
PATIENT_TYPES = ("new", "existing")
CONTEXTS = ("direct_listing", "condition_driven_search")


def place_of(provider_location_id: str, field: str = "provider_location_id") -> ProviderLocation:
    """Return a provider location, or refuse with 404; the sandbox's broken one is a 500."""
    place = PROVIDER_LOCATIONS.get(shaped(provider_location_id, PROVIDER_LOCATION, field))
    if place is None or place.fails == 404:
        raise Refused(404, "The provider location was not found.", field)
    if place.fails:
        raise Refused(place.fails)
    return place


def get_provider_locations_availability(call: Call) -> Json:
    """Answer the free starts by provider location, in local time with its offset."""
    required(call.query, "provider_location_ids")
    ids = listed(call.query, "provider_location_ids", MOST_IDS)
    reason = required(call.query, "visit_reason_id")
    if reason not in VISIT_REASONS:
        raise invalid("There is no such visit reason.", "visit_reason_id")
    patient_type = choice(required(call.query, "patient_type"), PATIENT_TYPES, "patient_type")
    if call.query.get("published_context"):
        choice(call.query["published_context"], CONTEXTS, "published_context")
    visit = Visit(reason, patient_type)
    first, last = _span(call)
    places = [place_of(identifier, "provider_location_ids") for identifier in ids]
    return {"data": [_availability(call, place, first, last, visit) for place in places]}


def _span(call: Call) -> tuple[date, date]:
    today = call.now.astimezone(ZoneInfo(NEW_YORK)).date()
    start, end = (call.query.get(f"{edge}_date_in_provider_local_time", "") for edge in ("start", "end"))
    first = day(start, "start_date_in_provider_local_time") if start else today
    if (first - today).days > FURTHEST_DAYS:
        raise invalid("Availability reaches 150 days ahead.", "start_date_in_provider_local_time")
    last = day(end, "end_date_in_provider_local_time") if end else max(today, first) + timedelta(days=DEFAULT_DAYS)
    if last < first:
        raise invalid("The end lies before the start.", "end_date_in_provider_local_time")
    # The text of the interface allows 31 days; the servers refuse them.
    if (last - first).days >= SPAN_UNDER_DAYS:
        raise invalid("The span must be under 31 days.", "end_date_in_provider_local_time")
    return first, last


def _availability(call: Call, place: ProviderLocation, first: date, last: date, visit: Visit) -> Json:
    starts = bookable(place, first, last, visit, call.now)
    slots = [_slot(start, visit.visit_reason_id, place, call.client.client_id) for start in starts]
    first_free = optional(first_availability=slots[0] if slots else None)
    return {"provider_location_id": place.id, "timeslots": slots} | first_free


def _slot(start: datetime, reason: str, place: ProviderLocation, client_id: str) -> Json:
    link = urlencode({"start": start.isoformat(), "place": place.id, "utm_source": client_id})
    # Only some products carry a link for booking; the fixed data do, the clinic does not.
    url = f"https://www.zocdoc.com/booking/start?{link}" if place.standing_hours else ""
    return {"start_time": start.isoformat(), "visit_reason_id": reason} | optional(booking_url=url)
