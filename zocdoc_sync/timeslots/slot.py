"""A timeslot as Zocdoc keeps it, and a day of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zocdoc_sync.timeslots.wall import instants


@dataclass(frozen=True, order=True)
class Slot:
    """One bookable start in wall time; empty `allowed` and `excluded` restrict nothing, `patient_type` "" is both.

    Zocdoc's format has no sign for the second of two equal wall times in autumn: one slot stands for the hour as Zocdoc
    reads it, and `is_twice` says so.
    """

    location_id: str
    start: datetime
    zone: str
    allowed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    patient_type: str = ""

    @property
    def is_twice(self) -> bool:
        """Tell whether the wall time comes twice on its day."""
        return len(instants(self.start, self.zone)) > 1

    @property
    def place(self) -> tuple[str, datetime]:
        """Return where and when: what a booking takes."""
        return self.location_id, self.start

    def sent(self) -> dict[str, Any]:
        """Return the slot in Zocdoc's names, without the provider."""
        whole = {
            "start_time": self.start.isoformat(timespec="seconds"),
            "location_id": self.location_id,
            "time_zone": self.zone,
            "allowed_visit_reason_ids": list(self.allowed),
            "excluded_visit_reason_ids": list(self.excluded),
            "patient_type": self.patient_type,
        }
        return {name: value for name, value in whole.items() if value}


Day = frozenset[Slot]


def slot_of(said: Mapping[str, Any]) -> Slot:
    """Return a slot from Zocdoc's names; nulls restrict nothing. Raise ValueError for one without a time or place."""
    location, start, zone = said.get("location_id"), said.get("start_time"), said.get("time_zone")
    if not (location and start and zone):
        raise ValueError("A timeslot needs a location, a start and a time zone.")
    return Slot(
        location_id=str(location),
        start=datetime.fromisoformat(str(start)).replace(tzinfo=None),
        zone=str(zone),
        allowed=_in_order(said.get("allowed_visit_reason_ids")),
        excluded=_in_order(said.get("excluded_visit_reason_ids")),
        patient_type=str(said.get("patient_type") or ""),
    )


def _in_order(ids: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(ids))) if ids else ()


def day_of(said: Iterable[Mapping[str, Any]]) -> Day:
    """Return the slots that Zocdoc listed; two equal ones are one."""
    return frozenset(slot_of(one) for one in said)


def sent_day(day: Day) -> list[dict[str, Any]]:
    """Return a day in Zocdoc's names, by time and place."""
    return [slot.sent() for slot in sorted(day, key=lambda slot: (slot.start, slot))]


def digest(day: Day) -> str:
    """Return a short word that is the same for equal days only."""
    return hashlib.sha256(json.dumps(sent_day(day), sort_keys=True).encode()).hexdigest()[:32]
