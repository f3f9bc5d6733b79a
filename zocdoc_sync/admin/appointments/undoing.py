"""What was done last on the worklist, and what can still be done about it; only an arrival can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.leading import then
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.arrivals import take_back

KEPT = "slotdesk.last_done"
SHOWN_FOR = timedelta(minutes=5)
ARRIVED = "arrived"
JOINS = ("provider", "location", "visit_reason", "connection")
# Of each button, what is true once it is done, and which buttons mend it.
INSTEAD: dict[str, tuple[str, Sequence[str]]] = {
    "confirm": ("Zocdoc tells the patient. If it was wrong, move or cancel it.", ("reschedule", "cancel")),
    ARRIVED: ("", ()),
    "no-show": ("Zocdoc keeps a no-show: if the patient came after all, ask Zocdoc to correct it.", ()),
    "cancel": ("It does not come back: book the patient again from its page.", ()),
}  # fmt: skip


@dataclass(frozen=True)
class LastDone:
    """What was done last: of which appointment, what can be done instead, and the token that takes it back."""

    summary: Summary
    verb: str
    says: str
    links: list[tuple[str, str]]
    undo_token: str = ""


def remember(request: HttpRequest, appointment: Appointment, slug: str, now: datetime) -> None:
    """Remember what was done last, for the person's session: keys and a time, nothing of the patient."""
    request.session[KEPT] = [appointment.pk, slug, now.timestamp()]


def last_done(request: HttpRequest, now: datetime) -> LastDone | None:
    """Return what was done last, for SHOWN_FOR; None when there is nothing, or it is not visible any more."""
    pk, slug, at = request.session.get(KEPT) or (None, "", 0)
    if pk is None or slug not in INSTEAD or now.timestamp() - at > SHOWN_FOR.total_seconds():
        return None
    rows = visible_rows(Appointment.objects.all(), request.user).select_related(*JOINS, "participant")
    row: Appointment | None = rows.defer("payload", "participant__payload").filter(pk=pk).first()
    if row is None:
        return None
    says, slugs = INSTEAD[slug]
    able = [BUTTONS[one] for one in slugs if BUTTONS[one].allowed(row, request.user, now)]
    links = [(f"{one.verb}…", reverse("admin:appointment_do", args=(row.pk, one.slug))) for one in able]
    token = token_to_take_back(request, row) if slug == ARRIVED else ""
    return LastDone(summary(row, request.user, now), BUTTONS[slug].verb, says, links, token)


def purpose(appointment: Appointment) -> str:
    """Return what the token of taking back an arrival is made for."""
    return f"take-back-arrival:{appointment.pk}"


def token_to_take_back(request: HttpRequest, appointment: Appointment) -> str:
    """Return the token of a form that takes an arrival back, "" for who may not and where there is none."""
    may = appointment.arrived_at is not None and request.user.has_perm(BUTTONS[ARRIVED].spec.permission)
    return issue(request, purpose(appointment)) if may else ""


def take_back_arrival(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a patient has arrived (POST), and write it into the audit."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    if not request.user.has_perm(BUTTONS[ARRIVED].spec.permission):
        raise PermissionDenied
    target = then(request, appointment)
    try:
        key_of(request, purpose(appointment))
    except StaleForm as stale:
        return say_and_go(request, target, str(stale), ok=False)
    if not take_back(appointment):
        return say_and_go(request, target, "It is not marked as arrived any more.", ok=True)
    audit.record(
        "arrival.taken_back",
        request=request,
        now=timezone.now(),
        subject=f"appointment {appointment.zocdoc_id}",
        connection=appointment.connection,
    )
    request.session.pop(KEPT, None)
    sentence = (
        "Not marked as arrived any more. Zocdoc was told of the arrival and keeps that; workflows that it began go on."
    )
    return say_and_go(request, target, sentence, ok=True)
