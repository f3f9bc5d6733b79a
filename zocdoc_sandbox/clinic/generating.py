"""Thousands of appointments at once, for the ceiling and for load."""

from datetime import datetime, timedelta
from typing import Any

from zocdoc_sandbox.clinic.making import Booking, appointment
from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clinic.states import STATUSES
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS
from zocdoc_sandbox.reading import instant

BATCH = 1000
SETTINGS = {"count", "same_instant", "instant", "days_back", "days_ahead", "status"}


def generate(settings: dict[str, Any], now: datetime) -> list[str]:
    """Store `count` appointments, `same_instant` of them last modified at one `instant`, and return all ids.

    The rest were modified at even distances over `days_back` days, and start up to `days_ahead` days from `now`.
    Raise ValueError on a setting that is not known.
    """
    unknown = set(settings) - SETTINGS
    if unknown:
        raise ValueError(f"generate has no {', '.join(sorted(unknown))}.")
    total, same = int(settings.get("count", 100)), int(settings.get("same_instant", 0))
    back = timedelta(days=float(settings.get("days_back", 30)))
    ahead = timedelta(days=float(settings.get("days_ahead", 60)))
    shared = instant(settings["instant"], "instant") if "instant" in settings else now - back / 2
    step, begin = back / max(total, 1), now - back
    rows = []
    for number in range(total):
        place = DEMO_LOCATIONS[number % len(DEMO_LOCATIONS)]
        start = (now - back + (ahead + back) * number / total).replace(second=0, microsecond=0)
        status = settings.get("status") or STATUSES[number % len(STATUSES)]
        row = appointment(Booking(place, start, status, begin + step * number, number, "generated"))
        if number < same:
            row.modified = micros(shared)
        rows.append(row)
    Appointment.objects.bulk_create(rows, batch_size=BATCH)
    return [str(row.id) for row in rows]
