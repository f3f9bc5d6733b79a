"""Clinics with something in their calendar, and what a page of the calendar shows of it."""

from datetime import UTC, date, datetime

from tests.zocdoc_sync import factories
from zocdoc_sync.models import Provider
from zocdoc_sync.timeslots.slot import Slot
from zocdoc_sync.timeslots.versions import keep_read

DAY = date(2026, 3, 2)
NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"


def seat(clinic, name="Dr. Mae Jung", zone=NEW_YORK, where="Downtown"):
    """Make a provider at a location."""
    who = Provider.objects.filter(connection=clinic, name=name).first() or factories.provider(clinic, name=name)
    return factories.provider_location(
        clinic, provider=who, location=factories.location(clinic, name=where, time_zone=zone)
    )


def visit(place, at, *, minutes=30, day=DAY, **more):
    """Book somebody at a place at an instant in UTC."""
    reason = factories.visit_reason(place.connection, name="Annual physical", minutes=minutes)
    values = {
        "start_time": datetime.fromisoformat(at).replace(tzinfo=UTC),
        "local_date": day,
        "status": "confirmed",
        "provider": place.provider,
        "location": place.location,
        "provider_location": place,
        "visit_reason": reason,
    }
    return factories.appointment(place.connection, **values | more)


def publish(place, *clocks, day=DAY, zone="", also=(), **more):
    """Let Zocdoc have shown timeslots of a place, and of others with it, at wall times."""
    slots = frozenset(
        Slot(one.location.zocdoc_id, datetime.fromisoformat(f"{day}T{clock}"), zone or one.location.time_zone, **more)
        for one in (place, *also)
        for clock in clocks
    )
    keep_read(place.provider, day, slots, now=factories.NOW)


def drawn(page):
    """Return the columns of a page: title, zone, and each entry's time, minute and width."""
    return [
        (
            one.title,
            one.axis.letters,
            [(f"{piece.entry.time} {piece.entry.letters}", piece.begin, piece.lanes) for piece in one.pieces],
        )
        for block in page.context["blocks"]
        for one in block.columns
    ]


def times(page):
    """Return the times that stand in a page's columns."""
    return [time for _, _, pieces in drawn(page) for time, _, _ in pieces]
