"""What a fresh stand-in holds: nothing but credentials, or a clinic in the middle of its week."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.clients import create_clients
from zocdoc_sandbox.clinic.making import Booking, appointment
from zocdoc_sandbox.clinic.models import Appointment, Attachment, CalendarDay, Client, Code, Mapping, Receiver, Token
from zocdoc_sandbox.clinic.publishing import OPENING, SLOTS_A_DAY, STEP, publish
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.ids import minted_uuid
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS

DAYS_BACK, DAYS_AHEAD, APPOINTMENTS = 7, 21, 120
PAST = ("confirmed",) * 6 + ("no_show", "cancelled", "rescheduled", "booking_failed")
FUTURE = ("confirmed",) * 4 + ("pending_booking",) * 3 + ("rescheduled", "cancelled", "pending_reschedule")
TABLES = (Attachment, Appointment, CalendarDay, Mapping, Receiver, Code, Token, Client)
AGES_IN_HOURS = (1, 140)
NOTES = ("", "", "", "First visit to the office", "Prefers a morning reminder", "Needs a wheelchair ramp")


def reset(seed: str, now: datetime) -> None:
    """Throw everything away and plant a seed; raise ValueError when there is no such seed."""
    if seed not in SEEDS:
        raise ValueError(f"A seed is one of {', '.join(SEEDS)}.")
    for table in TABLES:
        table.objects.all().delete()
    create_clients()
    SEEDS[seed](now)


def is_fresh() -> bool:
    """Say whether no seed has been planted yet."""
    return not Client.objects.exists()


def _empty(now: datetime) -> None:  # noqa: ARG001 (one signature for all seeds)
    return None


def _clinic(now: datetime) -> None:
    publish(now)
    Appointment.objects.bulk_create(_appointments(now))


def _appointments(now: datetime) -> Iterator[Appointment]:
    draw = random.Random("clinic")  # noqa: S311 (an invented week, not a secret)
    taken: set[tuple[str, datetime]] = set()
    for number in range(APPOINTMENTS):
        place = DEMO_LOCATIONS[number % len(DEMO_LOCATIONS)]
        start = _free_start(draw, place.location.time_zone, number, now)
        while (place.provider.id, start) in taken:
            start += STEP
        taken.add((place.provider.id, start))
        status = draw.choice(PAST if start < now else FUTURE)
        if start > now and place.provider.auto_confirms and status == "pending_booking":
            status = "confirmed"
        born = min(start, now) - timedelta(hours=draw.randrange(*AGES_IN_HOURS))
        row = appointment(Booking(place, start, status, born, number))
        row.id, row.notes = minted_uuid(f"appointment/{number}"), draw.choice(NOTES)
        row.modified = micros(min(now, born + timedelta(minutes=draw.randrange(1, 50))))
        if status == "cancelled":
            row.cancellation_reason_type = "patient_no_longer_available"
        yield row


def _free_start(draw: random.Random, zone: str, number: int, now: datetime) -> datetime:
    spread = (DAYS_AHEAD + DAYS_BACK) * number // APPOINTMENTS - DAYS_BACK
    today = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=spread)
    return datetime.combine(today, OPENING, tzinfo=ZoneInfo(zone)) + STEP * draw.randrange(SLOTS_A_DAY)


SEEDS: dict[str, Callable[[datetime], None]] = {"empty": _empty, "clinic": _clinic}
