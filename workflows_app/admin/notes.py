"""The box of notes on an appointment's page: read by who sees patients, written and removed by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from workflows_app.admin.appointments import TAGS
from workflows_app.models import Remark
from workflows_app.steps.remarking import note_by_hand
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Appointment

SEES_PATIENTS = "zocdoc_sync.view_participant"
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A note as the box shows it."""

    pk: int
    text: str
    said: str


def panel(request: HttpRequest, appointment: Appointment, now: datetime) -> SafeString | str:  # noqa: ARG001 (one signature for all panels)
    """Return the box with an appointment's notes, "" for a person who may not see patients."""
    if not request.user.has_perm(SEES_PATIENTS):
        return ""
    may = request.user.has_perm(TAGS)
    rows = Remark.objects.filter(appointment=appointment, tag="")[:SHOWN]
    lines = [Line(row.pk, row.text or "", f"{row.by}, {console_time(row.at)}") for row in rows]
    if not (lines or may):
        return ""
    context: dict[str, Any] = {
        "notes": lines,
        "may_write": may,
        "address": reverse("admin:appointment_note", args=(appointment.pk,)),
        "form_token": issue(request, _purpose(appointment)) if may else "",
    }
    return render_to_string("console/workflows/notes.html", context, request=request)


def note(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 (the signature of pages)
    """Write a note on a visible appointment, or remove one (POST); once for a form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not (request.user.has_perm(TAGS) and request.user.has_perm(SEES_PATIENTS)):
        raise PermissionDenied
    appointment = _visible(request, pk)
    back = f"{reverse('admin:zocdoc_sync_appointment_change', args=(appointment.pk,))}#notes"
    now = timezone.now()
    try:
        told, action = _done(request, appointment, key_of(request, _purpose(appointment)), now)
    except (StaleForm, ValueError) as wrong:
        return say_and_go(request, back, str(wrong), ok=False)
    subject = f"appointment {appointment.zocdoc_id}"
    audit.record(action, request=request, now=now, subject=subject, connection=appointment.connection)
    return say_and_go(request, back, told, ok=True)


def _done(request: HttpRequest, appointment: Appointment, key: str, now: datetime) -> tuple[str, str]:
    number = request.POST.get("off", "")
    if number:
        rows = Remark.objects.filter(appointment=appointment, tag="", pk=int(number) if number.isdecimal() else 0)
        if not rows.delete()[0]:
            raise ValueError("There is no such note any more.")
        return "The note is removed.", "note.removed"
    note_by_hand(appointment, request.POST.get("note", ""), key=key, by=request.user.get_username(), now=now)
    return "The note is written.", "note.added"


def _visible(request: HttpRequest, pk: int) -> Appointment:
    rows = visible_rows(Appointment.objects.all(), request.user).select_related("connection").defer("payload")
    appointment: Appointment | None = rows.filter(pk=pk).first()
    if appointment is None or not request.user.has_perm("zocdoc_sync.view_appointment"):
        raise Http404
    return appointment


def _purpose(appointment: Appointment) -> str:
    return f"note:{appointment.pk}"
