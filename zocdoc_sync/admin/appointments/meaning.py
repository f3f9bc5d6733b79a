"""What a person must say besides pressing a button: why it is cancelled, and that an early arrival is meant."""

from collections.abc import Mapping
from datetime import datetime

from django import forms

from zocdoc_sync.admin.appointments.buttons import CANCEL, Button, is_early
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.errors import InputRefused

REASON, MEANT = "cancellation_reason_type", "meant"
NO_REASON = "Choose why it is cancelled: Zocdoc asks, and the patient may be told."
ON_A_LATER_DAY = "It is on a later day: mark it on its own page."


def ask_reason(pressed: Button, form: forms.Form) -> None:
    """Make the reason a field that must be chosen, where the button cancels."""
    if pressed.slug == CANCEL:
        form.fields[REASON].required = True


def why_asked_again(pressed: Button, appointment: Appointment, now: datetime) -> str:
    """Return what a person is told before a patient is marked as arrived days ahead, "" otherwise."""
    if not is_early(pressed, appointment, now):
        return ""
    return f"The appointment is only on {long_time(appointment.start_time, zone_of(appointment))}."


def refuse_unmeant(pressed: Button, appointment: Appointment, posted: Mapping[str, str], now: datetime) -> None:
    """Raise InputRefused where a reason is missing, or an early arrival was not said to be meant."""
    if pressed.slug == CANCEL and not posted.get(REASON):
        raise InputRefused(NO_REASON, {REASON: [NO_REASON]})
    why = why_asked_again(pressed, appointment, now)
    if why and not posted.get(MEANT):
        raise InputRefused(why)
