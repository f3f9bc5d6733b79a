"""What Zocdoc tells of the insurance of one provider location."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Offer:
    """Plans of one carrier and network that a place could take."""

    carrier_id: str
    program: str
    network: str
    plan_ids: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The plans that a place takes and those that it could take."""

    accepted: frozenset[str]
    offers: tuple[Offer, ...]

    def kept(self) -> list[dict[str, Any]]:
        """Return the offers as the database keeps them."""
        return [{**asdict(offer), "plan_ids": list(offer.plan_ids)} for offer in self.offers]


def told_by(data: Any) -> Told:
    """Return what an answer's `data` says; raise ValueError when the accepted plans are not all told.

    An absent list is not an empty one: taken for empty, every plan of the place would look removed.
    """
    said = data if isinstance(data, Mapping) else {}
    rows = said.get("insurance_plan_mappings")
    if not isinstance(rows, list):
        raise ValueError("Zocdoc's answer does not list the accepted plans.")  # noqa: TRY004 (a strange answer, no misuse)
    if not all(isinstance(row, Mapping) and row.get("insurance_plan_id") for row in rows):
        raise ValueError("Zocdoc listed an accepted plan without its id.")
    accepted = frozenset(str(row["insurance_plan_id"]) for row in rows)
    return Told(accepted, tuple(_offers(said.get("eligible_insurances"))))


def offered_ids(kept: list[dict[str, Any]]) -> frozenset[str]:
    """Return every plan id of the offers that the database keeps."""
    return frozenset(plan_id for offer in kept for plan_id in offer["plan_ids"])


def _offers(carriers: Any) -> Iterator[Offer]:
    for carrier in _mappings(carriers):
        for network in _mappings(carrier.get("insurance_carrier_networks")):
            ids = network.get("insurance_plan_ids")
            plan_ids = tuple(str(one) for one in ids if one) if isinstance(ids, list) else ()
            yield Offer(
                str(carrier.get("insurance_carrier_id") or ""),
                str(network.get("program_type") or ""),
                str(network.get("network_type") or ""),
                plan_ids,
            )


def _mappings(rows: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
