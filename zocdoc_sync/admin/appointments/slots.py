"""Free times to move an appointment to: read from Zocdoc just now, signed, and nothing else can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from zocdoc_sync.admin.times import zone_of
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.performing import perform

DAYS = 14
SALT = "slotdesk.slot"
MAX_AGE_SECONDS = 30 * 60


class SlotRefused(Exception):
    """The chosen time is not one that was offered for this appointment a moment ago."""


@dataclass
class Offer:
    """The free times of DAYS days in the location's zone, by day; `fault` says why there are none."""

    first: date
    last: date
    earlier: date | None
    later: date
    zone: str
    fault: str = ""
    days: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)


def offer(request: HttpRequest, appointment: Appointment, now: datetime) -> Offer:
    """Ask Zocdoc for the free times from the day of `?from=` (today by default)."""
    zone = zone_of(appointment)
    today = now.astimezone(zone).date()
    first = max(_asked_day(request) or today, today)
    earlier = max(first - timedelta(days=DAYS), today) if first > today else None
    shown = Offer(
        first, first + timedelta(days=DAYS - 1), earlier, first + timedelta(days=DAYS), f"{now.astimezone(zone):%Z}"
    )
    shown.fault = _missing(appointment)
    if not shown.fault:
        _fill(shown, request, appointment, now)
    return shown


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None


def _missing(appointment: Appointment) -> str:
    if appointment.provider_location is None or appointment.visit_reason is None:
        return "Zocdoc has not told the provider's location or the visit reason, so free times cannot be looked up."
    return ""


def _fill(shown: Offer, request: HttpRequest, appointment: Appointment, now: datetime) -> None:
    fields = {
        "provider_location_ids": str(appointment.provider_location.zocdoc_id),  # type: ignore[union-attr]  # checked by _missing
        "visit_reason_id": str(appointment.visit_reason.zocdoc_id),  # type: ignore[union-attr]  # checked by _missing
        "patient_type": appointment.patient_type or "existing",
        "start_date_in_provider_local_time": shown.first.isoformat(),
        "end_date_in_provider_local_time": shown.last.isoformat(),
    }
    try:
        outcome = perform(
            "getProviderLocationsAvailability",
            appointment.connection,
            fields,
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
            now=now,
        )
    except OperationError as refused:
        shown.fault = refused.sentence
        return
    if outcome.answer is None or not outcome.ok:
        shown.fault = outcome.sentence
        return
    by_day: dict[str, list[tuple[str, str]]] = {}
    for start in sorted(set(_starts(outcome.answer.items))):
        if start > now and start != appointment.start_time:
            local = start.astimezone(zone_of(appointment))
            by_day.setdefault(f"{local:%a} {local.day} {local:%b}", []).append(
                (sign(appointment, start), f"{local:%H:%M}")
            )
    shown.days = list(by_day.items())


def _starts(items: list[Any]) -> Iterator[datetime]:
    for place in items:
        for slot in (place or {}).get("timeslots") or []:
            start = parse_datetime(str((slot or {}).get("start_time") or ""))
            if start is not None and start.tzinfo is not None:
                yield start


def sign(appointment: Appointment, start: datetime) -> str:
    """Return a slot as the form carries it."""
    return signing.dumps([appointment.pk, start.isoformat()], salt=SALT)


def chosen(request: HttpRequest, appointment: Appointment) -> str:
    """Return the start of the posted slot (ISO 8601 with offset); raise SlotRefused for any other time."""
    try:
        pk, start = signing.loads(request.POST.get("slot", ""), salt=SALT, max_age=MAX_AGE_SECONDS)
    except (signing.BadSignature, ValueError):
        raise SlotRefused("Choose one of the free times: they were read a while ago, so look again.") from None
    if pk != appointment.pk:
        raise SlotRefused("That time was offered for another appointment.")
    return str(start)
