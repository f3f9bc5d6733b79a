"""The clinic's directory as lists: places, facilities, practices, locations, specialties and visit reasons."""

from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import marked
from zocdoc_sync.admin.base import ConsoleModelAdmin, ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConditionFilter, ConnectionFilter, GoneFilter, RowFilter
from zocdoc_sync.models import Facility, Provider, ProviderLocation, Specialty, VisitReason
from zocdoc_sync.models.directory import DirectoryEntry

FOLLOWS = "come with the first reading of Zocdoc: add a connection, check it and keep the worker running."


def presence(row: DirectoryEntry) -> SafeString:
    """Return whether Zocdoc still has it."""
    return marked("ok", "✓", "At Zocdoc") if row.gone_at is None else marked("off", "○", "Gone")


def row_link(row: DirectoryEntry | None) -> SafeString | str:
    """Return a link to a row's page, named as people call it."""
    if row is None:
        return "—"
    address = reverse(f"admin:zocdoc_sync_{row._meta.model_name}_change", args=(row.pk,))
    return format_html('<a class="sd-link" href="{}">{}</a>', address, row)


class DirectoryAdmin(ReadOnlyAdmin):
    """Rows that the reading of the directory writes; their whole answers are not loaded for a list."""

    list_filter: Any = (GoneFilter, ConnectionFilter)
    empty_sentence = f"Providers {FOLLOWS}"
    ordering: Any = ("name", "zocdoc_id", "pk")
    sortable_by = ()
    search_fields: ClassVar[Any] = ("name", "zocdoc_id")
    search_help_text = "Part of a name, or an id"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("payload")

    @display(description="Zocdoc")
    def here(self, row: DirectoryEntry) -> SafeString:
        return presence(row)


class VirtualFilter(ConditionFilter):
    """Keep places where people meet, or those by video."""

    title = "kind"
    parameter_name = "kind"
    conditions = {
        "person": ("In person", Q(location__is_virtual=False)),
        "video": ("By video", Q(location__is_virtual=True)),
    }


class PlaceProviderFilter(RowFilter):
    title = "provider"
    parameter_name = "provider"
    rows = Provider
    column = "provider"


class SpecialtyFilter(RowFilter):
    title = "specialty"
    parameter_name = "specialty"
    rows = Specialty
    column = "specialty"


class ProviderLocationAdmin(DirectoryAdmin):
    empty_sentence = f"Provider locations {FOLLOWS}"
    list_display = ("of_provider", "at", "kind", "zone", "here", "connection")
    list_filter = (PlaceProviderFilter, VirtualFilter, GoneFilter, ConnectionFilter)
    fields = (
        "of_provider", "at", "kind", "zone", "needs", "insurance_page", "here", "zocdoc_id", "detailed_at", "gone_at",
        "connection",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("provider", "location")
        return rows.defer("payload", "provider__payload", "location__payload")

    @display(description="Provider")
    def of_provider(self, row: ProviderLocation) -> str:
        return str(row.provider or row.zocdoc_id)

    @display(description="Location")
    def at(self, row: ProviderLocation) -> str:
        return str(row.location or "—")

    @display(description="Kind")
    def kind(self, row: ProviderLocation) -> str:
        return "By video" if row.location and row.location.is_virtual else "In person"

    @display(description="Time zone")
    def zone(self, row: ProviderLocation) -> str:
        return (row.location.time_zone if row.location else "") or "—"

    @display(description="Accepted insurance")
    def insurance_page(self, row: ProviderLocation) -> SafeString:
        address = reverse("admin:zocdoc_sync_placeinsurance_change", args=(row.pk,))
        return format_html('<a class="sd-link" href="{}">Plans that are taken here</a>', address)

    @display(description="A booking needs")
    def needs(self, row: ProviderLocation) -> str:
        required = ((row.payload or {}).get("booking_requirements") or {}).get("required_fields") or []
        return ", ".join(map(str, required)) or "—"


class FacilityAdmin(DirectoryAdmin):
    empty_sentence = (
        "No facility here. Search for facilities under “Ask Zocdoc”, tick yours and add them to the mirror."
    )
    list_display = ("name", "npi", "building_type", "address", "city", "state", "here", "connection")
    search_fields = ("name", "npi", "zocdoc_id")
    fields = (
        "name", "npi", "building_type", "fields_of_medicine", "address", "city", "state", "zip_code", "phone",
        "time_zone", "practice", "schedule", "zocdoc_id", "detailed_at", "gone_at", "connection",
    )  # fmt: skip
    readonly_fields = fields

    @display(description="Specialties")
    def fields_of_medicine(self, row: Facility) -> str:
        return ", ".join(map(str, row.specialties)) or "—"

    @display(description="Schedule")
    def schedule(self, row: Facility) -> SafeString | str:
        return row_link(row.place)


class PracticeAdmin(DirectoryAdmin):
    empty_sentence = f"Practices {FOLLOWS}"
    list_display = ("name", "here", "connection")
    fields = ("name", "zocdoc_id", "detailed_at", "gone_at", "connection")


class LocationAdmin(DirectoryAdmin):
    empty_sentence = f"Locations {FOLLOWS}"
    list_display = ("name", "address", "city", "state", "time_zone", "here", "connection")
    search_fields = ("name", "address", "city", "zocdoc_id")
    fields = (
        "name", "address", "city", "state", "zip_code", "phone", "time_zone", "is_virtual", "zocdoc_id", "detailed_at",
        "gone_at", "connection",
    )  # fmt: skip


class SpecialtyAdmin(DirectoryAdmin):
    empty_sentence = f"Specialties {FOLLOWS}"
    list_display = ("name", "care_category", "reasons", "here", "connection")
    fields = ("name", "care_category", "zocdoc_id", "detailed_at", "gone_at", "connection")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        here = Q(visit_reasons__gone_at__isnull=True)
        rows: QuerySet[Any] = super().get_queryset(request).annotate(reason_count=Count("visit_reasons", filter=here))
        return rows

    @display(description="Visit reasons here")
    def reasons(self, row: Specialty) -> int:
        return int(getattr(row, "reason_count", 0))


class VisitReasonAdmin(ConsoleModelAdmin):
    """Only the usual length is ours: Zocdoc does not say how long a visit takes."""

    list_display = ("name", "of_specialty", "minutes", "connection")
    list_filter = (SpecialtyFilter, GoneFilter, ConnectionFilter)
    empty_sentence = f"Visit reasons {FOLLOWS}"
    ordering = ("name", "zocdoc_id", "pk")
    sortable_by = ()
    search_fields = ("name", "zocdoc_id")
    search_help_text = "Part of a name, or an id"
    fields = ("name", "of_specialty", "minutes", "zocdoc_id", "connection")
    readonly_fields = ("name", "of_specialty", "zocdoc_id", "connection")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("specialty")
        return rows.defer("payload", "specialty__payload")

    @display(description="Specialty")
    def of_specialty(self, row: VisitReason) -> str:
        return str(row.specialty or "—")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False
