"""The list and the form of connections."""

from functools import partial
from typing import Any

from csp.decorators import csp_update
from django.contrib.admin import display
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import badge, marked
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.connections.acting import ACTIONS, act
from zocdoc_sync.admin.connections.form import ConnectionForm
from zocdoc_sync.admin.connections.leading_on import approval_origins
from zocdoc_sync.admin.connections.polls import rhythm
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.webhooks.page import webhook_urls
from zocdoc_sync.connections.saving import save
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Appointment, Connection


class ConnectionAdmin(ConsoleModelAdmin):
    """Accounts at Zocdoc; what is done with one is a button that posts."""

    form = ConnectionForm
    empty_sentence = "Add your first connection with the client id and the secret that Zocdoc gave you."
    list_display = ("name", "environment", "shown_state", "reading", "is_active")
    ordering = ("name", "pk")
    sortable_by = ()
    change_form_outer_before_template = "console/connections/state.html"
    fieldsets = (
        (None, {"fields": ("name", "environment", "grant")}),
        ("Credentials", {"fields": ("client_id", "new_secret", "scopes")}),
        (
            "Addresses",
            {
                "fields": ("api_url", "token_url", "authorize_url", "audience"),
                "description": "Only for the environment “Custom addresses”: all others know their own.",
            },
        ),
        ("Reading and people", {"fields": ("poll_seconds", "members")}),
    )

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the buttons before Django's."""
        wrap = self.admin_site.admin_view
        doing = [
            path(f"<int:pk>/{name}/", wrap(partial(act, self, name=name)), name=f"connection_{name}")
            for name in ACTIONS
        ]
        return [*doing, *webhook_urls(self), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let this page's form lead on to where a person approves the connection."""
        view, row = super().change_view, self.get_object(request, object_id)
        if row is not None:
            view = csp_update({"form-action": approval_origins(row)})(view)
        answer: HttpResponse = view(request, object_id, *args, **kwargs)
        return answer

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the secret's field out for people who only look."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "new_secret"]})
            for title, options in shown
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer people who can sign in, as boxes to tick."""
        if db_field.name == "members":
            kwargs["queryset"] = User.objects.filter(is_active=True).order_by("username")
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow to delete a connection that never brought an appointment; others are switched off."""
        if obj is not None and Appointment.objects.of(obj).exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002 (Django's signature)
        """Name the connection alone: its syncs and jobs go with it."""
        return [str(one) for one in objs], {}, set(), []

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Save, and write into the audit what kind of thing was changed; new credentials are tried anew."""
        save(obj)
        words = "connection.changed" if change else "connection.added"
        if form.cleaned_data.get("new_secret"):
            words = f"{words}:secret"
        audit.record(words, request=request, now=timezone.now(), subject=f"connection {obj.pk}", connection=obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Make who adds a connection a member of it: otherwise it would vanish before their eyes."""
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.members.add(request.user)

    @display(description="State")
    def shown_state(self, row: Connection) -> SafeString:
        return badge(ConnectionState, row.state) if row.is_active else marked("off", "○", "Switched off")

    @display(description="Reading")
    def reading(self, row: Connection) -> str:
        return rhythm(row, timezone.now())

    @display(description="Since")
    def since(self, row: Connection) -> str:
        return console_time(row.state_since)
