"""A day as a page shows it: its locations and timeslots, a difference in words, its state and its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.times import long_time, zone_named
from zocdoc_sync.admin.timeslots.draft import Draft
from zocdoc_sync.admin.timeslots.forms import PATIENTS, places_of
from zocdoc_sync.models import DayState, DayVersion, Location, Provider, ProviderDay, VisitReason
from zocdoc_sync.timeslots.differences import differences
from zocdoc_sync.timeslots.putting import booked_places
from zocdoc_sync.timeslots.reasons import in_words
from zocdoc_sync.timeslots.slot import Day, Slot, digest
from zocdoc_sync.timeslots.versions import before, expected, slots_of

VERSIONS_SHOWN = 12
PUTS = (DayState.PLANNED, DayState.PUT, DayState.VERIFIED, DayState.DIFFERS, DayState.REPLACED)


@dataclass(frozen=True)
class Names:
    """What ids are called at this clinic."""

    places: Mapping[str, str]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, provider: Provider) -> "Names":
        """Read the names of a provider's connection."""
        mine = {"connection_id": provider.connection_id}
        return cls(
            {row.zocdoc_id: str(row) for row in Location.objects.filter(**mine)},
            {row.zocdoc_id: str(row) for row in VisitReason.objects.filter(**mine).only("zocdoc_id", "name")},
        )

    def place(self, zocdoc_id: str) -> str:
        """Return a location's name, its id when it has none here."""
        return self.places.get(zocdoc_id, zocdoc_id)

    def taken(self, slot: Slot) -> str:
        """Return whom and what a slot takes."""
        patients = dict(PATIENTS).get(slot.patient_type, slot.patient_type)
        return in_words(slot, self.reasons) + (f" · {patients.lower()}" if slot.patient_type else "")


@dataclass
class Change:
    """What changes at one location, in words."""

    place: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: int = 0


def changes(old: Day, new: Day, names: Names) -> list[Change]:
    """Return what comes, goes and changes between two days, by location; a time that stays with other rules changed."""
    shown = []
    for one in differences(old, new):
        was, now = ({slot.start: slot for slot in part} for part in (one.removed, one.added))
        both = sorted(was.keys() & now.keys())
        shown.append(
            Change(
                names.place(one.location_id),
                _told(one.added, names, both),
                _told(one.removed, names, both),
                [f"{start:%H:%M}: {names.taken(was[start])} → {names.taken(now[start])}" for start in both],
                len(one.kept),
            )
        )
    return shown


def _told(slots: Day, names: Names, without: list[Any]) -> list[str]:
    rows = sorted(slot for slot in slots if slot.start not in without)
    return [f"{slot.start:%H:%M} {names.taken(slot)}" for slot in rows]


def places(draft: Draft, names: Names) -> list[dict[str, Any]]:
    """Return the draft's timeslots by location, each with its marks, and what leaves."""
    whole = draft.wanted | draft.shown
    booked = booked_places(draft.provider, draft.day, {slot.location_id: slot.zone for slot in whole})
    known = {row.zocdoc_id for row in places_of(draft.provider)}
    return [
        {
            "id": one,
            "name": names.place(one),
            "strange": one not in known,
            "zone": next((slot.zone for slot in whole if slot.location_id == one), ""),
            "slots": [_cell(slot, draft, names, booked) for slot in sorted(draft.wanted) if slot.location_id == one],
            "leaving": [f"{slot.start:%H:%M}" for slot in _gone(draft) if slot.location_id == one],
        }
        for one in sorted({slot.location_id for slot in whole}, key=names.place)
    ]


def _gone(draft: Draft) -> list[Slot]:
    stays = {slot.place for slot in draft.wanted}
    return sorted(slot for slot in draft.shown if slot.place not in stays)


def _cell(slot: Slot, draft: Draft, names: Names, booked: frozenset[Any]) -> dict[str, Any]:
    marks = {
        "booked": slot.place in booked,
        "twice this day": slot.is_twice,
        "new": slot.place not in {one.place for one in draft.shown},
        "changed": slot not in draft.shown and slot.place in {one.place for one in draft.shown},
    }
    return {
        "key": digest(frozenset({slot})),
        "clock": f"{slot.start:%H:%M}",
        "takes": names.taken(slot),
        "marks": [mark for mark, holds in marks.items() if holds],
    }


def zone_of_day(provider: Provider) -> tzinfo:
    """Return the zone that a day's moments are shown in: its first location's."""
    zones = (zone_named(place.time_zone) for place in places_of(provider))
    return next((zone for zone in zones if zone), None) or get_current_timezone()


def state_of(row: ProviderDay | None, seen: Day | None, names: Names, zone: tzinfo) -> dict[str, Any] | None:
    """Return what became of the last put, None when nothing was put here; `seen` is what Zocdoc shows now."""
    version = _with_request_id(row).filter(state__in=PUTS).first() if row else None
    if version is None:
        return None
    lost = [slot for slot in slots_of(version) if slot.location_id in version.lost_locations]
    moved = seen is not None and seen != expected(version) and version.state != DayState.PUT
    return {
        "badge": badge(DayState, version.state),
        "by": version.actor_label,
        "at": long_time(version.at, zone),
        "verified": long_time(version.verified_at, zone) if version.verified_at else "",
        "waits": version.state in (DayState.PUT, DayState.PLANNED),
        "lost": f"{len(lost)} timeslots at {', '.join(map(names.place, version.lost_locations))}" if lost else "",
        "moved": changes(expected(version), seen, names) if moved and seen is not None else [],
        "number": version.number,
        "request_id": version.operation.request_id if version.operation else "",
    }


def _with_request_id(row: ProviderDay) -> QuerySet[DayVersion]:
    return row.versions.select_related("operation").defer("operation__request", "operation__answer")


def history(row: ProviderDay | None, names: Names, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the latest versions of a day, newest first, each with what it changed."""
    versions = list(_with_request_id(row)[: VERSIONS_SHOWN + 1]) if row else []
    olds = [*versions[1:], None]
    pairs = zip(versions, olds, strict=False)
    return [_line(one, old, names, zone) for one, old in pairs][:VERSIONS_SHOWN]


def _line(one: DayVersion, old: DayVersion | None, names: Names, zone: tzinfo) -> dict[str, Any]:
    was_put = one.state in PUTS
    base = before(one) if one.operation_key else expected(old) if old else frozenset()
    told = [
        change for change in changes(base, slots_of(one), names) if change.added or change.removed or change.changed
    ]
    return {
        "number": one.number,
        "badge": badge(DayState, one.state),
        "at": long_time(one.at, zone),
        "by": one.actor_label or "Zocdoc",
        "count": len(one.slots),
        "changes": told,
        "undoes": was_put,
        "log": one.operation_id,
        "request_id": one.operation.request_id if one.operation else "",
    }
