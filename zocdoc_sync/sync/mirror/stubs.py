"""Directory rows for ids that appointments mention before the directory has told about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.models import Connection, Location, Practice, Provider, ProviderLocation, VisitReason
from zocdoc_sync.models.directory import DirectoryEntry
from zocdoc_sync.sync.mirror.zones import zone_named

Keys = dict[str | None, int]
MAX_ID = 200


@dataclass(frozen=True)
class Places:
    """The primary keys of the directory rows by Zocdoc's id, and the zones of the locations that have one."""

    providers: Keys
    locations: Keys
    provider_locations: Keys
    practices: Keys
    visit_reasons: Keys
    zones: dict[str | None, ZoneInfo | None]


def places_of(connection: Connection, records: Iterable[AppointmentRecord]) -> Places:
    """Return the directory rows that the records mention, made where they are missing."""
    records = list(records)
    providers = keys_of(connection, Provider, {record.provider_id for record in records})
    locations = keys_of(connection, Location, {record.location_id for record in records})
    return Places(
        providers=providers,
        locations=locations,
        provider_locations=_provider_locations(connection, records, providers, locations),
        practices=keys_of(connection, Practice, {record.practice_id for record in records}),
        visit_reasons=keys_of(connection, VisitReason, {record.visit_reason_id for record in records}),
        zones=_zones(connection, locations),
    )


def keys_of(connection: Connection, model: type[DirectoryEntry], ids: set[str | None]) -> Keys:
    """Return the primary keys by Zocdoc's id, after making a bare row for each id that has none."""
    wanted = _usable(ids)
    known = _known(connection, model, wanted)
    missing = [model(connection=connection, zocdoc_id=zocdoc_id) for zocdoc_id in sorted(wanted - known.keys())]
    return known | _made(connection, model, missing) if missing else known


def _provider_locations(
    connection: Connection, records: list[AppointmentRecord], providers: Keys, locations: Keys
) -> Keys:
    by_id = {record.provider_location_id: record for record in records}
    wanted = _usable(set(by_id))
    known = _known(connection, ProviderLocation, wanted)
    missing: list[DirectoryEntry] = [
        ProviderLocation(
            connection=connection,
            zocdoc_id=zocdoc_id,
            provider_id=providers.get(by_id[zocdoc_id].provider_id),
            location_id=locations.get(by_id[zocdoc_id].location_id),
        )
        for zocdoc_id in sorted(wanted - known.keys())
    ]
    return known | _made(connection, ProviderLocation, missing) if missing else known


def _usable(ids: set[str | None]) -> set[str]:
    return {zocdoc_id for zocdoc_id in ids if zocdoc_id and len(zocdoc_id) <= MAX_ID and "\x00" not in zocdoc_id}


def _known(connection: Connection, model: type[DirectoryEntry], ids: set[str]) -> Keys:
    rows = model.objects.of(connection).filter(zocdoc_id__in=ids).order_by()
    return dict(rows.values_list("zocdoc_id", "pk"))


def _made(connection: Connection, model: type[DirectoryEntry], rows: list[DirectoryEntry]) -> Keys:
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return _known(connection, model, {row.zocdoc_id for row in rows})


def _zones(connection: Connection, locations: Keys) -> dict[str | None, ZoneInfo | None]:
    named = Location.objects.of(connection).filter(pk__in=locations.values()).exclude(time_zone="").order_by()
    return {zocdoc_id: zone_named(name) for zocdoc_id, name in named.values_list("zocdoc_id", "time_zone")}
