"""The page of one place: which plans it takes, which it could take, what was asked and what came of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.insurance.lines import KINDS, LINES_A_PAGE, grouped, lines_of
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.insurance.changing import CODE
from zocdoc_sync.insurance.errors import ManagedElsewhere
from zocdoc_sync.insurance.naming import doing, place_name
from zocdoc_sync.insurance.plans import read_names
from zocdoc_sync.insurance.reading import CODE as READ
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.models import ChangeState, InsuranceChange, PlaceInsurance, ProviderLocation, WantedPlans
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.errors import OperationError

SHOWN_CHANGES = 10


def place_or_404(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any) -> ProviderLocation:
    """Return a place that the person may see; raise Http404 for another clinic's as for one that is not there."""
    rows = visible_rows(ProviderLocation.objects.all(), request.user)
    found: ProviderLocation | None = (
        rows.filter(pk=pk).select_related("connection", "provider", "location").first() if str(pk).isdigit() else None
    )
    if found is None or not admin.has_view_permission(request):
        raise Http404
    return found


def address_of(place: ProviderLocation) -> str:
    """Return the address of a place's page."""
    return reverse("admin:zocdoc_sync_placeinsurance_change", args=(place.pk,))


def may_change(request: HttpRequest) -> bool:
    """Tell whether this person may change what places take."""
    return bool(request.user.has_perm(spec(CODE).permission))


def may_read(request: HttpRequest) -> bool:
    """Tell whether this person may ask Zocdoc what places take."""
    return bool(request.user.has_perm(spec(READ).permission))


def show(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any) -> HttpResponse:
    """Show what a place takes, as it was last read."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    place = place_or_404(admin, request, pk)
    row = PlaceInsurance.objects.filter(place=place).first()
    term, kind = request.GET.get("q", "").strip()[:100], request.GET.get("show", "")
    lines = lines_of(place, row)
    fitting = [line for line in lines if line.fits(term, kind if kind in KINDS else "")]
    shown = Paginator(fitting, LINES_A_PAGE).get_page(request.GET.get("p"))
    changes = _changes(place)
    context: dict[str, Any] = {
        "place": place,
        "name": place_name(place),
        "row": row,
        "read_at": console_time(row.read_at) if row and row.read_at else "",
        "carriers": grouped(shown.object_list),
        "shown": shown,
        "shown_ids": ",".join(line.words.zocdoc_id for line in shown.object_list),
        "fitting": len(fitting),
        "term": term,
        "kind": kind,
        "kinds": [(name, title) for name, (title, _) in KINDS.items()],
        "unknown": sum(not line.words.is_known for line in lines),
        "changes": changes,
        "is_waited_for": any(one["state"] == ChangeState.ASKED for one in changes),
        "may_change": may_change(request),
        "may_read": may_read(request),
        "sources": sources(place) if may_change(request) else [],
    }
    return page(request, admin, "console/insurance/place.html", f"Insurance of {place_name(place)}", **context)


def _changes(place: ProviderLocation) -> list[dict[str, Any]]:
    rows = InsuranceChange.objects.filter(place=place).select_related("operation")[:SHOWN_CHANGES]
    return [
        {
            "state": row.state,
            "title": doing(row.way, row.plan_ids),
            "badge": badge(ChangeState, row.state),
            "asked_at": console_time(row.asked_at),
            "settled_at": console_time(row.settled_at) if row.settled_at else "",
            "by": row.actor_label,
            "sentence": row.sentence,
            "request_id": row.operation.request_id if row.operation else "",
        }
        for row in rows
    ]


def sources(place: ProviderLocation) -> list[tuple[str, str]]:
    """Return from where the plans of a place can be copied whole: wanted lists and other places, by name."""
    lists = WantedPlans.objects.filter(connection_id=place.connection_id)
    others = PlaceInsurance.objects.filter(connection_id=place.connection_id, accepted_count__gt=0).exclude(place=place)
    return [
        *((f"list:{one.pk}", f"Wanted list “{one.name}” ({len(one.plan_ids)})") for one in lists),
        *(
            (f"place:{one.pk}", f"{place_name(one.place)} ({one.accepted_count})")
            for one in others.select_related("place__provider", "place__location")
        ),
    ]


def read_again(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Read a place again from Zocdoc (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    place = place_or_404(admin, request, pk)
    try:
        read_place(place, actor=Actor.of(request.user), now=timezone.now())  # type: ignore[arg-type]  # signed in
    except ManagedElsewhere:
        return say_and_go(request, address_of(place), "Read just now: its insurance is managed elsewhere.", ok=True)
    except OperationError as refused:
        return say_and_go(request, address_of(place), refused.sentence, ok=False)
    return say_and_go(request, address_of(place), "Read from Zocdoc just now.", ok=True)


def name_plans(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask Zocdoc what the plans of a place are called that the mirror does not know (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    place = place_or_404(admin, request, pk)
    lines = lines_of(place, PlaceInsurance.objects.filter(place=place).first())
    unknown = [line.words.zocdoc_id for line in lines if not line.words.is_known]
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    if not actor.may(spec("getInsurancePlan").permission):
        return say_and_go(request, address_of(place), "Your role does not allow to read plans.", ok=False)
    try:
        sentence = read_names(place, unknown, actor=actor, now=timezone.now())
    except OperationError as refused:
        return say_and_go(request, address_of(place), refused.sentence, ok=False)
    return say_and_go(request, address_of(place), sentence, ok=True)
