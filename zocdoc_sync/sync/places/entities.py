"""List everything that can be booked at the clinic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.enums import Operation
from zocdoc_sync.sync.listing.whole import whole_listing

PAGE_ROWS = 5000


@dataclass(frozen=True)
class Entity:
    """A provider location that can be booked; its zone is an IANA name."""

    zocdoc_id: str
    npi: str
    time_zone: str


def list_entities(client: ZocdocClient, before_each: Callable[[], None]) -> list[Entity]:
    """Return all schedulable entities; raise ZocdocError, and IncompleteWindow when fewer came than were promised."""
    pages = whole_listing(
        client, Operation.GET_SCHEDULABLE_ENTITIES, {}, rows_a_page=PAGE_ROWS, before_each=before_each
    )
    found = {entity.zocdoc_id: entity for rows in pages for entity in map(entity_of, rows) if entity}
    return list(found.values())


def entity_of(raw: Any) -> Entity | None:
    """Return the entity that a row of the listing describes, None for one that has no id."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return None
    npi, zone = raw.get("npi"), raw.get("time_zone")
    return Entity(raw["id"], npi if isinstance(npi, str) else "", zone if isinstance(zone, str) else "")
