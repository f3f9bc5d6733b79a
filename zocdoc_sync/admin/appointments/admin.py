"""The list of appointments, and the addresses of their pages."""

from functools import partial
from typing import Any

from django.contrib.admin import action
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.acting import do, read_again
from zocdoc_sync.admin.appointments.bulk import bulk, preview
from zocdoc_sync.admin.appointments.buttons import BULK
from zocdoc_sync.admin.appointments.columns import columns_for, when
from zocdoc_sync.admin.appointments.detail import detail
from zocdoc_sync.admin.appointments.documents import add, change, download
from zocdoc_sync.admin.appointments.filters import BACKWARD, FILTERS, RANGES, range_of
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.raw import raw
from zocdoc_sync.admin.appointments.reading import book_again, read_patient
from zocdoc_sync.admin.appointments.undoing import take_back_arrival
from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.home.filters import remember
from zocdoc_sync.models import Appointment

LIST = "admin:zocdoc_sync_appointment_changelist"
JOINS = ("provider", "location", "visit_reason", "provider_location")


def _bulk_action(slug: str) -> Any:
    pressed = BULK[slug]

    @action(description=f"{pressed.verb}…")
    def shown(admin: "AppointmentAdmin", request: HttpRequest, queryset: QuerySet[Appointment]) -> HttpResponse:
        return preview(admin, request, queryset, slug)

    shown.__name__ = f"bulk_{slug.replace('-', '_')}"
    return shown


class AppointmentAdmin(ExportedAdmin):
    """Appointments change only through operations: their buttons lead to forms, and the forms act."""

    empty_sentence = "No appointment fits. Choose another range, or reset the filters; new ones come with each poll."
    empty_leads_to_all = True
    list_filter = FILTERS
    list_before_template = "console/appointments/finding.html"
    list_display = (when,)
    sortable_by = ()
    actions = tuple(_bulk_action(slug) for slug in BULK)
    ordering = ("-start_time", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible appointments with what a page shows of them, the patient only for those who may see it."""
        rows = super().get_queryset(request).select_related(*JOINS).defer("payload")
        if not may_see_patients(request.user):
            return rows
        return rows.select_related(*JOINS, "participant").defer("payload", "participant__payload")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return nearest first where the range looks ahead, latest first elsewhere."""
        return ("-start_time", "-pk") if range_of(request) in BACKWARD else ("start_time", "pk")

    def get_list_display(self, request: HttpRequest) -> Any:
        return columns_for(request.user, timezone.now())

    def get_actions(self, request: HttpRequest) -> Any:
        """Return the bulk actions whose operation this person may perform."""
        kept = {f"bulk_{slug.replace('-', '_')}": one.spec.permission for slug, one in BULK.items()}
        return {
            name: entry
            for name, entry in super().get_actions(request).items()
            if name in kept and request.user.has_perm(kept[name])
        }

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("worklist-filters/", wrap(remember), name="home_filters"),
            path("bulk/<slug:slug>/", wrap(partial(bulk, self)), name="appointment_bulk"),
            path("<int:pk>/do/<slug:slug>/", wrap(partial(do, self)), name="appointment_do"),
            path("<int:pk>/not-arrived/", wrap(partial(take_back_arrival, self)), name="appointment_not_arrived"),
            path("<int:pk>/read-patient/", wrap(partial(read_patient, self)), name="appointment_read_patient"),
            path("<int:pk>/book-again/", wrap(partial(book_again, self)), name="appointment_book_again"),
            path("<int:pk>/documents/", wrap(partial(add, self)), name="appointment_documents"),
            path("<int:pk>/documents/<uuid:key>/", wrap(partial(change, self)), name="appointment_document"),
            path("<int:pk>/files/<slug:mark>/", wrap(partial(download, self)), name="appointment_file"),
            path("<int:pk>/raw/", wrap(partial(raw, self)), name="appointment_raw"),
            path("<int:pk>/read-again/", wrap(partial(read_again, self)), name="appointment_read_again"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list; that names of patients were listed is written into the audit."""
        sees = may_see_patients(request.user)
        shown = {"ranges": list(_range_links(request)), "is_found": "found" in request.GET}
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **shown})
        if sees and answer.status_code == 200:
            audit.record("patients.listed", request=request, now=timezone.now(), subject="list of appointments")
        return answer

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show one appointment on a page of our own."""
        return detail(self, request, object_id)


def _range_links(request: HttpRequest) -> Any:
    chosen = range_of(request)
    for name, (title, _, _) in RANGES.items():
        query = request.GET.copy()
        for dropped in ("when", "p", "found"):
            query.pop(dropped, None)
        query["when"] = name
        yield title, f"?{query.urlencode()}", name == chosen
