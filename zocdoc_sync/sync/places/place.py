"""A provider at a location, as the two answers that describe it tell it alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zocdoc_sync.models import Location, Practice, Provider
from zocdoc_sync.models.directory import DirectoryEntry

Told = Mapping[str, Any]
NESTED = frozenset({"locations", "virtual_locations", "practice"})
TERMS = (
    "provider_location_type",
    "accepts_patient_insurance",
    "booking_requirements",
    "first_availability_date_in_provider_local_time",
)


@dataclass(frozen=True)
class Place:
    """What is told of one provider location; any part may be empty."""

    zocdoc_id: str
    provider: Told
    location: Told
    practice: Told
    is_virtual: bool
    # What it takes to book there.
    terms: Told = field(default_factory=dict)


def places_of_provider(details: Told) -> Iterator[Place]:
    """Yield the places of a provider from the answer to a search by NPI."""
    provider = {name: value for name, value in details.items() if name not in NESTED}
    practice = object_of(details.get("practice"))
    for name, is_virtual in (("locations", False), ("virtual_locations", True)):
        listed = details.get(name)
        for location in filter(None, map(object_of, listed if isinstance(listed, list) else [])):
            zocdoc_id = location.get("provider_location_id")
            if isinstance(zocdoc_id, str):
                yield Place(zocdoc_id, provider, location, practice, is_virtual, _terms(location))


def place_of(data: Told) -> Place | None:
    """Return the place that the answer about one provider location describes."""
    zocdoc_id = data.get("provider_location_id")
    if not isinstance(zocdoc_id, str):
        return None
    here, virtual = object_of(data.get("location")), object_of(data.get("virtual_location"))
    return Place(
        zocdoc_id,
        object_of(data.get("provider")),
        here or virtual,
        object_of(data.get("practice")),
        bool(virtual and not here),
        _terms(data),
    )


def provider_values(told: Told) -> dict[str, Any]:
    """Return the columns of a provider that the answer tells."""
    names = filter(None, [text_of(told, "first_name"), text_of(told, "last_name")])
    specialties = told.get("specialties")
    return fitting(
        Provider,
        {
            "name": text_of(told, "full_name") or " ".join(names),
            "npi": text_of(told, "npi"),
            "title": text_of(told, "title"),
            "specialties": specialties if isinstance(specialties, list) else None,
            "payload": dict(told),
        },
    )


def location_values(told: Told, *, is_virtual: bool) -> dict[str, Any]:
    """Return the columns of a location that the answer tells; its zone is an IANA name."""
    lines = [line for line in (text_of(told, "address1"), text_of(told, "address2")) if line]
    return fitting(
        Location,
        {
            "name": text_of(told, "location_name") or ("Video visit" if is_virtual else "".join(lines[:1])),
            "address": ", ".join(lines),
            "city": text_of(told, "city"),
            "state": text_of(told, "state"),
            "zip_code": text_of(told, "zip_code"),
            "phone": text_of(told, "phone_number"),
            "time_zone": text_of(told, "time_zone"),
            "is_virtual": is_virtual,
            "payload": dict(told),
        },
    )


def practice_values(told: Told) -> dict[str, Any]:
    """Return the columns of a practice that the answer tells."""
    return fitting(Practice, {"name": text_of(told, "practice_name"), "payload": dict(told)})


def fitting(model: type[DirectoryEntry], values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not told, and keep words as long as their columns."""
    widths = {field.name: field.max_length for field in model._meta.concrete_fields}
    told = {name: value for name, value in values.items() if value is not None and value not in ("", {})}
    return {name: value[: widths[name]] if isinstance(value, str) else value for name, value in told.items()}


def text_of(told: Told, name: str) -> str:
    """Return a text of an answer, "" where it is absent or something else."""
    value = told.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else ""


def object_of(value: Any) -> Told:
    """Return an object of an answer, an empty one where it is absent or something else."""
    return value if isinstance(value, dict) else {}


def _terms(told: Told) -> Told:
    return {name: told[name] for name in TERMS if told.get(name) is not None}
