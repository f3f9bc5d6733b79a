"""Write what the directory tells into its rows."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from zocdoc_sync.models import Appointment, Connection, Location, Practice, Provider, ProviderLocation
from zocdoc_sync.models.directory import DirectoryEntry
from zocdoc_sync.sync.mirror.stubs import keys_of
from zocdoc_sync.sync.mirror.zones import local_day, zone_named
from zocdoc_sync.sync.places.place import (
    Place,
    location_values,
    object_of,
    places_of_provider,
    practice_values,
    provider_values,
)

BATCH = 500


def keep_place(connection: Connection, place: Place, *, now: datetime) -> None:
    """Write a provider location and its provider, location and practice; `now` is UTC."""
    with transaction.atomic():
        provider, location = keep_entity(connection, place.zocdoc_id, npi="", time_zone="")
        values = location_values(place.location, is_virtual=place.is_virtual)
        _set_zone(connection, location, values.pop("time_zone", ""))
        _update(Provider, [provider], provider_values(place.provider), now)
        _update(Location, [location], values, now)
        practice = place.practice.get("practice_id")
        if isinstance(practice, str):
            _update(Practice, keys_of(connection, Practice, {practice}).values(), practice_values(place.practice), now)
        row = ProviderLocation.objects.get(connection=connection, zocdoc_id=place.zocdoc_id)
        row.name, row.payload, row.detailed_at = _joined(row), dict(place.terms) or row.payload, now
        row.save(update_fields=["name", "payload", "detailed_at"])


def keep_places_of_providers(connection: Connection, groups: Iterable[Any], *, now: datetime) -> int:
    """Write all places of an answer to a search by NPI and return how many; `now` is UTC."""
    kept = 0
    for group in map(object_of, groups):
        listed = group.get("providers")
        for details in map(object_of, listed if isinstance(listed, list) else []):
            for place in places_of_provider(details):
                keep_place(connection, place, now=now)
                kept += 1
    return kept


def keep_entity(connection: Connection, zocdoc_id: str, *, npi: str, time_zone: str) -> tuple[int | None, int | None]:
    """Make the rows of a provider location where they are missing; return the keys of its provider and location."""
    who, _, where = zocdoc_id.partition("|")
    provider = keys_of(connection, Provider, {who}).get(who)
    location = keys_of(connection, Location, {where}).get(where)
    keys_of(connection, ProviderLocation, {zocdoc_id})
    rows = ProviderLocation.objects.filter(connection=connection, zocdoc_id=zocdoc_id)
    rows.update(provider_id=provider, location_id=location, gone_at=None)
    if npi and provider is not None:
        Provider.objects.filter(pk=provider).exclude(npi=npi).update(npi=npi[:20])
    _set_zone(connection, location, time_zone)
    return provider, location


def mark_gone(connection: Connection, listed: Collection[str], *, now: datetime) -> int:
    """Mark the places that a complete listing does not name and return how many left; `now` is UTC."""
    known = ProviderLocation.objects.of(connection).filter(gone_at__isnull=True)
    gone = [key for key, zocdoc_id in known.values_list("pk", "zocdoc_id") if zocdoc_id not in listed]
    return ProviderLocation.objects.filter(pk__in=gone).update(gone_at=now)


def mark_without_places(connection: Connection, *, now: datetime) -> None:
    """Mark providers and locations whose places have all gone; who has one again is no longer gone."""
    for model, column in ((Provider, "provider"), (Location, "location")):
        places = ProviderLocation.objects.filter(**{column: OuterRef("pk")})
        rows = model.objects.of(connection).filter(Exists(places))
        here = Exists(places.filter(gone_at__isnull=True))
        rows.filter(~here, gone_at__isnull=True).update(gone_at=now)
        rows.filter(here, gone_at__isnull=False).update(gone_at=None)


def _update(model: type[DirectoryEntry], keys: Iterable[int | None], values: dict[str, Any], now: datetime) -> None:
    if values:
        model.objects.filter(pk__in=[key for key in keys if key is not None]).update(**values, detailed_at=now)


def _joined(row: ProviderLocation) -> str:
    names = [entry.name for entry in (row.provider, row.location) if entry is not None and entry.name]
    return " · ".join(names)[:300]


def _set_zone(connection: Connection, location: int | None, name: str) -> None:
    """Keep the zone of a location; when it becomes known or changes, the days of its appointments are set anew."""
    zone = zone_named(name) if name else None
    if zone is None or location is None:
        return
    if not Location.objects.filter(pk=location).exclude(time_zone=name).update(time_zone=name):
        return
    appointments = Appointment.objects.of(connection).filter(location_id=location, start_time__isnull=False)
    moved = []
    for one in appointments.only("pk", "start_time", "local_date").order_by("pk").iterator():
        day = local_day(one.start_time, zone, None)
        if day != one.local_date:
            one.local_date = day
            moved.append(one)
    Appointment.objects.bulk_update(moved, ["local_date"], batch_size=BATCH)
