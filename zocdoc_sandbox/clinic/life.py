"""Let the clinic live: patients book and cancel, the practice answers what waits."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from zocdoc_sandbox.clinic.making import MARKETPLACE, Booking, appointment
from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clinic.publishing import publish
from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.clinic.states import AFTER_BOOKING, allows
from zocdoc_sandbox.clock import CLOCK, micros
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS, ProviderLocation
from zocdoc_sandbox.dispatch import WRITING
from zocdoc_sandbox.switches import SWITCHES
from zocdoc_sandbox.webhooks.events import announce

LOOK_SECONDS = 0.2
REACH = timedelta(days=14)
SECOND = 1_000_000
CANCELS, SETTLES = 0.15, 0.2
# Who looks again after lunch finds a front desk with work, not with an avalanche: so many bookings wait at most.
MOST_WAITING = 30
LOG = logging.getLogger("zocdoc_sandbox")
DRAW = random.Random()  # noqa: S311 (an invented clinic's luck)


def start_living() -> None:
    """Start the background thread of the living clinic."""
    threading.Thread(target=_live, name="clinic", daemon=True).start()


def _live() -> None:
    pause, last = threading.Event(), time.monotonic()
    while not pause.wait(LOOK_SECONDS):
        if time.monotonic() - last < SWITCHES.live_beat:
            continue
        last = time.monotonic()
        for chance, happens in EVENTS:
            if DRAW.random() < chance:
                _happen(happens)


def _happen(happens: Callable[[], None]) -> None:
    try:
        with WRITING, transaction.atomic():
            happens()
    except Exception:
        # The thread outlives one bad beat: a demo must not stop living in silence.
        LOG.exception("The clinic missed a beat.")


def publish_coming_days() -> None:
    """Keep a month of timeslots published, however long the clinic lives."""
    publish(CLOCK.now())


def book() -> None:
    """Let a patient book a free time."""
    now, place = CLOCK.now(), DRAW.choice(_taking_bookings())
    reason = place.provider.specialty.default.id
    free = bookable(place, now.date(), (now + REACH).date(), Visit(reason, "new"), now)
    if free:
        confirmation = "auto" if place.provider.auto_confirms else "manual"
        number = DRAW.randrange(1_000, 1_000_000)
        row = appointment(Booking(place, DRAW.choice(free), AFTER_BOOKING[confirmation], now, number, "live"))
        row.source = MARKETPLACE
        row.save(force_insert=True)
        announce(row, "created", [])


def _taking_bookings() -> list[ProviderLocation]:
    """Return where a patient may book: while many bookings wait, only where nobody has to answer them."""
    is_crowded = Appointment.objects.filter(status=AFTER_BOOKING["manual"]).count() >= MOST_WAITING
    return [one for one in DEMO_LOCATIONS if one.provider.auto_confirms or not is_crowded]


def cancel() -> None:
    """Let a patient cancel a coming appointment."""
    coming = Appointment.objects.filter(start__gt=micros(CLOCK.now()))
    rows = [row for row in coming if allows("cancel", row.status)]
    if rows:
        row = DRAW.choice(rows)
        row.cancellation_reason_type = "patient_no_longer_available"
        _become(row, "cancelled", "cancelled")


def settle() -> None:
    """Let the practice answer a move that has waited for a while."""
    before = micros(CLOCK.now()) - int(SWITCHES.auto_confirm_after * SECOND)
    row = Appointment.objects.filter(status="pending_reschedule", modified__lt=before).order_by("modified").first()
    if row is not None:
        _become(row, "rescheduled", "updated")


def _become(row: Appointment, status: str, update_type: str) -> None:
    row.status, row.modified = status, max(micros(CLOCK.now()), row.modified + 1)
    row.save()
    announce(row, update_type, ["appointment.appointment_status"])


EVENTS: tuple[tuple[float, Callable[[], None]], ...] = (
    (1.0, publish_coming_days),
    (1.0, book),
    (CANCELS, cancel),
    (SETTLES, settle),
)
