"""Which times of a provider location can be booked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.models import Appointment, CalendarDay
from zocdoc_sandbox.clinic.states import HOLDS_ITS_SLOT
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.providers import ProviderLocation

OPENING, CLOSING, STEP = time(9), time(17), timedelta(minutes=30)
LAST_WORKDAY = 4


class Visit(NamedTuple):
    """For what, and for whom, a time is wanted."""

    visit_reason_id: str
    patient_type: str


def local(text: str, zone: str) -> datetime | None:
    """Return a local time as an instant with its offset, None for an hour that the clock change leaves out."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return moment if there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None) else None


def accepts(slot: dict[str, Any], visit: Visit) -> bool:
    """Say whether a published slot is open to a visit reason and a kind of patient; exclusion wins."""
    allowed, excluded = slot.get("allowed_visit_reason_ids"), slot.get("excluded_visit_reason_ids")
    if visit.visit_reason_id in (excluded or ()) or (allowed and visit.visit_reason_id not in allowed):
        return False
    return slot.get("patient_type") in (None, "", visit.patient_type)


def bookable(place: ProviderLocation, first: date, last: date, visit: Visit, now: datetime) -> list[datetime]:
    """Return the free future starts between two local dates, inclusive, each with its local offset."""
    published = _standing(place, first, last) if place.standing_hours else _published(place, first, last, visit)
    taken = _taken(place, first, last)
    return sorted({start for start in published if start > now and micros(start) not in taken})


def _standing(place: ProviderLocation, first: date, last: date) -> Iterator[datetime]:
    zone = ZoneInfo(place.location.time_zone)
    for number in range((last - first).days + 1):
        today = first + timedelta(days=number)
        moment = datetime.combine(today, OPENING, tzinfo=zone)
        while today.weekday() <= LAST_WORKDAY and moment.time() < CLOSING:
            yield moment
            moment += STEP


def _published(place: ProviderLocation, first: date, last: date, visit: Visit) -> Iterator[datetime]:
    days = CalendarDay.objects.filter(provider_id=place.provider.id, date__gte=first, date__lte=last)
    for slots in days.values_list("slots", flat=True):
        for slot in slots:
            if slot["location_id"] == place.location.id and accepts(slot, visit):
                start = local(slot["start_time"], slot["time_zone"])
                if start is not None:
                    yield start


def _taken(place: ProviderLocation, first: date, last: date) -> set[int]:
    day = timedelta(days=1)
    begin, end = (datetime.combine(moment, time(), tzinfo=UTC) for moment in (first - day, last + 2 * day))
    booked = Appointment.objects.filter(
        provider_id=place.provider.id, start__gte=micros(begin), start__lt=micros(end), status__in=HOLDS_ITS_SLOT
    )
    return set(booked.values_list("start", flat=True))
