"""The appointment that a part of its page is about."""

from django.http import Http404, HttpRequest

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.models import Appointment

JOINS = ("location", "connection")


def visible_appointment(request: HttpRequest, pk: int) -> Appointment:
    """Return an appointment that the person may see, without Zocdoc's whole answer; raise Http404."""
    rows = visible_rows(Appointment.objects.all(), request.user).select_related(*JOINS).defer("payload")
    appointment: Appointment | None = rows.filter(pk=pk).first()
    if appointment is None or not request.user.has_perm("zocdoc_sync.view_appointment"):
        raise Http404
    return appointment
