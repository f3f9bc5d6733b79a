"""The page of a comparison, and starting and stopping one."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.drift.cells import days_of, found_in, rows_of, short_day
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time, short_time, span
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.drift import runs
from zocdoc_sync.drift.judging import KINDS
from zocdoc_sync.models import Connection, DriftDay, DriftRun, DriftState, Location, VisitReason
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec

PURPOSE, LINES_A_PAGE, REASONS_OFFERED = "drift:start", 100, 200
NEEDED = ("getProviderCalendarTimeslots", "getProviderLocationsAvailability")
NOW = "admin:drift_now"


def may_compare(request: HttpRequest) -> bool:
    """Tell whether this person may ask Zocdoc what a comparison asks."""
    return all(request.user.has_perm(spec(code).permission) for code in NEEDED)


def address(run: DriftRun) -> str:
    """Return the address of a comparison's page."""
    return reverse("admin:zocdoc_sync_driftrun_change", args=(run.pk,))


def latest(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the latest comparison of the chosen connection, or how to make the first."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not admin.has_view_permission(request):
        raise PermissionDenied
    connection = _connection(request, request.GET.get("connection", ""))
    rows = DriftRun.objects.visible_to(request.user)
    run = rows.of(connection).order_by("-pk").first() if connection else None
    return _shown(admin, request, connection, run)


def show(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    """Show one comparison."""
    run: DriftRun = visible_or_404(admin, request, pk)
    return _shown(admin, request, run.connection, run)


def _connection(request: HttpRequest, word: str) -> Connection | None:
    mine = list(Connection.objects.visible_to(request.user).order_by("name"))
    found = next((one for one in mine if str(one.pk) == word), None)
    if word and found is None:
        raise Http404
    return found or (mine[0] if mine else None)


def _shown(
    admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection | None, run: DriftRun | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "connection": connection,
        "connections": list(Connection.objects.visible_to(request.user).order_by("name")),
        "run": run,
        "may_compare": may_compare(request),
        "form_token": issue(request, PURPOSE),
        "takes": _takes(connection) if connection else "",
        "reasons": _reasons(connection) if connection else [],
        "kinds": KINDS,
        **(_of(request, run) if run else {}),
    }
    title = "Timeslot drift" if run is None else f"Timeslot drift, {short_day(run.first)}"
    return page(request, admin, "console/drift/run.html", title, **context)


def _takes(connection: Connection) -> str:
    """Return about how long a comparison takes."""
    seconds = runs.comparable(connection).count() * runs.REQUESTS_A_PROVIDER / runs.REQUESTS_A_SECOND
    return span(timedelta(seconds=max(seconds, 60)))


def _reasons(connection: Connection) -> list[VisitReason]:
    return list(VisitReason.objects.of(connection).exclude(name="").order_by("name", "pk")[:REASONS_OFFERED])


def _of(request: HttpRequest, run: DriftRun) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    kinds = [kind] if kind in KINDS else list(KINDS)
    providers = list(run.providers.select_related("provider"))
    days = list(run.drift_days.select_related("provider"))
    rows = rows_of(run, providers, days, kinds)
    only = request.GET.get("only") == "differing"
    chosen = [one for one in days if _is_chosen(request, one)]
    found = list(found_in(chosen, kinds, _locations(run)))
    done = sum(row.state != "waiting" for row in rows)
    return {
        "badge": badge(DriftState, run.state),
        "is_running": run.state == DriftState.RUNNING,
        "days": [(short_day(day), day) for day in days_of(run)],
        "rows": [row for row in rows if not only or row.total or row.fault],
        "providers": [row.provider for row in rows],
        "done": done,
        "total": len(rows),
        "as_of": _as_of(run, [one.read_at for one in providers if one.read_at]),
        "totals": [(KINDS[one], sum(getattr(day, one) for day in days)) for one in KINDS],
        "unread": sum(bool(day.fault) for day in days),
        "unjudged": sum(day.unjudged for day in days),
        "asked_for": _asked_for(run, providers),
        "found": Paginator(found, LINES_A_PAGE).get_page(request.GET.get("p")),
        "kind": kind if kind in KINDS else "",
        "only": only,
        "picked_provider": request.GET.get("provider", ""),
        "picked_day": request.GET.get("day", ""),
        "query": _query(request),
    }


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("p", None)
    return kept.urlencode()


def _is_chosen(request: HttpRequest, day: DriftDay) -> bool:
    provider, date = request.GET.get("provider", ""), request.GET.get("day", "")
    return (not provider or str(day.provider_id) == provider) and (not date or str(day.date) == date)


def _locations(run: DriftRun) -> dict[str, str]:
    return dict(
        Location.objects.filter(connection_id=run.connection_id).exclude(name="").values_list("zocdoc_id", "name")
    )


def _as_of(run: DriftRun, read: list[Any]) -> str:
    """Return when the first and the last provider was read, such as "Tue 24 Nov, 09:14 EST to 09:16 EST"."""
    if not read:
        return console_time(run.started_at)
    first, last = console_time(min(read)), short_time(max(read), timezone.get_current_timezone())
    return first if first.endswith(last) else f"{first} to {last}"


def _asked_for(run: DriftRun, providers: list[Any]) -> list[str]:
    """Return the names of the visit reasons that were asked for."""
    ids = {one for row in providers for one in row.reason_ids}
    rows = VisitReason.objects.filter(connection_id=run.connection_id, zocdoc_id__in=ids)
    names = dict(rows.values_list("zocdoc_id", "name"))
    return sorted(names.get(one) or one for one in ids)


def begin(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Start a comparison of a connection (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_view_permission(request) or not may_compare(request):
        raise PermissionDenied
    connection, now = _connection(request, request.POST.get("connection", "")), timezone.now()
    if connection is None:
        raise Http404
    providers, reason_ids = _chosen(request, connection)
    if not providers.exists():
        return say_and_go(request, reverse(NOW), "No provider with a place is in the mirror yet.", ok=False)
    try:
        key = key_of(request, PURPOSE)
        actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
        run = runs.start(connection, providers, reason_ids, actor=actor, key=key, now=now)
    except (StaleForm, runs.AlreadyComparing) as refused:
        return say_and_go(request, f"{reverse(NOW)}?connection={connection.pk}", str(refused), ok=False)
    audit.record("drift.started", request=request, now=now, subject=f"comparison {run.pk}", connection=connection)
    return say_and_go(request, address(run), "Started: one provider after the other, while the worker runs.", ok=True)


def _chosen(request: HttpRequest, connection: Connection) -> tuple[Any, list[str]]:
    """Return the providers and visit reasons of the form; without a choice all providers and their usual reasons."""
    providers = runs.comparable(connection)
    if picked := [one for one in request.POST.getlist("provider") if one.isdigit()]:
        providers = providers.filter(pk__in=picked)
    reasons = VisitReason.objects.of(connection).filter(zocdoc_id__in=request.POST.getlist("reason"))
    return providers, list(reasons.order_by("zocdoc_id").values_list("zocdoc_id", flat=True))


def end(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a comparison before its next provider (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    run: DriftRun = visible_or_404(admin, request, pk)
    if not may_compare(request):
        raise PermissionDenied
    now = timezone.now()
    if not runs.stop(run, now=now):
        return say_and_go(request, address(run), "It is not running.", ok=False)
    audit.record("drift.stopped", request=request, now=now, subject=f"comparison {run.pk}", connection=run.connection)
    return say_and_go(request, address(run), "Stopped: what was compared so far is kept.", ok=True)
