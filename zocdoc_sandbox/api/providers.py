"""Providers by NPI, the list of NPIs, and reviews."""

import hashlib

from zocdoc_sandbox.api.provider_bodies import address, plan_asked, practice, provider, terms
from zocdoc_sandbox.directory.distance import Point, miles
from zocdoc_sandbox.directory.fixed import ERROR_NPI
from zocdoc_sandbox.directory.listing import PROVIDERS, people_of, places_of
from zocdoc_sandbox.directory.providers import Provider
from zocdoc_sandbox.directory.staff import STAFF
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.paging import envelope, page_of
from zocdoc_sandbox.reading import PROVIDER, decimal, listed, required, shaped
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

MOST_NPIS, MOST_REVIEWED, LARGEST_NPI_PAGE, DEFAULT_NPI_PAGE = 50, 100, 60_000, 1000
FAILING = {"pr_error": 500, "pr_missing": 404}


def get_providers(call: Call) -> Json:
    """Answer the providers of up to 50 NPIs, an empty list for an NPI that is not in the directory."""
    required(call.query, "npis")
    npis = listed(call.query, "npis", MOST_NPIS)
    if ERROR_NPI in npis:
        raise Refused(500)
    plan_asked(call)
    near = _point(call)
    return {"data": [{"npi": npi, "providers": [_details(call, one, near) for one in people_of(npi)]} for npi in npis]}


def _point(call: Call) -> Point | None:
    latitude, longitude = decimal(call.query, "latitude", 90), decimal(call.query, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise invalid("latitude and longitude go together.", "latitude" if latitude is None else "longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def _details(call: Call, person: Provider, near: Point | None) -> Json:
    places = places_of(person.id)
    offices = [place for place in places if not place.location.virtual]
    locations = [terms(call, place) | address(place.location, near) for place in offices]
    if near:
        far = [miles(near, (place.location.latitude, place.location.longitude)) for place in offices]
        for body, distance in zip(locations, far, strict=True):
            body["is_nearest_match"] = distance == min(far)
    online = [terms(call, place) | address(place.location) for place in places if place.location.virtual]
    return provider(person) | {
        "locations": locations,
        "virtual_locations": online,
        "practice": practice(person.practice),
    }


def get_provider_npis(call: Call) -> Json:
    """Answer the NPIs of the directory; the sandbox's fixed test data are not listed."""
    page = page_of(call, DEFAULT_NPI_PAGE, LARGEST_NPI_PAGE)
    npis = sorted({person.npi for person in STAFF})
    return envelope(call, page, len(npis), {"npis": npis[page.begin : page.end]})


def get_provider_reviews(call: Call, provider_id: str) -> Json:  # noqa: ARG001 (one signature for all handlers)
    """Answer the review summary of one provider."""
    shaped(provider_id, PROVIDER, "provider_id")
    if provider_id in FAILING:
        raise Refused(FAILING[provider_id], "The provider was not found.", "provider_id")
    if provider_id not in PROVIDERS:
        raise Refused(404, "The provider was not found.", "provider_id")
    return {"data": _summary(provider_id)}


def get_providers_reviews(call: Call) -> Json:
    """Answer the review summaries of up to 100 providers; unknown ones are left out."""
    required(call.query, "provider_ids")
    ids = listed(call.query, "provider_ids", MOST_REVIEWED)
    return {"data": [_summary(identifier) for identifier in ids if identifier in PROVIDERS]}


def _summary(provider_id: str) -> Json:
    digest = hashlib.sha256(provider_id.encode()).digest()
    total = digest[0] if provider_id in {person.id for person in STAFF} else 0
    overall, bedside, wait = (round(3.5 + byte / 170, 1) if total else None for byte in digest[1:4])
    return {"provider_id": provider_id, "total_reviews": total} | optional(
        average_overall_rating=overall, average_bedside_rating=bedside, average_wait_time_rating=wait
    )
