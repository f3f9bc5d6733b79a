"""The lists of accepted insurance, of changes at many places and of wanted lists, and the addresses of their pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import display
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge, marked
from zocdoc_sync.admin.base import ConsoleModelAdmin, ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.insurance import asking, compare, files, place, running
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.insurance.naming import place_name
from zocdoc_sync.models import InsuranceRun, InsuranceRunState, PlaceInsurance, WantedPlans

PAGES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("compare/", compare.show, "insurance_compare"),
    ("compare/draft/", compare.draft_lines, "insurance_draft"),
    ("read/", compare.read_all, "insurance_read_all"),
    ("file/", files.export, "insurance_export"),
    ("from-file/", files.take, "insurance_import"),
    ("wanted/", files.keep_wanted, "insurance_keep_wanted"),
    ("<int:pk>/read-again/", place.read_again, "insurance_read_again"),
    ("<int:pk>/names/", place.name_plans, "insurance_name_plans"),
    ("<int:pk>/preview/", asking.preview, "insurance_preview"),
    ("<int:pk>/change-plans/", asking.change, "insurance_change"),
)


class PlaceInsuranceAdmin(ReadOnlyAdmin):
    """What places take changes only through requests to Zocdoc, each shown first."""

    empty_sentence = "No place was read yet: open “Compare places” and read them."
    list_before_template = "console/insurance/tools.html"
    list_display = ("who", "accepted_count", "changing_count", "shown_state", "read", "connection")
    list_filter = (ConnectionFilter,)
    list_select_related = ("place__provider", "place__location")
    ordering = ("place__provider__name", "place__zocdoc_id", "pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the visible rows without the lists of offered plans."""
        return super().get_queryset(request).select_related(*self.list_select_related).defer("offered")

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages before Django's."""
        wrap = self.admin_site.admin_view
        return [
            *(path(route, wrap(partial(view, self)), name=name) for route, view, name in PAGES),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show one place on a page of our own, read or not."""
        return place.show(self, request, object_id)

    @display(description="Place")
    def who(self, row: PlaceInsurance) -> str:
        return place_name(row.place)

    @display(description="State")
    def shown_state(self, row: PlaceInsurance) -> SafeString:
        states = (
            (row.fault, ("bad", "✕", "Last reading failed")),
            (row.managed_by, ("off", "○", "Managed elsewhere")),
            (row.changing_count, ("wait", "●", "Being changed")),
            (row.read_at, ("ok", "✓", "As Zocdoc shows it")),
        )
        return next((marked(*shown) for holds, shown in states if holds), marked("wait", "●", "Not read yet"))

    @display(description="Read")
    def read(self, row: PlaceInsurance) -> str:
        return console_time(row.read_at)


class InsuranceRunAdmin(ReadOnlyAdmin):
    """Changes at many places are made from a comparison or a file, and worked off by the worker."""

    empty_sentence = "Nothing was changed at many places yet: compare places, or bring a file."
    list_display = ("made", "title", "shown_state", "actor_label", "connection")
    list_filter = (words_filter("state", InsuranceRunState), ConnectionFilter)
    ordering = ("-pk",)
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses that start and stop a run before Django's."""
        wrap = self.admin_site.admin_view
        acts = (("start", running.begin), ("stop", running.end), ("again", running.again))
        ours = [path(f"<int:pk>/{word}/", wrap(partial(act, self)), name=f"insurance_run_{word}") for word, act in acts]
        return [*ours, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show one run on a page of our own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return running.show(self, request, object_id)

    @display(description="Made")
    def made(self, row: InsuranceRun) -> str:
        return console_time(row.made_at)

    @display(description="State")
    def shown_state(self, row: InsuranceRun) -> SafeString:
        return badge(InsuranceRunState, row.state)


class WantedPlansAdmin(ConsoleModelAdmin):
    """Wanted lists are kept from the comparison; here they are looked at and thrown away."""

    empty_sentence = "No wanted list yet: keep one from the page “Compare places”."
    list_display = ("name", "plans", "made", "made_by", "used", "connection")
    list_filter = (ConnectionFilter,)
    ordering = ("name", "pk")
    sortable_by = ()
    fields = ("name", "plan_ids", "made", "made_by", "connection")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    @display(description="Plans")
    def plans(self, row: WantedPlans) -> int:
        return len(row.plan_ids)

    @display(description="Kept")
    def made(self, row: WantedPlans) -> str:
        return console_time(row.made_at)

    @display(description="Use")
    def used(self, row: WantedPlans) -> SafeString:
        query = f"?connection={row.connection_id}&against=list:{row.pk}"
        return format_html(
            '<a class="sd-link" href="{}{}">Compare places</a>', reverse("admin:insurance_compare"), query
        )
