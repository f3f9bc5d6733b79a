"""Places and requests in the reader's words."""

from collections.abc import Collection

from zocdoc_sync.insurance.outlook import ADD, REMOVE, REPLACE
from zocdoc_sync.models import ProviderLocation

DOING = {ADD: "Adding {}", REMOVE: "Removing {}", REPLACE: "Replacing all by {}"}


def place_name(place: ProviderLocation) -> str:
    """Return who and where, such as "Dr. Mae Jung, Riverbend Downtown"; ids where names are missing."""
    named = [str(one) for one in (place.provider, place.location) if one is not None]
    return ", ".join(named) or place.zocdoc_id


def doing(way: str, plan_ids: Collection[str]) -> str:
    """Return what a request does, such as "Adding 2 plans"."""
    return DOING[way].format(counted(len(plan_ids), "plan"))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 plan" or "1,200 plans"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
