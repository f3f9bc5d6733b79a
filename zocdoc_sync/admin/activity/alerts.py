"""What gave up and needs a person."""

from functools import partial

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.activity.alert_mail import choose, told_of
from zocdoc_sync.admin.badges import marked
from zocdoc_sync.admin.base import ConsoleModelAdmin, ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConditionFilter, ConnectionFilter, words_filter
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.alerts import close_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert

LIST = "admin:zocdoc_sync_alert_changelist"


class OpenFilter(ConditionFilter):
    title = "state"
    parameter_name = "open"
    conditions = {"yes": ("Open", Q(closed_at=None)), "no": ("Closed", Q(closed_at__isnull=False))}


class AlertAdmin(ReadOnlyAdmin):
    """Alerts are raised by the console; a person may close one that no longer matters."""

    empty_sentence = "All is well: nothing needs a person."
    list_display = ("last", "about", "sentence", "count", "shown_state", "connection")
    list_filter = (OpenFilter, words_filter("about", AlertCode, "code"), ConnectionFilter)
    ordering = ("-last_at", "-pk")
    sortable_by = ()
    list_before_template = "console/alerts_head.html"
    change_form_outer_before_template = "console/alert_close.html"
    fields = ("about", "sentence", "count", "shown_state", "opened", "last", "closed", "mailed", "connection")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        """Return our own addresses before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/close/", wrap(partial(close, self)), name="alert_close"),
            path("mail/", wrap(partial(choose, self)), name="alert_mail"),
            *super().get_urls(),
        ]

    def words_for(self, row: Alert) -> str:
        return f"{self.about(row)}, {console_time(row.opened_at)}"

    @display(description="Last")
    def last(self, row: Alert) -> str:
        return console_time(row.last_at)

    @display(description="Opened")
    def opened(self, row: Alert) -> str:
        return console_time(row.opened_at)

    @display(description="Closed")
    def closed(self, row: Alert) -> str:
        return console_time(row.closed_at)

    @display(description="E-mail")
    def mailed(self, row: Alert) -> str:
        return told_of(row)

    @display(description="About")
    def about(self, row: Alert) -> str:
        return str(row.get_code_display())

    @display(description="State")
    def shown_state(self, row: Alert) -> SafeString:
        return marked("off", "○", "Closed") if row.closed_at else marked("bad", "✕", "Open")


def close(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Close an alert (POST); it opens again when its fault comes back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row: Alert = visible_or_404(admin, request, pk)
    if not request.user.has_perm("zocdoc_sync.change_alert"):
        raise PermissionDenied
    now = timezone.now()
    close_alert(row.fault, now=now)
    audit.record("alert.closed", request=request, now=now, subject=f"alert {row.pk}", connection=row.connection)
    return say_and_go(request, LIST, "The alert is closed. It opens again when its fault comes back.", ok=True)
