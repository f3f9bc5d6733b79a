"""The lanes of appointments: what is to confirm, who comes today, what moves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest

from zocdoc_sync.admin.appointments.acting import purpose
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.filters import in_range
from zocdoc_sync.admin.choices import Choice
from zocdoc_sync.admin.clocks import SOON
from zocdoc_sync.admin.home.counts import in_words
from zocdoc_sync.admin.home.filters import narrowed
from zocdoc_sync.admin.home.rows import Row, appointments, booking_row, of_known, plain_row, today_row
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.enums import AppointmentStatus, CancellationReasonType
from zocdoc_sync.models import Appointment, Connection

SHOWN = 12
SHOWN_TODAY = 60
Shaped = Callable[[HttpRequest, Appointment, datetime], Row]


def to_confirm(rows: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Keep the bookings that wait for the clinic: those that start soon first, then the oldest.

    A start that Zocdoc has not told is no reason to leave a booking unanswered.
    """
    waiting = rows.filter(_ahead(now), status=AppointmentStatus.PENDING_BOOKING)
    is_soon = Case(When(start_time__lte=now + SOON, then=0), default=1)
    return waiting.order_by(is_soon, "created_time", "pk")


def moving(rows: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Keep the appointments whose move Zocdoc has not settled."""
    return rows.filter(_ahead(now), status=AppointmentStatus.PENDING_RESCHEDULE).order_by("start_time", "pk")


def today(rows: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Keep the appointments of today, but for cancelled ones, by start time."""
    return in_range(rows, "today", now).exclude(status=AppointmentStatus.CANCELLED).order_by("start_time", "pk")


LANES: dict[str, tuple[Callable[[QuerySet[Appointment], datetime], QuerySet[Appointment]], int, Shaped]] = {
    "to_confirm": (to_confirm, SHOWN, booking_row),
    "moving": (moving, SHOWN, plain_row),
    "today": (today, SHOWN_TODAY, today_row),
}


def rows_of(request: HttpRequest, chosen: list[Choice], now: datetime) -> dict[str, QuerySet[Appointment]]:
    """Return the rows of each lane, narrowed to what is chosen."""
    rows = narrowed(appointments(request), chosen)
    return {name: keep(rows, now) for name, (keep, _, _) in LANES.items()}


def lanes_of(
    request: HttpRequest,
    kept: dict[str, QuerySet[Appointment]],
    counts: dict[str, int],
    connections: list[Connection],
    now: datetime,
) -> dict[str, Any]:
    """Return the lines of each lane and how many there are in all; `has_patients` when anyone is listed."""
    known = {one.pk: one for one in connections}
    found: dict[str, Any] = {}
    for name, (_, shown, shape) in LANES.items():
        listed = of_known(kept[name][:shown], known) if counts[name] else []
        found[name] = [shape(request, one, now) for one in listed]
    return {
        **found,
        "counts": {name: in_words(count) for name, count in counts.items()},
        "more": {name: count > LANES[name][1] for name, count in counts.items()},
        "moves": counts["moving"],
        "has_patients": any(counts.values()),
        "here": sum(bool(row.arrived) for row in found["today"]),
        "bulk_token": issue(request, purpose(BUTTONS["confirm"], None)),
        "reasons": CancellationReasonType.choices,
    }


def _ahead(now: datetime) -> Q:
    return Q(start_time__gte=now) | Q(start_time__isnull=True)
