"""Where a form about an appointment leads once it is done."""

from django.http import HttpRequest
from django.urls import reverse

from zocdoc_sync.models import Appointment


def back_to(appointment: Appointment) -> str:
    """Return the address of an appointment's page."""
    return reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,))


def day_of(appointment: Appointment) -> str:
    """Return the address of the calendar of an appointment's day, today's for one without a start."""
    day = f"?day={appointment.local_date}" if appointment.local_date else ""
    return f"{reverse('admin:calendar_day')}{day}"


def then(request: HttpRequest, appointment: Appointment) -> str:
    """Return where the posted form wants to lead: home, the day, else the appointment's page."""
    pages = {"home": reverse("admin:index"), "day": day_of(appointment)}
    return pages.get(request.POST.get("then", ""), back_to(appointment))
