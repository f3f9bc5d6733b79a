"""Booking from a free timeslot: what for and whom, then the booking form with place and time filled."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync.admin.availability.grid import local_start
from zocdoc_sync.admin.availability.places import place_name, takes
from zocdoc_sync.admin.availability.question import reasons_of
from zocdoc_sync.admin.availability.search import BOOK, refuse
from zocdoc_sync.admin.availability.slot import FreeSlot
from zocdoc_sync.admin.calendar.frame import model_admin
from zocdoc_sync.admin.calendar.times import instant
from zocdoc_sync.admin.pages import page
from zocdoc_sync.admin.times import long_time, zone_named
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.calendar.published import Opening, opening_at
from zocdoc_sync.models import ProviderLocation
from zocdoc_sync.operations.fields.words import OneOf
from zocdoc_sync.operations.forms.booking import PATIENT_TYPES

GONE = "This timeslot is not published any more. Go back and choose another one."
PASSED = "This time has passed."


class What(forms.Form):
    """What a timeslot is booked for: only what it allows can be chosen."""

    def __init__(self, *args: Any, place: ProviderLocation, opening: Opening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = OneOf(_reasons(place, opening), label="Visit reason")
        self.fields["patient"] = OneOf(_patients(opening), label="Patient")
        dressed(self)


def book(request: HttpRequest, pk: int, at: str) -> HttpResponse:
    """Ask what a timeslot is to be booked for, and lead on to the booking form."""
    refuse(request, BOOK.permission)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    now, start = timezone.now(), instant(at)
    rows = ProviderLocation.objects.visible_to(request.user).filter(gone_at__isnull=True)
    place: ProviderLocation | None = rows.select_related("provider", "location", "connection").filter(pk=pk).first()
    if place is None:
        raise Http404
    opening = opening_at(place, start)
    form = What(request.GET or None, place=place, opening=opening) if opening else None
    if form and start > now and form.is_valid():
        return HttpResponseRedirect(_booking(place, start, form.cleaned_data))
    local = local_start(start, place)
    zone = zone_named(opening.zone) if opening else local.tzinfo
    return page(
        request,
        model_admin(),
        "console/calendar/book.html",
        "Book a timeslot",
        opts=None,
        form=form,
        why_not=GONE if opening is None else PASSED if start <= now else "",
        when=long_time(start, zone or local.tzinfo),  # type: ignore[arg-type]  # instants of addresses have a zone
        place=place_name(place),
        connection=place.connection,
        back=f"{reverse('admin:calendar_day')}?day={local.date()}",
    )


def _booking(place: ProviderLocation, start: datetime, chosen: dict[str, str]) -> str:
    slot = FreeSlot(
        place.connection_id, place.pk, local_start(start, place).isoformat(), chosen["reason"], chosen["patient"], ""
    )
    return f"{reverse('admin:availability_book')}?{urlencode({'slot': slot.signed()})}"


def _reasons(place: ProviderLocation, opening: Opening) -> list[tuple[str, str]]:
    return [
        (code, label)
        for code, label in reasons_of(place.connection)
        if takes(place, code) and any(_allows(slot, code) for slot in opening.slots)
    ]


def _allows(slot: Any, reason: str) -> bool:
    return (not slot.allowed or reason in slot.allowed) and reason not in slot.excluded


def _patients(opening: Opening) -> list[tuple[str, str]]:
    allowed = {slot.patient_type for slot in opening.slots}
    return [(code, str(label)) for code, label in PATIENT_TYPES if "" in allowed or code in allowed]
