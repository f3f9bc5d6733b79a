"""The list of insurance plans, read from Zocdoc state by state."""

from typing import Any, ClassVar

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import marked
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.directory import DirectoryAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, GoneFilter
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.readings import Kind, chosen_connection, readings
from zocdoc_sync.enums import SyncWhat
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, InsurancePlan
from zocdoc_sync.models.insurance import sold_in
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.fields.states import STATES
from zocdoc_sync.operations.fields.words import us_state

READS = spec("getInsurancePlans").permission
PLANS = Kind("sync.plans", SyncWhat.PLANS, "plans", STATES)


class StateFilter(DropdownFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        return queryset.filter(sold_in(value)) if value else queryset


class TextFilter(DropdownFilter):
    """Keep the rows with one of the texts that a column has: Zocdoc's words are an open list."""

    column: ClassVar[str]
    label: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        rows = visible_rows(InsurancePlan.objects.exclude(**{self.column: ""}), request.user)
        pairs = rows.order_by(self.label).values_list(self.column, self.label).distinct()
        return [(str(value), str(label).replace("_", " ")) for value, label in pairs]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        return queryset.filter(**{self.column: value}) if value else queryset


def _text_filter(title: str, column: str, label: str = "") -> type[TextFilter]:
    body = {"title": title, "parameter_name": title, "column": column, "label": label or column}
    return type(f"By{title.title()}", (TextFilter,), body)


class InsurancePlanAdmin(DirectoryAdmin):
    """Plans come when somebody reads a state: there are more than ten thousand over all states."""

    empty_sentence = "No plan fits. Plans are read state by state: choose a state above and read it."
    list_before_template = "console/plans/reading.html"
    list_display = (
        "name",
        "carrier_name",
        "network",
        "program",
        "care",
        "sold",
        "shown_status",
        "zocdoc_id",
        "connection",
    )
    list_filter = (
        StateFilter,
        _text_filter("carrier", "carrier_zocdoc_id", "carrier_name"),
        _text_filter("status", "status"),
        GoneFilter,
        ConnectionFilter,
    )
    ordering = ("carrier_name", "name", "zocdoc_id", "pk")
    search_fields = ("name", "carrier_name", "zocdoc_id")
    search_help_text = "Part of a plan's or a carrier's name, or an id"
    fields = (
        "name", "carrier_name", "carrier_zocdoc_id", "network", "program", "care", "sold", "shown_status", "zocdoc_id",
        "detailed_at", "gone_at", "connection",
    )  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        """Return the address that reads a state before Django's."""
        wrap = self.admin_site.admin_view
        return [path("read/", wrap(self.read), name="insuranceplan_read"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with what reads a state, and how far the last readings came."""
        told = readings(request, PLANS)
        shown = {
            "may_read": request.user.has_perm(READS),
            "connections": list(Connection.objects.visible_to(request.user)),
            "states": STATES.items(),
            "chosen": request.GET.get("state", ""),
            "readings": told,
            "goes_on": any(one.goes_on for one in told),
        }
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **shown})
        return answer

    def read(self, request: HttpRequest) -> HttpResponse:
        """Plan the reading of a state's plans (POST)."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(READS):
            raise PermissionDenied
        target = reverse("admin:zocdoc_sync_insuranceplan_changelist")
        try:
            state, connection = _state(request), chosen_connection(request)
        except ValidationError as fault:
            return say_and_go(request, target, " ".join(fault.messages), ok=False)
        now = timezone.now()
        payload = {"connection_id": connection.pk, "state": state}
        plan(PLANS.job, payload, now=now, key=f"plans:{connection.pk}:{state}", connection=connection, priority=2)
        audit.record("plans.read", request=request, now=now, subject=state, connection=connection)
        sentence = f"The plans of {STATES[state]} are read now: they appear here while the worker runs."
        return say_and_go(request, f"{target}?state={state}", sentence, ok=True)

    @display(description="Network")
    def network(self, row: InsurancePlan) -> str:
        return row.network_type.replace("_", " ") or "—"

    @display(description="Program")
    def program(self, row: InsurancePlan) -> str:
        return row.program_type.replace("_", " ") or "—"

    @display(description="Care")
    def care(self, row: InsurancePlan) -> str:
        return ", ".join(row.category_list) or "—"

    @display(description="Sold in")
    def sold(self, row: InsurancePlan) -> str:
        return "every state" if row.is_national else ", ".join(row.state_list) or "—"

    @display(description="Status")
    def shown_status(self, row: InsurancePlan) -> SafeString:
        tone = ("ok", "✓") if row.status == "active" and row.gone_at is None else ("off", "○")
        return marked(*tone, "gone" if row.gone_at else row.status or "—")


def _state(request: HttpRequest) -> str:
    state = str(us_state().clean(request.POST.get("state", "")))
    if not state:
        raise ValidationError("Choose a state.")
    return state
