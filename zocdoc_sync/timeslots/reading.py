"""Reading a provider's day from Zocdoc, all of its pages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zocdoc_sync.models import Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.timeslots.errors import DayNotRead
from zocdoc_sync.timeslots.slot import Day, day_of
from zocdoc_sync.timeslots.versions import keep_read

# More than a whole day of single slots: a listing that goes on is not an honest one.
MOST_PAGES = 1501


def read_day(provider: Provider, day: date, *, actor: Actor, now: datetime) -> Day:
    """Return what Zocdoc has for a provider's local day and keep it as a version when it is new.

    Raise DayNotRead when any page is missing, and NotPermitted. `now` is UTC.
    """
    slots = look_at(provider, day, actor=actor, now=now)
    keep_read(provider, day, slots, now=now)
    return slots


def look_at(provider: Provider, day: date, *, actor: Actor, now: datetime) -> Day:
    """Return what Zocdoc has for a provider's local day without keeping it; raise as `read_day` does."""
    found: list[Mapping[str, Any]] = []
    fields = {"provider_id": provider.zocdoc_id, "date": str(day)}
    tokens = {""}
    for _ in range(MOST_PAGES):
        body, items = _page(provider, fields, actor, now)
        found += items
        token = str(body.get("next_page_token") or "")
        if not token:
            return _whole(found)
        if token in tokens:
            break
        tokens.add(token)
        fields["next_page_token"] = token
    raise DayNotRead("Zocdoc's pages of this day do not come to an end: it was not read whole.")


def _page(
    provider: Provider, fields: Mapping[str, str], actor: Actor, now: datetime
) -> tuple[Mapping[str, Any], list[Any]]:
    outcome = perform("getProviderCalendarTimeslots", provider.connection, fields, actor=actor, now=now)
    if not outcome.ok or outcome.answer is None:
        raise DayNotRead(f"The day could not be read from Zocdoc. {outcome.sentence}")
    body = outcome.answer.body
    return (body if isinstance(body, Mapping) else {}), outcome.answer.items


def _whole(found: list[Mapping[str, Any]]) -> Day:
    try:
        return day_of(found)
    except (ValueError, AttributeError, TypeError):
        raise DayNotRead("Zocdoc listed a timeslot that the console does not understand.") from None
