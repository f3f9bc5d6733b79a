"""A provider at a location, as the two answers that describe it tell it alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zocdoc_sync.models import Location, Practice, Provider
from zocdoc_sync.models.directory import DirectoryEntry

Told = Mapping[str, Any]
NESTED = frozenset({"locations", "virtual_locations", "practice"})


@dataclass(frozen=True)
class Place:
    """What is told of one provider location; any part may be empty."""

    zocdoc_id: str
    provider: Told
    location: Told
    practice: Told
    is_virtual: bool


def places_of_provider(details: Told) -> Iterator[Place]:
    """Yield the places of a provider from the answer to a search by NPI."""
    provider = {name: value for name, value in details.items() if name not in NESTED}
    practice = _told(details.get("practice"))
    for name, is_virtual in (("locations", False), ("virtual_locations", True)):
        listed = details.get(name)
        for location in filter(None, map(_told, listed if isinstance(listed, list) else [])):
            zocdoc_id = location.get("provider_location_id")
            if isinstance(zocdoc_id, str):
                yield Place(zocdoc_id, provider, location, practice, is_virtual)


def place_of(data: Told) -> Place | None:
    """Return the place that the answer about one provider location describes."""
    zocdoc_id = data.get("provider_location_id")
    if not isinstance(zocdoc_id, str):
        return None
    here, virtual = _told(data.get("location")), _told(data.get("virtual_location"))
    return Place(
        zocdoc_id, _told(data.get("provider")), here or virtual, _told(data.get("practice")), bool(virtual and not here)
    )


def provider_values(told: Told) -> dict[str, Any]:
    """Return the columns of a provider that the answer tells."""
    names = filter(None, [_text(told, "first_name"), _text(told, "last_name")])
    specialties = told.get("specialties")
    return _fitting(
        Provider,
        {
            "name": _text(told, "full_name") or " ".join(names),
            "npi": _text(told, "npi"),
            "title": _text(told, "title"),
            "specialties": specialties if isinstance(specialties, list) else None,
            "payload": dict(told),
        },
    )


def location_values(told: Told, *, is_virtual: bool) -> dict[str, Any]:
    """Return the columns of a location that the answer tells; its zone is an IANA name."""
    lines = [line for line in (_text(told, "address1"), _text(told, "address2")) if line]
    return _fitting(
        Location,
        {
            "name": _text(told, "location_name") or ("Video visit" if is_virtual else "".join(lines[:1])),
            "address": ", ".join(lines),
            "city": _text(told, "city"),
            "state": _text(told, "state"),
            "zip_code": _text(told, "zip_code"),
            "phone": _text(told, "phone_number"),
            "time_zone": _text(told, "time_zone"),
            "is_virtual": is_virtual,
            "payload": dict(told),
        },
    )


def practice_values(told: Told) -> dict[str, Any]:
    """Return the columns of a practice that the answer tells."""
    return _fitting(Practice, {"name": _text(told, "practice_name"), "payload": dict(told)})


def _fitting(model: type[DirectoryEntry], values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not told, and keep words as long as their columns."""
    widths = {field.name: field.max_length for field in model._meta.concrete_fields}
    told = {name: value for name, value in values.items() if value is not None and value not in ("", {})}
    return {name: value[: widths[name]] if isinstance(value, str) else value for name, value in told.items()}


def _text(told: Told, name: str) -> str:
    value = told.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _told(value: Any) -> Told:
    return value if isinstance(value, dict) else {}
