"""Write facilities as Zocdoc tells them into their rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zocdoc_sync.models import Connection, Facility, Practice, ProviderLocation
from zocdoc_sync.sync.mirror.stubs import keys_of
from zocdoc_sync.sync.places.place import fitting, location_values, object_of, practice_values, text_of

WHERE = ("address", "city", "state", "zip_code", "phone", "time_zone")


def keep_facilities(connection: Connection, told: Iterable[Any], *, now: datetime) -> list[int]:
    """Write the facilities of an answer and return the keys of their rows; `now` is UTC."""
    return [_keep(connection, one, now) for one in map(object_of, told) if text_of(one, "facility_id")]


def facility_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a facility that the answer tells."""
    specialties = told.get("specialties")
    where = location_values(object_of(told.get("location")), is_virtual=False)
    return fitting(
        Facility,
        {
            "name": text_of(told, "name"),
            "npi": text_of(told, "npi"),
            "building_type": text_of(told, "building_type"),
            "specialties": specialties if isinstance(specialties, list) else None,
            **{name: where.get(name) for name in WHERE},
            "payload": dict(told),
        },
    )


def _keep(connection: Connection, told: Mapping[str, Any], now: datetime) -> int:
    zocdoc_id = text_of(told, "facility_id")
    place = text_of(object_of(told.get("schedule")), "provider_location_id")
    owner = object_of(told.get("practice"))
    practice = text_of(owner, "practice_id")
    with transaction.atomic():
        key = keys_of(connection, Facility, {zocdoc_id})[zocdoc_id]
        practices = keys_of(connection, Practice, {practice})
        Practice.objects.filter(pk__in=practices.values()).update(**practice_values(owner), detailed_at=now)
        Facility.objects.filter(pk=key).update(
            **facility_values(told),
            practice_id=practices.get(practice),
            place_id=keys_of(connection, ProviderLocation, {place}).get(place),
            detailed_at=now,
            gone_at=None,
        )
    return key
