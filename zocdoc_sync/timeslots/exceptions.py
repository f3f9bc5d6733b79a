"""Closures and special days: what holds on a day instead of the week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from zocdoc_sync.models import ExceptionKind, Provider, SlotException
from zocdoc_sync.timeslots.templates import range_of
from zocdoc_sync.timeslots.weekly import Ranges


@dataclass(frozen=True)
class Special:
    """Why a day is not as its weekday, and its hours; no hours close it."""

    why: str
    hours: Ranges = ()


def specials_of(provider: Provider, first: date, last: date) -> Mapping[date, Special]:
    """Return the special days of a provider in a range.

    What is said of the provider is stronger than what is said of all; of two of a kind, closing is stronger.
    """
    rows = SlotException.objects.filter(
        Q(provider=provider) | Q(provider=None), connection_id=provider.connection_id, first__lte=last, last__gte=first
    ).prefetch_related("hours__location")
    found: dict[date, Special] = {}
    for row in sorted(rows, key=_strength):
        special = Special(row.why, tuple(range_of(one) for one in row.hours.all()) if _has_hours(row) else ())
        for day in days_between(max(first, row.first), min(last, row.last)):
            found[day] = special
    return found


def days_between(first: date, last: date) -> list[date]:
    """Return the dates of a range, both ends included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _strength(row: SlotException) -> tuple[bool, bool, int]:
    return row.provider_id is not None, not _has_hours(row), row.pk


def _has_hours(row: SlotException) -> bool:
    return row.kind == ExceptionKind.HOURS
