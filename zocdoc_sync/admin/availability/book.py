"""Book a patient on a free time: GET shows the form, POST books once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.availability.again import forget, patient_again, remembered
from zocdoc_sync.admin.availability.grid import local_start
from zocdoc_sync.admin.availability.patient_form import given, groups_of, patient_form
from zocdoc_sync.admin.availability.places import place_name, zone_name
from zocdoc_sync.admin.availability.plans import offered_plans
from zocdoc_sync.admin.availability.requirements import Requirements, requirements_of
from zocdoc_sync.admin.availability.search import BOOK, model_admin, refuse, states_of
from zocdoc_sync.admin.availability.slot import SlotRefused, Wanted, opened, wanted
from zocdoc_sync.admin.blaming import blame
from zocdoc_sync.admin.pages import headed, say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, OperationError
from zocdoc_sync.operations.forms.booking import PATIENT_TYPES
from zocdoc_sync.operations.outcomes import UNSETTLED, Outcome
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.wording import in_words

PURPOSE = "book"


@dataclass
class Booking:
    """One form: the time, what its place requires, and what is wrong with it in sentences."""

    wanted: Wanted
    needs: Requirements
    form: forms.Form
    faults: list[str] = field(default_factory=list)


def book(request: HttpRequest) -> HttpResponse:
    """Show the booking form of a signed free time, or book; what was typed is shown again when booking fails."""
    refuse(request, BOOK.permission)
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    try:
        chosen = wanted(opened(request.GET.get("slot", "")), request.user)
    except SlotRefused as refused:
        return say_and_go(request, reverse("admin:availability"), str(refused), ok=False)
    now = timezone.now()
    needs = requirements_of(chosen, request.user, now)
    if request.method == "GET":
        initial = patient_again(request, chosen.connection, now)
        return _form_page(request, Booking(chosen, needs, patient_form(chosen, needs, now, None, initial)))
    return _posted(request, Booking(chosen, needs, patient_form(chosen, needs, now, request.POST, {})), now)


def _posted(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    if not booking.form.is_valid():
        return _form_page(request, booking, status=422)
    try:
        outcome = _performed(request, booking, now)
    except InputRefused as refused:
        blame(booking.form, refused)
        return _form_page(request, booking, status=422)
    except (OperationError, StaleForm) as refused:
        booking.faults.append(str(refused))
        return _form_page(request, booking, status=422)
    if outcome.log is not None and (outcome.ok or outcome.state in UNSETTLED):
        forget(request)
        return redirect("admin:availability_booked", outcome.log.pk)
    booking.faults.append(in_words(BOOK.code, outcome.sentence))
    return _form_page(request, booking, status=422)


def _performed(request: HttpRequest, booking: Booking, now: datetime) -> Outcome:
    key = key_of(request, PURPOSE)
    outcome = perform(
        BOOK.code,
        booking.wanted.connection,
        given(booking.form, booking.wanted),
        actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
        now=now,
        key=key,
        also=booking.needs.more,
    )
    audit.record(
        f"{BOOK.code}:{outcome.state}",
        request=request, now=now, subject=booking.wanted.place.zocdoc_id, connection=booking.wanted.connection,
    )  # fmt: skip
    return outcome


def _form_page(request: HttpRequest, booking: Booking, *, status: int = 200) -> HttpResponse:
    chosen = booking.wanted
    local = local_start(chosen.slot.starts(), chosen.place)
    context: Mapping[str, Any] = {
        "form": booking.form,
        "again": remembered(request, chosen.connection),
        "groups": groups_of(booking.form, booking.needs),
        "needs": booking.needs,
        "faults": booking.faults,
        "when": f"{local:%A %-d %B %Y, %H:%M}",
        "zone": f"{local:%Z}" if zone_name(chosen.place) else "local time of the place",
        "place": place_name(chosen.place),
        "reason": chosen.reason,
        "patient_type": dict(PATIENT_TYPES).get(chosen.slot.patient_type, chosen.slot.patient_type),
        "plans": offered_plans(chosen.connection, states_of([chosen.place])),
        "form_token": issue(request, PURPOSE),
    }
    return headed(
        request, model_admin(), "console/availability/book.html", "Book an appointment", status=status, **context
    )
