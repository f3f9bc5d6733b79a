"""The clinic's published days: working hours in half-hour slots, a month ahead."""

from datetime import date, datetime, time, timedelta

from zocdoc_sandbox.clinic.models import CalendarDay
from zocdoc_sandbox.clock import micros, utc_text
from zocdoc_sandbox.directory.ids import minted
from zocdoc_sandbox.directory.providers import DEMO, Provider

DAYS_AHEAD, SLOTS_A_DAY = 30, 16
OPENING, STEP = time(9), timedelta(minutes=30)


def publish(now: datetime) -> None:
    """Publish every day of the coming month that has not been; a day that someone emptied stays empty."""
    dates = _dates(now)
    known = set(CalendarDay.objects.filter(date__gte=dates[0]).values_list("provider_id", "date"))
    missing = [
        _calendar_day(provider, each, now) for provider in DEMO for each in dates if (provider.id, each) not in known
    ]
    CalendarDay.objects.bulk_create(missing)


def _dates(now: datetime) -> list[date]:
    yesterday = now.date() - timedelta(days=1)
    # Open every day: whoever looks on a Sunday sees a clinic at work too.
    return [yesterday + timedelta(days=number) for number in range(DAYS_AHEAD + 2)]


def _calendar_day(provider: Provider, today: date, now: datetime) -> CalendarDay:
    # A provider with two locations is at one in the morning and at the other in the afternoon.
    places = provider.locations
    slots = []
    for number in range(SLOTS_A_DAY):
        place = places[(number * 2 // SLOTS_A_DAY) % len(places)]
        start = (datetime.combine(today, OPENING) + STEP * number).isoformat()
        slots.append(
            {
                "timeslot_id": minted("slot", f"{provider.id}/{start}").replace("_", ":", 1),
                "created_utc": utc_text(micros(now)),
                "provider_id": provider.id,
                "location_id": place.id,
                "start_time": start,
                "time_zone": place.time_zone,
                "allowed_visit_reason_ids": None,
                "excluded_visit_reason_ids": None,
                "patient_type": None,
            }
        )
    return CalendarDay(provider_id=provider.id, date=today, slots=slots)
