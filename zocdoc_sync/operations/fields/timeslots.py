"""The timeslots of a provider's day."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError

from zocdoc_sync.operations.fields.ids import ZocdocId

MAX_SLOTS = 1500
LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
NEEDED = ("start_time", "location_id", "time_zone")
ALLOWED = {*NEEDED, "provider_id", "patient_type", "allowed_visit_reason_ids", "excluded_visit_reason_ids"}
PATIENT_TYPES = (None, "new", "existing")


class Timeslots(forms.Field):
    """A JSON list of timeslots, each with a local start_time, a location_id and an IANA time_zone."""

    takes_lists = True
    widget = forms.Textarea
    # An empty list is a value here: it deletes the day, and the operation itself asks about that.
    empty_values = [None, ""]

    def to_python(self, value: Any) -> list[dict[str, Any]] | None:
        if value in self.empty_values:
            return None
        try:
            slots = json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            raise ValidationError("Write the timeslots as a JSON list.") from None
        if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
            raise ValidationError("Write the timeslots as a JSON list of objects.")
        if len(slots) > MAX_SLOTS:
            raise ValidationError(f"A day holds at most {MAX_SLOTS} timeslots, {len(slots)} were given.")
        return slots


def day_of_slots(slots: list[dict[str, Any]], provider_id: str, day: date) -> list[dict[str, Any]]:
    """Return the slots of one provider's local day, completed with the provider; raise ValidationError with a place."""
    zones = available_timezones()
    whole = []
    for place, slot in enumerate(slots, 1):
        fault = slot_fault(slot, provider_id, day, zones)
        if fault:
            raise ValidationError(f"Timeslot {place}: {fault}")
        whole.append({**slot, "provider_id": provider_id})
    _refuse_twins(whole)
    return whole


def slot_fault(slot: dict[str, Any], provider_id: str, day: date, zones: set[str]) -> str:
    """Return what is wrong with one slot, "" when nothing is."""
    strange = sorted(set(slot) - ALLOWED)
    checks = (
        (not strange, f"it has no field {', '.join(strange)}."),
        (all(isinstance(slot.get(name), str) for name in NEEDED), f"it needs {', '.join(NEEDED)} as texts."),
        (slot.get("provider_id", provider_id) == provider_id, "its provider_id is not the provider of this day."),
        (slot.get("patient_type") in PATIENT_TYPES, "patient_type is new or existing."),
        (all(_are_reasons(slot.get(f"{kind}_visit_reason_ids")) for kind in ("allowed", "excluded")), NO_REASONS),
    )
    first = next((sentence for holds, sentence in checks if not holds), "")
    return first or _place_fault(slot, zones) or _time_fault(slot, day)


NO_REASONS = "visit reasons are a list of ids that begin with pc_."


def _are_reasons(ids: Any) -> bool:
    shape = ZocdocId("pc", "a visit reason").shape
    return ids is None or (isinstance(ids, list) and all(isinstance(one, str) and shape.fullmatch(one) for one in ids))


def _place_fault(slot: dict[str, Any], zones: set[str]) -> str:
    if not ZocdocId("lo", "a location").shape.fullmatch(slot["location_id"]):
        return "location_id begins with lo_."
    return "" if slot["time_zone"] in zones else "time_zone is an IANA name, for example America/New_York."


def _time_fault(slot: dict[str, Any], day: date) -> str:
    text = slot["start_time"]
    if not LOCAL_TIME.fullmatch(text):
        return "start_time is local, YYYY-MM-DDTHH:MM, without an offset or Z."
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        return "there is no such date and time."
    if start.date() != day:
        return f"its start_time is not on {day}."
    zone = ZoneInfo(slot["time_zone"])
    if start.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != start:
        return f"{start:%H:%M} does not exist on that day in {slot['time_zone']}: the clocks go forward."
    return ""


def _refuse_twins(slots: list[dict[str, Any]]) -> None:
    seen: dict[str, int] = {}
    for place, slot in enumerate(slots, 1):
        same = json.dumps({**slot, "start_time": slot["start_time"][:16]}, sort_keys=True)
        first = seen.setdefault(same, place)
        if first != place:
            raise ValidationError(f"Timeslot {place} is the same as timeslot {first}.")
