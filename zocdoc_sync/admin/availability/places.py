"""Which provider locations a person can choose among."""

from typing import Any

from django.db.models import Q, QuerySet

from zocdoc_sync.admin.times import zone_named
from zocdoc_sync.models import Connection, ProviderLocation
from zocdoc_sync.operations.forms.availability import IDS_MAX

COLUMNS = ("provider__name", "provider__specialties", "location__name", "location__address", "location__city", "name")
WORDS_MAX = 6


def choosable(connection: Connection, person: Any) -> QuerySet[ProviderLocation]:
    """Return the places of a connection that Zocdoc still lists, by provider and location."""
    rows = ProviderLocation.objects.visible_to(person).of(connection).filter(gone_at__isnull=True)
    return rows.select_related("provider", "location").order_by("provider__name", "location__name", "pk")


def matching(rows: QuerySet[ProviderLocation], text: str) -> QuerySet[ProviderLocation]:
    """Keep the places of which each word of the text is in the provider's name or specialty, or in the location."""
    for word in text.split()[:WORDS_MAX]:
        found = Q()
        for column in COLUMNS:
            found |= Q((f"{column}__icontains", word))
        rows = rows.filter(found)
    return rows


def offered(rows: QuerySet[ProviderLocation], text: str, chosen: list[str]) -> tuple[list[ProviderLocation], int]:
    """Return the places to tick, those that are ticked already first, and how many match in all."""
    kept = list(rows.filter(pk__in=[pk for pk in chosen if pk.isdecimal()])[:IDS_MAX])
    found = matching(rows, text).exclude(pk__in=[row.pk for row in kept])
    return [*kept, *found[: IDS_MAX - len(kept)]], found.count() + len(kept)


def place_name(place: ProviderLocation) -> str:
    """Return a place as staff call it: who and where."""
    return f"{place.provider or '—'} · {place.location or '—'}"


def specialties(place: ProviderLocation) -> str:
    """Return what the provider of a place does."""
    listed = place.provider.specialties if place.provider else None
    return ", ".join(str(one) for one in listed) if isinstance(listed, list) else ""


def takes(place: ProviderLocation, reason_id: str) -> bool:
    """Tell whether a provider lists a visit reason; where the list is not known, Zocdoc is asked."""
    told = place.provider.payload if place.provider else None
    listed = told.get("visit_reason_ids") if isinstance(told, dict) else None
    return not isinstance(listed, list) or not listed or reason_id in listed


def zone_name(place: ProviderLocation) -> str:
    """Return the IANA name of the place's zone, "" when Zocdoc has not told it."""
    name = place.location.time_zone if place.location else ""
    return name if zone_named(name) else ""
