"""The list of provider days, and the addresses of their pages."""

from functools import partial
from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin, visible_rows
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.timeslots.copying import copy
from zocdoc_sync.admin.timeslots.editor import close, edit, last_known, undo
from zocdoc_sync.admin.timeslots.frame import Seat, address, with_state
from zocdoc_sync.models import DayState, Provider, ProviderDay

LIST = "admin:zocdoc_sync_providerday_changelist"
KEPT = "This is what the console keeps of the day; Zocdoc was not asked."


class ProviderDayAdmin(ReadOnlyAdmin):
    """Days that staff looked at or published; any other day is opened from the form above the list."""

    empty_sentence = "No day was looked at yet: choose a provider and a day above."
    list_before_template = "console/timeslots/choosing.html"
    list_display = ("opened", "who", "state", "published", "read", "connection")
    list_display_links = None
    list_filter = (words_filter("last put", DayState, "last_state"), ConnectionFilter)
    list_select_related = ("provider",)
    search_fields: ClassVar[Any] = ("provider__name",)
    ordering = ("-date", "provider__name", "pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible days with the state of their last put."""
        return with_state(super().get_queryset(request).select_related("provider"))

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages before Django's."""
        wrap, day = self.admin_site.admin_view, "at/<int:pk>/<str:day>/"
        return [
            path("go/", wrap(self.go), name="providerday_go"),
            path(day, wrap(partial(edit, self)), name="providerday_edit"),
            path(f"{day}close/", wrap(partial(close, self)), name="providerday_close"),
            path(f"{day}copy/", wrap(partial(copy, self)), name="providerday_copy"),
            path(f"{day}undo/<int:number>/", wrap(partial(undo, self)), name="providerday_undo"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list below the choice of a provider and a day."""
        rows = visible_rows(Provider.objects.filter(gone_at__isnull=True), request.user)
        shown = {"providers": list(rows.only("pk", "name", "zocdoc_id")), "today": str(timezone.localdate())}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show what is kept of one day, without asking Zocdoc."""
        row: ProviderDay = visible_or_404(self, request, object_id)
        return last_known(self, Seat(request, row.provider, row.date), KEPT)

    def go(self, request: HttpRequest) -> HttpResponse:
        """Go to the chosen day of the chosen provider, today when none is chosen."""
        chosen = request.GET.get("provider", "")
        rows = visible_rows(Provider.objects.all(), request.user)
        provider = rows.filter(pk=chosen).first() if chosen.isdecimal() else None
        try:
            day = parse_date(request.GET.get("date", "")) or timezone.localdate()
        except ValueError:
            day = None
        if provider is None or day is None:
            return say_and_go(request, LIST, "Choose a provider and a date such as 2026-12-01.", ok=False)
        return redirect(address(provider, day))

    @display(description="Day")
    def opened(self, row: ProviderDay) -> SafeString:
        where = address(row.provider, row.date)
        return format_html('<a class="sd-link" href="{}">{}</a>', where, f"{row.date:%a} {row.date:%Y-%m-%d}")

    @display(description="Provider")
    def who(self, row: ProviderDay) -> str:
        return str(row.provider)

    @display(description="Last put")
    def state(self, row: Any) -> SafeString | str:
        return badge(DayState, row.last_state) if row.last_state else "—"

    @display(description="Published")
    def published(self, row: ProviderDay) -> str:
        return console_time(row.put_at)

    @display(description="Read")
    def read(self, row: ProviderDay) -> str:
        return console_time(row.read_at)
