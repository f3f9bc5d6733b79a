"""List everything that can be booked at the clinic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.enums import Operation
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow

PAGE_ROWS = 5000


@dataclass(frozen=True)
class Entity:
    """A provider location that can be booked; its zone is an IANA name."""

    zocdoc_id: str
    npi: str
    time_zone: str


def list_entities(client: ZocdocClient, before_each: Callable[[], None]) -> list[Entity]:
    """Return all schedulable entities; raise ZocdocError, and IncompleteWindow when fewer came than were promised."""
    found: dict[str, Entity] = {}
    page = received = 0
    while True:
        before_each()
        answer = client.call(Operation.GET_SCHEDULABLE_ENTITIES.value, {"page": page, "page_size": PAGE_ROWS})
        found |= {entity.zocdoc_id: entity for entity in map(_entity, answer.items) if entity}
        page, received = page + 1, received + len(answer.items)
        if len(answer.items) < PAGE_ROWS:
            break
    promised = answer.body.get("total_count") if isinstance(answer.body, dict) else None
    if not isinstance(promised, int) or received < promised:
        raise IncompleteWindow("Zocdoc's directory did not come whole.")
    return list(found.values())


def _entity(raw: Any) -> Entity | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return None
    npi, zone = raw.get("npi"), raw.get("time_zone")
    return Entity(raw["id"], npi if isinstance(npi, str) else "", zone if isinstance(zone, str) else "")
