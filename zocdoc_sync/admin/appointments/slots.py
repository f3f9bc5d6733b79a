"""Free times to move an appointment to: read from Zocdoc just now, signed, and nothing else can be chosen."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils.dateparse import parse_date

from zocdoc_sync.admin.times import zone_of
from zocdoc_sync.availability.answers import FreeTime
from zocdoc_sync.availability.finding import free_times
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError

DAYS = 14
SALT = "slotdesk.slot"
MAX_AGE_SECONDS = 30 * 60


class SlotRefused(Exception):
    """The chosen time is not one that was offered for this appointment a moment ago."""


@dataclass
class Offer:
    """The free times of DAYS days in the location's zone, by day; `fault` says why there are none, or not all."""

    first: date
    last: date
    earlier: date | None
    later: date
    zone: str
    fault: str = ""
    days: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)


def offer(request: HttpRequest, appointment: Appointment, now: datetime) -> Offer:
    """Ask Zocdoc for the free times from the day of `?from=`: by default the appointment's own day, or today."""
    zone = zone_of(appointment)
    today = now.astimezone(zone).date()
    own = appointment.start_time.astimezone(zone).date() if appointment.start_time else today
    first = max(_asked_day(request) or own, today)
    earlier = max(first - timedelta(days=DAYS), today) if first > today else None
    last = first + timedelta(days=DAYS - 1)
    shown = Offer(first, last, earlier, last + timedelta(days=1), f"{now.astimezone(zone):%Z}")
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
    place, reason = appointment.provider_location, appointment.visit_reason
    try:
        found = free_times(
            appointment.connection,
            [place.zocdoc_id],  # type: ignore[union-attr]  # checked by _missing
            reason.zocdoc_id,  # type: ignore[union-attr]  # checked by _missing
            appointment.patient_type or "existing",
            shown.first,
            shown.last,
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
            now=now,
        )
    except OperationError as refused:
        shown.fault = refused.sentence
        return
    shown.fault = " ".join(dict.fromkeys(fault.sentence for fault in found.faults))
    shown.days = _by_day(appointment, found.slots)


def _by_day(appointment: Appointment, slots: list[FreeTime]) -> list[tuple[str, list[tuple[str, str]]]]:
    by_day: dict[str, list[tuple[str, str]]] = {}
    for slot in slots:
        if slot.start != appointment.start_time:
            local = slot.start.astimezone(zone_of(appointment))
            time = (sign(appointment, slot.start), f"{local:%H:%M}")
            by_day.setdefault(f"{local:%a} {local.day} {local:%b}", []).append(time)
    return list(by_day.items())


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
