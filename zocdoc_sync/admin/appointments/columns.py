"""The columns of the list of appointments, made for one person at one moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.patients import HIDDEN, may_see_patients, name_of
from zocdoc_sync.admin.badges import badge, marked
from zocdoc_sync.admin.clocks import nearest_clock
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment

Column = Callable[[Appointment], Any]


@display(description="When")
def when(row: Appointment) -> str:
    return long_time(row.start_time, zone_of(row))


@display(description="Patient")
def patient(row: Appointment) -> str:
    return name_of(row)


@display(description="Patient")
def hidden_patient(_row: Appointment) -> str:
    return HIDDEN


@display(description="Status")
def status(row: Appointment) -> SafeString:
    return status_badge(row)


@display(description="Provider")
def provider(row: Appointment) -> SafeString:
    return format_html('{}<span class="sd-sub">{}</span>', row.provider or "—", row.location or "")


@display(description="Reason")
def reason(row: Appointment) -> str:
    return str(row.visit_reason or "—")


@display(description="From")
def origin(row: Appointment) -> SafeString:
    return format_html('{}<span class="sd-sub">{}</span>', row.source or "Zocdoc", row.connection.name)


def status_badge(row: Appointment) -> SafeString:
    """Return the appointment's state, and that it is gone from Zocdoc or that the patient is here."""
    if row.gone_at is not None:
        return marked("off", "○", "Gone from Zocdoc")
    shown = badge(AppointmentStatus, row.status)
    return format_html("{} {}", shown, marked("ok", "✓", "Arrived")) if row.arrived_at else shown


def columns_for(person: Any, now: datetime) -> list[Column]:
    """Return the columns that this person sees; the patient's name is opened only for those who may see it."""

    @display(description="Next")
    def clock(row: Appointment) -> str:
        return nearest_clock(row, now) or "—"

    @display(description="Do")
    def doing(row: Appointment) -> SafeString:
        return row_links(row, person, now)

    who = patient if may_see_patients(person) else hidden_patient
    return [when, who, status, clock, provider, reason, origin, doing]


def row_links(row: Appointment, person: Any, now: datetime) -> SafeString:
    """Return links to the forms of what can be done with a row; a link never does it."""
    links = [
        (reverse("admin:appointment_do", args=(row.pk, one.slug)), one.slug, one.verb.split()[0])
        for one in BUTTONS.values()
        if one.allowed(row, person, now)
    ]
    joined = format_html_join("", '<a class="sd-link sd-link--{1}" href="{0}">{2}</a>', links)
    return format_html('<span class="sd-links">{}</span>', joined) if links else mark_safe("—")
