"""The columns of the list of appointments, made for one person at one moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zocdoc_sync.admin.appointments.buttons import BUTTONS, is_early
from zocdoc_sync.admin.appointments.patients import HIDDEN, PATIENT_TYPES, may_see_patients, name_of
from zocdoc_sync.admin.badges import badge, marked
from zocdoc_sync.admin.clocks import nearest_clock
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment, Connection

Column = Callable[[Appointment], Any]
# What a desk does most is offered first, unless it is too early for it.
LIKELIEST = ("confirm", "arrived", "no-show", "reschedule", "cancel")
# It is named where it is another one.
USUAL_SOURCE = "Zocdoc Marketplace"


@display(description="When")
def when(row: Appointment) -> SafeString:
    return format_html('<span class="sd-nowrap">{}</span>', long_time(row.start_time, zone_of(row)))


@display(description="Patient")
def patient(row: Appointment) -> SafeString:
    return _over(name_of(row), PATIENT_TYPES.get(row.patient_type, ""))


@display(description="Patient")
def hidden_patient(row: Appointment) -> SafeString:
    return _over(HIDDEN, PATIENT_TYPES.get(row.patient_type, ""))


@display(description="Provider")
def provider(row: Appointment) -> SafeString:
    return _over(row.provider or "—", row.location or "")


@display(description="Reason")
def reason(row: Appointment) -> SafeString:
    return _over(row.visit_reason or "—", row.source if row.source != USUAL_SOURCE else "")


@display(description="Reason")
def reason_and_clinic(row: Appointment) -> SafeString:
    return _over(row.visit_reason or "—", row.connection.name)


def _over(first: object, second: object) -> SafeString:
    return format_html('{}<span class="sd-sub">{}</span>', first, second) if second else format_html("{}", first)


def status_badge(row: Appointment) -> SafeString:
    """Return the appointment's state, and that it is gone from Zocdoc or that the patient is here."""
    if row.gone_at is not None:
        return marked("off", "○", "Gone from Zocdoc")
    shown = badge(AppointmentStatus, row.status)
    return format_html("{} {}", shown, marked("ok", "✓", "Arrived")) if row.arrived_at else shown


def columns_for(person: Any, now: datetime) -> list[Column]:
    """Return the columns that this person sees; the patient's name is opened only for those who may see it."""

    @display(description="Status")
    def status(row: Appointment) -> SafeString:
        return _over(status_badge(row), nearest_clock(row, now))

    @display(description="Do")
    def doing(row: Appointment) -> SafeString:
        return row_links(row, person, now)

    who = patient if may_see_patients(person) else hidden_patient
    sees_several = Connection.objects.visible_to(person)[:2].count() > 1
    return [when, who, status, provider, reason_and_clinic if sees_several else reason, doing]


def row_links(row: Appointment, person: Any, now: datetime) -> SafeString:
    """Return links to the forms of what can be done with a row, the likeliest first; a link never does it."""
    allowed = [one for one in BUTTONS.values() if one.allowed(row, person, now)]
    likeliest = sorted(allowed, key=lambda one: (is_early(one, row, now), LIKELIEST.index(one.slug)))
    links = [
        (reverse("admin:appointment_do", args=(row.pk, one.slug)), one.slug, one.verb.split()[0]) for one in likeliest
    ]
    if not links:
        return mark_safe("—")
    first = format_html('<a class="sd-button sd-button--small" href="{0}">{2}</a>', *links[0])
    if len(links) == 1:
        return first
    rest = format_html_join("", '<a class="sd-link sd-link--{1}" href="{0}">{2}</a>', links[1:])
    return format_html(
        '<span class="sd-do">{}<details class="sd-rest" name="rest"><summary>More</summary>{}</details></span>',
        first, rest,
    )  # fmt: skip
