"""What stands in a calendar: appointments and free timeslots, as the page shows them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.patients import HIDDEN, name_of
from zocdoc_sync.admin.badges import ASK, TONES
from zocdoc_sync.admin.times import zone_named, zone_of
from zocdoc_sync.calendar.published import Opening
from zocdoc_sync.calendar.visits import length_of, takes_time
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment, ProviderLocation
from zocdoc_sync.models.directory import DEFAULT_VISIT_MINUTES

SHORTEST = 10
MOVES = BUTTONS["reschedule"]


@dataclass(frozen=True)
class Entry:
    """Something in the calendar of an owner (a provider, or nobody yet known), on a local day in a zone."""

    owner: Hashable
    day: date
    zone: tzinfo
    start: datetime
    minutes: int
    time: str
    letters: str
    where: str = ""


@dataclass(frozen=True)
class Visit(Entry):
    """An appointment; `patient` is masked for a person who may not see it, `movable` says that it can be dragged."""

    pk: int = 0
    patient: str = ""
    reason: str = ""
    who: str = ""
    tone: str = ""
    mark: str = ""
    status: str = ""
    place: int = 0
    movable: bool = False
    takes_time: bool = True


@dataclass(frozen=True)
class Free(Entry):
    """A published timeslot that nobody has booked, as the console last knew."""

    place: int = 0
    at: str = ""
    who: str = ""
    is_past: bool = False


def visits(rows: Iterable[Appointment], person: Any, now: datetime, *, sees: bool) -> list[Visit]:
    """Return appointments as they are shown to a person; those without a start have no place in a calendar."""
    return [_visit(row, person, now, sees=sees) for row in rows if row.start_time is not None]


def _visit(row: Appointment, person: Any, now: datetime, *, sees: bool) -> Visit:
    zone, start = zone_of(row), row.start_time
    assert start is not None  # noqa: S101 (those without a start are left out by the caller)
    tone, mark = ("ok", "✓") if row.arrived_at else TONES[AppointmentStatus].get(row.status, ASK)
    return Visit(
        owner=row.provider_id,
        day=row.local_date or start.astimezone(zone).date(),
        zone=zone,
        start=start,
        minutes=max(int(length_of(row).total_seconds() // 60), SHORTEST),
        time=f"{start.astimezone(zone):%H:%M}",
        letters=f"{start.astimezone(zone):%Z}",
        where=str(row.location or ""),
        pk=row.pk,
        patient=name_of(row) if sees else HIDDEN,
        reason=str(row.visit_reason or ""),
        who=str(row.provider or ""),
        tone=tone,
        mark=mark,
        status="Arrived" if row.arrived_at else row.status_label,
        place=row.provider_location_id or 0,
        movable=row.provider_location_id is not None and MOVES.allowed(row, person, now),
        takes_time=takes_time(row),
    )


def free(
    found: list[Opening], taken: Iterable[Appointment], places: Iterable[ProviderLocation], now: datetime
) -> list[Free]:
    """Return the timeslots under which no appointment lies; each is as long as it is to the provider's next one."""
    seats = {(one.provider_id, one.location.zocdoc_id): one for one in places if one.location}
    busy = defaultdict(list)
    for row in taken:
        if row.start_time and takes_time(row):
            busy[row.provider_id].append((row.start_time, row.start_time + length_of(row)))
    lengths = _lengths(found)
    return [
        _free(one, seats.get((one.provider_id, one.location_id)), lengths[one.provider_id, one.start], now)
        for one in found
        if not any(begin <= one.start < end for begin, end in busy[one.provider_id])
    ]


def _free(one: Opening, place: ProviderLocation | None, minutes: int, now: datetime) -> Free:
    zone = zone_named(one.zone)
    assert zone is not None  # noqa: S101 (a timeslot's instant was found in its zone)
    return Free(
        owner=one.provider_id,
        day=one.day,
        zone=zone,
        start=one.start,
        minutes=minutes,
        time=f"{one.start.astimezone(zone):%H:%M}",
        letters=f"{one.start.astimezone(zone):%Z}",
        where=str(place.location) if place else one.location_id,
        place=place.pk if place else 0,
        at=f"{one.start:%Y-%m-%dT%H:%M:%SZ}",
        who=str(place.provider) if place else "",
        is_past=one.start <= now,
    )


def _lengths(found: list[Opening]) -> dict[tuple[int, datetime], int]:
    starts: dict[int, list[datetime]] = defaultdict(list)
    for one in found:
        starts[one.provider_id].append(one.start)
    lengths = {}
    for provider, times in starts.items():
        ordered = sorted(set(times))
        for start, following in zip(ordered, [*ordered[1:], ordered[-1] + timedelta(days=1)], strict=True):
            gap = int((following - start).total_seconds() // 60)
            lengths[provider, start] = min(max(gap, SHORTEST), DEFAULT_VISIT_MINUTES)
    return lengths
