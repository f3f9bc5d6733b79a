"""Published timeslots: a provider's local day, read in pieces and replaced whole."""

import base64
import re
import uuid
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from zocdoc_sandbox.api.availability import PATIENT_TYPES
from zocdoc_sandbox.clinic.models import CalendarDay
from zocdoc_sandbox.clock import micros, utc_text
from zocdoc_sandbox.directory.listing import PROVIDERS, places_of
from zocdoc_sandbox.reading import choice, day, required, text_of, whole
from zocdoc_sandbox.switches import SWITCHES
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

MOST_SLOTS, DEFAULT_LIMIT, LARGEST_LIMIT = 1500, 100, 1500
LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?\Z")
SECOND = 1_000_000
ZONES = available_timezones()
RESTRICTIONS = ("allowed_visit_reason_ids", "excluded_visit_reason_ids")


def _asked(call: Call, provider_id: str) -> date:
    if provider_id not in PROVIDERS:
        raise Refused(403, bare=True)
    return day(required(call.query, "date"), "date")


def get_provider_calendar_timeslots(call: Call, provider_id: str) -> Json:
    """Answer a piece of the day; `limit` need not be met, and a read soon after a write may be stale."""
    today = _asked(call, provider_id)
    limit = whole(call.query, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT)
    begin = _position(call.query.get("next_page_token", ""))
    row = CalendarDay.objects.filter(provider_id=provider_id, date=today).first()
    slots = _shown(row, call) if row else []
    # As a store that reads in pieces does: one less than asked, unless that is all there is.
    end = begin + (limit if len(slots) - begin <= limit else max(1, limit - 1))
    token = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(slots) else None
    path = f"{call.base_url}{call.request.path}?date={today}&limit={limit}&next_page_token="
    following = f"{path}{token}" if token else ""
    return {"limit": limit, "next_page_token": token, "next_url": following, "data": slots[begin:end]}


def _position(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token.encode())) if token else 0
    except ValueError:
        raise invalid("The page token is not valid.", "next_page_token") from None


def _shown(row: CalendarDay, call: Call) -> list[Json]:
    stale = call.fault == "stale_get" or micros(call.now) < row.settled
    return list(row.previous if stale else row.slots)


def put_provider_calendar_timeslots(call: Call, provider_id: str) -> Json:
    """Replace the day at all locations; slots at unknown locations are dropped and only named."""
    today = _asked(call, provider_id)
    asked = call.body.get("timeslots")
    if not isinstance(asked, list):
        raise invalid("timeslots is required.", "timeslots")
    if len(asked) > MOST_SLOTS:
        raise invalid("At most 1500 timeslots are accepted.", "timeslots")
    slots = [_slot(call, provider_id, today, number, each) for number, each in enumerate(asked)]
    known = {place.location.id for place in places_of(provider_id)}
    row, _ = CalendarDay.objects.get_or_create(provider_id=provider_id, date=today)
    kept = [slot for slot in slots if slot["location_id"] in known]
    now = micros(call.now)
    # Two quick writes of one day can leave a stray slot of the first one.
    strays = row.slots[:1] if now < row.settled else []
    row.previous, row.slots = row.slots, sorted([*kept, *strays], key=lambda slot: str(slot["start_time"]))
    row.settled = now + int(SWITCHES.timeslot_delay * SECOND)
    row.save()
    call.committed()
    lost = dict.fromkeys(slot["location_id"] for slot in slots if slot["location_id"] not in known)
    return {"errors": {"not_found_location_ids": list(lost)}}


def _slot(call: Call, provider_id: str, today: date, number: int, slot: Any) -> Json:
    field = f"timeslots[{number}]"
    if text_of(slot, "provider_id", f"{field}.provider_id") != provider_id:
        raise invalid("The provider is not the one of the address.", f"{field}.provider_id")
    start = text_of(slot, "start_time", f"{field}.start_time")
    found = LOCAL.match(start)
    if not found:
        raise invalid("A start is a local date and time without an offset.", f"{field}.start_time")
    if day(found[1], f"{field}.start_time") != today:
        raise invalid("The start is not on the date of the request.", f"{field}.start_time")
    if found[2] > "23:59" or (found[3] or "") > ":59":
        raise invalid("There is no such time of day.", f"{field}.start_time")
    zone = text_of(slot, "time_zone", f"{field}.time_zone")
    if zone not in ZONES:
        raise invalid("The time zone is not an IANA one.", f"{field}.time_zone")
    if slot.get("patient_type") is not None:
        choice(slot["patient_type"], PATIENT_TYPES, f"{field}.patient_type")
    return {
        "timeslot_id": f"slot:{uuid.uuid4().hex[:12]}",
        "created_utc": utc_text(micros(call.now)),
        "provider_id": provider_id,
        "location_id": text_of(slot, "location_id", f"{field}.location_id"),
        "start_time": f"{found[1]}T{found[2]}{found[3] or ':00'}",
        "time_zone": zone,
        "patient_type": slot.get("patient_type"),
        **{name: _reasons(slot, name, field) for name in RESTRICTIONS},
    }


def _reasons(slot: dict[str, Any], name: str, field: str) -> list[str] | None:
    value = slot.get(name)
    if value is not None and (not isinstance(value, list) or any(not isinstance(each, str) for each in value)):
        raise invalid(f"{name} is a list of ids.", f"{field}.{name}")
    return value
