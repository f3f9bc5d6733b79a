"""Accepted insurance as a CSV file, out and in, and wanted lists kept by name."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.insurance.compare import ONLY_ADD, connection_of
from zocdoc_sync.admin.insurance.place import may_change
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.insurance import sheet
from zocdoc_sync.insurance.changing import expected_at
from zocdoc_sync.insurance.comparing import holdings
from zocdoc_sync.insurance.importing import known_plans, lines_from
from zocdoc_sync.insurance.naming import counted
from zocdoc_sync.insurance.reading import places_of
from zocdoc_sync.insurance.runs import draft
from zocdoc_sync.models import Connection, ProviderLocation, WantedPlans
from zocdoc_sync.operations.actor import Actor

PURPOSE = "insurance:import"
COMPARE = "admin:insurance_compare"


def export(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send what every place of a connection takes as a CSV file."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if not admin.has_view_permission(request):
        raise PermissionDenied
    connection, _ = connection_of(request, request.GET)
    now = timezone.now()
    subject = f"connection {connection.pk}"
    audit.record("insurance.exported", request=request, now=now, subject=subject, connection=connection)
    lines = sheet.written(holdings(places_of(connection)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="accepted-insurance-{now:%Y-%m-%d}.csv"'
    return answer


def take(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form for a file, or read one and show what it would change."""
    if not admin.has_view_permission(request) or not may_change(request):
        raise PermissionDenied
    if request.method == "GET":
        connection, _ = connection_of(request, request.GET)
        return _form(admin, request, connection)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    connection, _ = connection_of(request, request.POST)
    return _taken(admin, request, connection)


def _taken(admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection) -> HttpResponse:
    only_add = request.POST.get("how") == ONLY_ADD
    try:
        key = key_of(request, PURPOSE)
        name, content = _file(request)
        lines, faults = lines_from(connection, content, only_add=only_add)
    except (StaleForm, sheet.SheetRefused) as refused:
        return _form(admin, request, connection, faults=[str(refused)])
    if not lines:
        return _form(admin, request, connection, faults=faults or ["Nothing would change: it is all so already."])
    title = f"File “{name}”" + (", only adding" if only_add else "")
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    run = draft(connection, title, lines, actor=actor, key=key, now=timezone.now())
    return redirect("admin:zocdoc_sync_insurancerun_change", run.pk)


def _file(request: HttpRequest) -> tuple[str, bytes]:
    """Return the name and content of the posted file, read as far as the limit; raise SheetRefused without one."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise sheet.SheetRefused("Choose a file.")
    return str(file.name)[:80], file.read(sheet.MOST_BYTES + 1)


def _form(
    admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, faults: Sequence[str] = ()
) -> HttpResponse:
    context: dict[str, Any] = {
        "connection": connection,
        "connections": list(Connection.objects.visible_to(request.user).order_by("name")),
        "columns": sheet.COLUMNS,
        "needed": sheet.NEEDED,
        "faults": faults,
        "how": request.POST.get("how", ""),
        "form_token": issue(request, PURPOSE),
    }
    status = 422 if faults else 200
    return page(request, admin, "console/insurance/import.html", "Insurance from a file", status=status, **context)


def keep_wanted(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Keep a wanted list by name, from a place or a file (POST); a list of the same name is replaced."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_view_permission(request) or not may_change(request):
        raise PermissionDenied
    connection, _ = connection_of(request, request.POST)
    back = f"{reverse(COMPARE)}?connection={connection.pk}"
    name, now = request.POST.get("name", "").strip()[:100], timezone.now()
    if not name:
        return say_and_go(request, back, "Give the list a name.", ok=False)
    try:
        plans = _wanted(request, connection)
    except (LookupError, sheet.SheetRefused) as refused:
        return say_and_go(request, back, str(refused.args[0]), ok=False)
    values = {"plan_ids": sorted(plans), "made_at": now, "made_by": request.user.get_username()}
    row, _ = WantedPlans.objects.update_or_create(connection=connection, name=name, defaults=values)
    audit.record("insurance.wanted_list", request=request, now=now, subject=f"list {row.pk}", connection=connection)
    kept = f"The list “{name}” is kept with {counted(len(plans), 'plan')}."
    return say_and_go(request, f"{back}&against=list:{row.pk}", kept, ok=True)


def _wanted(request: HttpRequest, connection: Connection) -> frozenset[str]:
    if request.FILES.get("file"):
        return sheet.plan_ids(_file(request)[1], known_plans(connection))
    number = request.POST.get("place", "")
    place = ProviderLocation.objects.of(connection).filter(pk=number).first() if number.isdigit() else None
    if place is None:
        raise LookupError("Choose a place or a file to take the plans from.")
    return expected_at(place)
