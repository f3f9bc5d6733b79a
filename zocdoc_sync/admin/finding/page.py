"""Search everywhere: its words are posted and forgotten, and the address of what was found names nothing."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.searching import found, found_ids, keep
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.finding.names import found_by_name, groups_of
from zocdoc_sync.models import Appointment

LONGEST = 200
SHOWN = 20
NAMES = "slotdesk.found.names"
LIST = "admin:zocdoc_sync_appointment_changelist"


def find(request: HttpRequest) -> HttpResponse:
    """Search (POST) and go to what was found, or to the one appointment; GET shows the empty box."""
    if request.method != "POST":
        return _page(request, {})
    term = request.POST.get("term", "").strip()[:LONGEST]
    if not term:
        return redirect("admin:find")
    person: User = request.user  # type: ignore[assignment]  # the admin lets only signed-in people through
    sees_appointments = person.has_perm("zocdoc_sync.view_appointment")
    ids = found(term, person, patients=may_see_patients(person)) if sees_appointments else []
    named = found_by_name(term, person)
    count = len(ids) + sum(len(keys) for keys in named.values())
    audit.record("searched", request=request, now=timezone.now(), subject=f"{count} found")
    if len(ids) == count == 1:
        return redirect("admin:zocdoc_sync_appointment_change", ids[0])
    token = keep(request, ids)
    kept = request.session.get(NAMES, {})
    request.session[NAMES] = {**{key: value for key, value in kept.items() if found_ids(request, key)}, token: named}
    return redirect("admin:found", token)


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a search of this session found, group by group; none of it for another session."""
    now, ids = timezone.now(), found_ids(request, token)
    person: User = request.user  # type: ignore[assignment]  # the admin lets only signed-in people through
    lines = _appointments(ids, person, now)
    if lines and may_see_patients(person):
        audit.record("patients.listed", request=request, now=now, subject=f"{len(lines)} appointments")
    context = {
        "searched": True,
        "appointments": lines,
        "more": f"{reverse(LIST)}?found={token}" if len(ids) > SHOWN else "",
        "count": len(ids),
        "groups": list(groups_of(request.session.get(NAMES, {}).get(token, {}), person)),
    }
    return _page(request, context)


def _appointments(ids: list[int], person: User, now: datetime) -> list[Summary]:
    """Return the first of the appointments: what comes, soonest first, and then what was, latest first."""
    if not ids or not person.has_perm("zocdoc_sync.view_appointment"):
        return []
    rows = visible_rows(Appointment.objects.filter(pk__in=ids), person)
    times = {pk: start or now for pk, start in rows.values_list("pk", "start_time")}
    coming = sorted((start, pk) for pk, start in times.items() if start >= now)
    past = sorted(((start, pk) for pk, start in times.items() if start < now), reverse=True)
    first = [pk for _, pk in [*coming, *past][:SHOWN]]
    joins = (
        "provider",
        "location",
        "visit_reason",
        "connection",
        *(("participant",) if may_see_patients(person) else ()),
    )
    full = Appointment.objects.filter(pk__in=first).select_related(*joins).defer("payload")
    by_key = {row.pk: row for row in full}
    return [summary(by_key[pk], person, now) for pk in first]


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": "Search", **context}
    return TemplateResponse(request, "console/finding/page.html", whole)
