"""The day sheet: a page to print for each provider, for the day on which the network is down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from zocdoc_sync.admin.appointments.patients import (
    HIDDEN,
    PatientCard,
    cards_of,
    may_see_patients,
    name_of,
)
from zocdoc_sync.admin.badges import ASK, TONES
from zocdoc_sync.admin.calendar.asked import asked
from zocdoc_sync.admin.calendar.frame import day_name
from zocdoc_sync.admin.calendar.reading import MOST, booked
from zocdoc_sync.admin.times import long_time, short_time, zone_of
from zocdoc_sync.admin.viewing import listed
from zocdoc_sync.calendar.visits import length_of
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment

TEMPLATE = "console/calendar/sheet.html"


@dataclass(frozen=True)
class Line:
    """An appointment on paper; `card` is None for a person who may not see patients, and for a patient not read yet."""

    time: str
    minutes: int
    patient: str
    card: PatientCard | None
    reason: str
    location: str
    status: str
    mark: str


@dataclass(frozen=True)
class Sheet:
    """A provider's page, in one zone."""

    provider: str
    clinic: str
    zone: tzinfo
    letters: str
    printed: str
    lines: list[Line]


def sheet(request: HttpRequest) -> HttpResponse:
    """Show a day to print, a page a provider; that patients were listed is written into the audit."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    now = timezone.now()
    wanted = asked(request, now)
    sees = may_see_patients(request.user)
    # The participant's answer tells the insurance: on paper it is needed, in the calendar it is not read.
    rows = booked(request, wanted, wanted.day, wanted.day).defer(None).defer("payload")
    found = [
        one for one in rows.order_by("provider__name", "provider_id", "start_time", "pk")[: MOST + 1] if one.start_time
    ]
    if found and sees:
        listed(request, now, "day sheet")
    context = {
        "title": f"Day sheet, {day_name(wanted.day)}",
        "day": f"{wanted.day:%A} {wanted.day.day} {wanted.day:%B %Y}",
        "sheets": list(_sheets(found[:MOST], now, sees=sees)),
        "sees": sees,
        "is_all": len(found) <= MOST,
        "back": wanted.link("calendar_day", first=None),
    }
    return render(request, TEMPLATE, context)


def _sheets(rows: list[Appointment], now: datetime, *, sees: bool) -> Iterable[Sheet]:
    cards = cards_of(rows, now) if sees else {}
    for _, group in groupby(rows, key=lambda row: row.provider_id):
        of_provider = list(group)
        for zone in dict.fromkeys(zone_of(row) for row in of_provider):
            shown = [row for row in of_provider if zone_of(row) == zone]
            yield Sheet(
                provider=str(shown[0].provider or "Provider not told"),
                clinic=shown[0].connection.name,
                zone=zone,
                letters=" and ".join(dict.fromkeys(f"{_start(row).astimezone(zone):%Z}" for row in shown)),
                printed=long_time(now, zone),
                lines=[_line(row, zone, cards.get(row.pk), sees=sees) for row in shown],
            )


def _line(row: Appointment, zone: tzinfo, card: PatientCard | None, *, sees: bool) -> Line:
    return Line(
        time=short_time(row.start_time, zone),
        minutes=int(length_of(row).total_seconds() // 60),
        patient=name_of(row) if sees else HIDDEN,
        card=card,
        reason=str(row.visit_reason or "—"),
        location=str(row.location or "—"),
        status="Arrived" if row.arrived_at else row.status_label,
        mark="✓" if row.arrived_at else TONES[AppointmentStatus].get(row.status, ASK)[1],
    )


def _start(row: Appointment) -> Any:
    return row.start_time
