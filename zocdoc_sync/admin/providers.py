"""Providers: the list, and the page of one with places, visit reasons and reviews."""

from functools import partial
from typing import Any

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.asking.answers import shown
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.directory import DirectoryAdmin, presence
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.readings import Kind, chosen_connection, readings
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import SyncWhat
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, Provider, VisitReason
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.places.keeping import keep_places_of_providers

TEMPLATE = "console/directory/provider.html"
REASONS_SHOWN = 60
READS = spec("getSchedulableEntities").permission
DIRECTORY = Kind("sync.directory", SyncWhat.DIRECTORY, "places")
Facts = list[tuple[str, str]]


class ProviderAdmin(DirectoryAdmin):
    list_display = ("name", "npi", "title", "fields_of_medicine", "here", "connection")
    search_fields = ("name", "npi", "zocdoc_id")
    fields = ("name", "npi", "title", "fields_of_medicine", "zocdoc_id", "detailed_at", "gone_at", "connection")
    readonly_fields = fields
    list_before_template = "console/directory/reading.html"

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the page's buttons before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("read/", wrap(read), name="directory_read"),
            path("<int:pk>/reviews/", wrap(partial(reviews, self)), name="provider_reviews"),
            path("<int:pk>/read-again/", wrap(partial(read_again, self)), name="provider_read_again"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with when the directory was read."""
        told = readings(request, DIRECTORY)[:1]
        shown = {
            "may_read": request.user.has_perm(READS),
            "connections": list(Connection.objects.visible_to(request.user)),
            "readings": told,
            "goes_on": any(one.goes_on for one in told),
        }
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **shown})
        return answer

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show one provider on a page of our own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return _page(self, request, visible_or_404(self, request, object_id))

    @display(description="Specialties")
    def fields_of_medicine(self, row: Provider) -> str:
        return specialties(row)


def read(request: HttpRequest) -> HttpResponse:
    """Plan the reading of a connection's directory (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(READS):
        raise PermissionDenied
    target = reverse("admin:zocdoc_sync_provider_changelist")
    try:
        connection = chosen_connection(request)
    except ValidationError as fault:
        return say_and_go(request, target, " ".join(fault.messages), ok=False)
    now = timezone.now()
    payload = {"connection_id": connection.pk}
    plan(DIRECTORY.job, payload, now=now, key=f"directory:{connection.pk}", connection=connection, priority=2)
    audit.record("directory.read", request=request, now=now, subject="whole directory", connection=connection)
    sentence = "The directory is read now: providers and places appear here while the worker runs."
    return say_and_go(request, target, sentence, ok=True)


def specialties(row: Provider) -> str:
    """Return the names of a provider's specialties."""
    return ", ".join(map(str, row.specialties or [])) or "—"


def reviews(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask Zocdoc how patients rate a provider, and show it on the provider's page (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    provider: Provider = visible_or_404(admin, request, pk)
    try:
        outcome = _performed(request, provider, "getProviderReviews", {"provider_id": provider.zocdoc_id})
    except OperationError as refused:
        return say_and_go(request, page_of(provider), refused.sentence, ok=False)
    if outcome.answer is None:
        return say_and_go(request, page_of(provider), outcome.sentence, ok=False, request_id=outcome.request_id)
    return _page(admin, request, provider, reviews=shown(outcome.answer), read_at=console_time(timezone.now()))


def read_again(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Read a provider and all its places again from Zocdoc (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    provider: Provider = visible_or_404(admin, request, pk)
    if not provider.npi:
        return say_and_go(request, page_of(provider), "Its NPI is not known yet: read the directory first.", ok=False)
    try:
        outcome = _performed(request, provider, "getProviders", {"npis": provider.npi})
    except OperationError as refused:
        return say_and_go(request, page_of(provider), refused.sentence, ok=False)
    if outcome.answer is None:
        return say_and_go(request, page_of(provider), outcome.sentence, ok=False, request_id=outcome.request_id)
    now = timezone.now()
    kept = keep_places_of_providers(provider.connection, outcome.answer.items, now=now)
    audit.record("directory.read", request=request, now=now, subject=f"provider {pk}", connection=provider.connection)
    sentence = "Read again from Zocdoc just now." if kept else "Zocdoc has no provider with this NPI for you any more."
    return say_and_go(request, page_of(provider), sentence, ok=bool(kept))


def page_of(provider: Provider) -> str:
    """Return the address of a provider's page."""
    return reverse("admin:zocdoc_sync_provider_change", args=(provider.pk,))


def _performed(request: HttpRequest, provider: Provider, code: str, fields: dict[str, str]) -> Outcome:
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # the admin lets only signed-in people through
    return perform(code, provider.connection, fields, actor=actor, now=timezone.now())


def _page(admin: ConsoleModelAdmin, request: HttpRequest, provider: Provider, **more: Any) -> HttpResponse:
    told = provider.payload or {}
    reasons = VisitReason.objects.of(provider.connection).filter(zocdoc_id__in=_ids(told.get("visit_reason_ids")))
    context: dict[str, Any] = {
        "original": provider,
        "presence": presence(provider),
        "facts": facts(provider),
        "statement": told.get("statement") if isinstance(told.get("statement"), str) else "",
        "places": _places(provider),
        "reasons": list(reasons.order_by("name").values_list("name", flat=True)[:REASONS_SHOWN]),
        "appointments": f"{reverse('admin:zocdoc_sync_appointment_changelist')}?provider={provider.pk}",
        "may_read": request.user.has_perm(spec("getProviders").permission),
        "may_read_reviews": request.user.has_perm(spec("getProviderReviews").permission),
        **more,
    }
    return page(request, admin, TEMPLATE, str(provider), **context)


def facts(provider: Provider) -> Facts:
    """Return what is known of a provider, in the reader's words."""
    told = provider.payload or {}
    return [
        ("NPI", provider.npi or "—"),
        ("Title", provider.title or "—"),
        ("Specialties", specialties(provider)),
        ("Languages", ", ".join(_ids(told.get("languages"))) or "—"),
        ("Connection", provider.connection.name),
        ("Zocdoc id", provider.zocdoc_id),
        ("Details read", console_time(provider.detailed_at)),
        *([("Gone since", console_time(provider.gone_at))] if provider.gone_at else []),
    ]


def _places(provider: Provider) -> list[dict[str, SafeString | str]]:
    rows = provider.places.select_related("location").order_by("gone_at", "location__name", "pk")
    return [
        {
            "name": str(row.location or row.zocdoc_id),
            "where": ", ".join(filter(None, [row.location.address, row.location.city, row.location.state]))
            if row.location
            else "",
            "kind": "By video" if row.location and row.location.is_virtual else "In person",
            "zone": row.location.time_zone if row.location else "",
            "presence": presence(row),
            "link": reverse("admin:zocdoc_sync_providerlocation_change", args=(row.pk,)),
        }
        for row in rows
    ]


def _ids(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
