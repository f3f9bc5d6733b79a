"""A patient as somebody types one, and a free time to book, for tests of booking."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.pressing import hidden
from zocdoc_sync.admin.availability.slot import FreeSlot

TYPED = {
    "data.patient.first_name": "Wilhelmina",
    "data.patient.last_name": "Quackenbush",
    "data.patient.date_of_birth": "1984-05-06",
    "data.patient.sex_at_birth": "female",
    "data.patient.phone_number": "(212) 555-0123",
    "data.patient.email_address": "wilhelmina@patients.example",
    "data.patient.patient_address.address1": "7 Lantern Street",
    "data.patient.patient_address.city": "New York",
    "data.patient.patient_address.state": "NY",
    "data.patient.patient_address.zip_code": "10017",
    "data.patient.insurance.is_self_pay": "true",
    "data.notes": "Needs a wheelchair ramp",
}


def next_workday(days=3):
    day = timezone.now().date() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def slot_at(place, reason, *, at=time(10), plan="", days=3):
    """Return a free time of a sample place of the stand-in, which is open on workdays from nine to five."""
    start = datetime.combine(next_workday(days), at, tzinfo=ZoneInfo("America/New_York"))
    return FreeSlot(place.connection_id, place.pk, start.isoformat(), reason.zocdoc_id, "new", plan)


def address(slot):
    return f"{reverse('admin:availability_book')}?slot={slot.signed()}"


def book(client, slot, **typed):
    """Open the form of a free time and post what somebody types."""
    form = client.get(address(slot))
    (token,) = hidden(form, "form_token")
    ours = re.search(r'name="data.patient.developer_patient_id" value="([^"]*)"', form.content.decode()).group(1)
    return client.post(
        address(slot),
        {**TYPED, "data.patient.developer_patient_id": ours, "form_token": token}
        | {name.replace("__", "."): value for name, value in typed.items()},
    )
