"""What came of a booking: booked, refused, or not known yet; read from our own ledger only."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.availability.search import BOOK, model_admin, refuse
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.pages import headed
from zocdoc_sync.enums import OperationState
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations.outcomes import HAPPENED, UNSETTLED, Outcome, outcome_of
from zocdoc_sync.operations.wording import in_words

DO_NOT = "Do not book again before it is known: the patient could get two appointments."


def _sentence(log: OperationLog, outcome: Outcome) -> str:
    if outcome.ok and log.appointment is not None:
        return f"Zocdoc took the booking. The appointment is now: {log.appointment.status_label.lower()}."
    return "Zocdoc took the booking." if outcome.ok else in_words(BOOK.code, outcome.sentence)


def booked(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the state of one booking; raise Http404 for one that this person does not see."""
    refuse(request, BOOK.permission)
    rows = OperationLog.objects.visible_to(request.user).filter(operation=BOOK.code)
    log = rows.select_related("appointment", "connection").filter(pk=pk).first()
    if log is None:
        raise Http404
    outcome = outcome_of(log)
    made = log.appointment
    waits = outcome.state in UNSETTLED
    context: dict[str, Any] = {
        "badge": badge(OperationState, log.state),
        "sentence": _sentence(log, outcome),
        "happened": outcome.state in HAPPENED,
        "waits": waits,
        "do_not": DO_NOT if waits else "",
        "asks": outcome.state == OperationState.ASKS,
        "log": log,
        "answer": reverse("admin:zocdoc_sync_operationlog_change", args=(log.pk,)),
        "summary": summary(made, request.user, timezone.now()) if made else None,
    }
    return headed(request, model_admin(), "console/availability/booked.html", "Booking", **context)
