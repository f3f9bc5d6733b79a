"""The audit: who saw and did what."""

import re
from typing import Any

from django.contrib.admin import display
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Right
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from zocdoc_sync.admin.activity.mirrored import mirrored_link, with_appointment
from zocdoc_sync.admin.exporting.admin import ExportedAdmin
from zocdoc_sync.admin.filters import ConnectionFilter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.chain.judging import FAULT
from zocdoc_sync.models import AccessEvent, Alert, AuditChain
from zocdoc_sync.operations.catalogue import CATALOGUE

# Ids of Zocdoc's appointments and of our operations are UUIDs.
ID_LENGTH = 36
PEOPLE, DIGITS = 500, 12
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class WhoFilter(DropdownFilter):
    """Keep what one person saw and did."""

    title = "who"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        people = User.objects.filter(is_staff=True).order_by("username").values_list("pk", "username")
        return [(str(pk), name) for pk, name in people[:PEOPLE]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessEvent]) -> QuerySet[AccessEvent]:  # noqa: ARG002 (Django's signature)
        chosen = self.value() or ""
        return queryset.filter(actor=int(chosen)) if chosen.isdecimal() and len(chosen) < DIGITS else queryset


def action_in_words(action: str) -> str:
    """Return an action as people say it: an operation by its name, all others by their code's own words."""
    code, _, how = action.partition(":")
    spec = CATALOGUE.get(code)
    said = spec.label if spec else " ".join(re.split(r"[._]", code)).capitalize()
    return f"{said}: {how.replace('_', ' ')}" if how else said


class AccessEventAdmin(ExportedAdmin):
    """The audit is append-only: its page shows it and changes nothing."""

    empty_sentence = (
        "Nothing fits: choose another person or connection. "
        "Who signs in, sees patients or acts is written here by itself."
    )
    list_display = ("when", "actor_label", "did", "about", "address", "connection")
    list_filter = (WhoFilter, ConnectionFilter)
    # Rows are only added: the key has the order of time, and an index.
    ordering = ("-pk",)
    sortable_by = ()
    list_before_template = "console/audit_head.html"
    fields = ("when", "actor_label", "action", "subject", "address", "connection")
    readonly_fields = fields

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say above the list what the last check of the chain found."""
        chain = {
            "chain": AuditChain.objects.first(),
            "chain_waits": AccessEvent.objects.filter(position__isnull=True).count(),
            "chain_broken": Alert.objects.filter(fault=FAULT, closed_at__isnull=True).exists(),
        }
        return super().changelist_view(request, {**chain, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the visible rows, each with the appointment whose id ends its subject."""
        return with_appointment(super().get_queryset(request), Right("subject", ID_LENGTH))

    def words_for(self, row: AccessEvent) -> str:
        return f"{action_in_words(row.action)}, {console_time(row.at)}"

    @display(description="Action")
    def did(self, row: AccessEvent) -> str:
        return action_in_words(row.action)

    @display(description="Subject")
    def about(self, row: AccessEvent) -> SafeString | str:
        """Return the subject in words; the row's page has its id."""
        words = ID.sub("", row.subject).strip()
        link = mirrored_link(row)
        return format_html("{} {}", words, link) if link else words

    @display(description="When")
    def when(self, row: AccessEvent) -> str:
        return console_time(row.at)
