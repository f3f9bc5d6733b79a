"""The clinic's directory: providers, locations and visit reasons, as Zocdoc lists them."""

from django.db.models import Model
from django.http import HttpRequest

from zocdoc_sync.admin.base import ConsoleModelAdmin, ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter

FOLLOWS = "Nothing here yet: it follows with the first reading of Zocdoc."


class ProviderAdmin(ReadOnlyAdmin):
    list_display = ("name", "npi", "title", "zocdoc_id", "connection")
    list_filter = (ConnectionFilter,)
    empty_sentence = FOLLOWS
    ordering = ("name", "zocdoc_id", "pk")
    sortable_by = ()
    fields = ("name", "npi", "title", "specialties", "zocdoc_id", "detailed_at", "gone_at", "connection")


class LocationAdmin(ReadOnlyAdmin):
    list_display = ("name", "address", "city", "state", "time_zone", "connection")
    list_filter = (ConnectionFilter,)
    empty_sentence = FOLLOWS
    ordering = ("name", "zocdoc_id", "pk")
    sortable_by = ()
    fields = (
        "name", "address", "city", "state", "zip_code", "phone", "time_zone", "is_virtual", "zocdoc_id", "detailed_at",
        "gone_at", "connection",
    )  # fmt: skip


class VisitReasonAdmin(ConsoleModelAdmin):
    """Only the usual length is ours: Zocdoc does not say how long a visit takes."""

    list_display = ("name", "minutes", "zocdoc_id", "connection")
    list_filter = (ConnectionFilter,)
    empty_sentence = FOLLOWS
    ordering = ("name", "zocdoc_id", "pk")
    sortable_by = ()
    fields = ("name", "minutes", "zocdoc_id", "connection")
    readonly_fields = ("name", "zocdoc_id", "connection")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False
