"""The page of calendar files and subscriptions: export days, subscribe to a provider or location, revoke."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.calendar.asked import SEES
from zocdoc_sync.admin.calendar.frame import model_admin
from zocdoc_sync.admin.calendar.range_form import Range
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.calendar.feeds import make_feed, revoke
from zocdoc_sync.models import CalendarFeed, Location, Provider
from zocdoc_sync.operations.fields.words import OneOf

TITLE = "Calendar files and subscriptions"
MAKES, REVOKES = "calendar:subscribe", "calendar:revoke:{}"
OFFERED = 500
# Who looks after people sees and ends the subscriptions of all of them.
LOOKS_AFTER_PEOPLE = "auth.change_user"
TABLES: dict[str, type[Any]] = {"provider": Provider, "location": Location}
ALREADY = "This form has made its subscription already. Its address was shown once; make a new one if it is lost."


class Whose(forms.Form):
    """Whose appointments a subscription shows."""

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.rows = {f"{name}:{row.pk}": row for name, table in TABLES.items() for row in _offered(request, table)}
        self.fields["whose"] = OneOf([(code, str(row)) for code, row in self.rows.items()], label="Of whom")
        dressed(self)


def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show the page (GET), or make a subscription and show its address this once (POST)."""
    _refuse(request)
    if request.method != "POST":
        return overview(request)
    form = Whose(request, request.POST)
    try:
        key = key_of(request, MAKES)
    except StaleForm as stale:
        return say_and_go(request, reverse("admin:calendar_files"), str(stale), ok=False)
    if not form.is_valid():
        return overview(request, whose=form, status=422)
    whose, now = form.rows[form.cleaned_data["whose"]], timezone.now()
    word = make_feed(request.user, whose, key=key, now=now)  # type: ignore[arg-type]  # signed in
    if not word:
        return say_and_go(request, reverse("admin:calendar_files"), ALREADY, ok=False)
    audit.record("calendar.subscribed", request=request, now=now, subject=whose.zocdoc_id, connection=whose.connection)
    return overview(request, made=request.build_absolute_uri(reverse("calendar-feed", args=(word,))), made_for=whose)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a subscription (POST)."""
    _refuse(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    back, feed = reverse("admin:calendar_files"), _mine(request).filter(pk=pk).first()
    if feed is None:
        raise Http404
    try:
        key_of(request, REVOKES.format(pk))
    except StaleForm as stale:
        return say_and_go(request, back, str(stale), ok=False)
    now = timezone.now()
    revoke(feed, now=now)
    subject = f"subscription {feed.pk} of {feed.person}"
    audit.record("calendar.revoked", request=request, now=now, subject=subject, connection=feed.connection)
    return say_and_go(request, back, "The subscription has ended: its address does not exist any more.", ok=True)


def overview(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """Return the page with its forms and the subscriptions that the person may end."""
    feeds = [
        {
            "row": feed,
            "made": console_time(feed.made_at),
            "fetched": console_time(feed.fetched_at) if feed.fetched_at else "not yet",
            "form_token": issue(request, REVOKES.format(feed.pk)),
        }
        for feed in _mine(request)[:OFFERED]
    ]
    context = {
        "export": Range(sees=may_see_patients(request.user), today=timezone.localdate()),
        "whose": Whose(request),
        "feeds": feeds,
        "all_people": request.user.has_perm(LOOKS_AFTER_PEOPLE),
        "form_token": issue(request, MAKES),
        **more,
    }
    return page(request, model_admin(), "console/calendar/files.html", TITLE, status=status, opts=None, **context)


def _refuse(request: HttpRequest) -> None:
    if not request.user.has_perm(SEES):
        raise PermissionDenied


def _mine(request: HttpRequest) -> QuerySet[CalendarFeed]:
    rows: QuerySet[CalendarFeed] = CalendarFeed.objects.visible_to(request.user).filter(revoked_at=None)
    if not request.user.has_perm(LOOKS_AFTER_PEOPLE):
        rows = rows.filter(person_id=request.user.pk)
    return rows.select_related("person", "provider", "location", "connection")


def _offered(request: HttpRequest, table: type[Any]) -> Any:
    rows = visible_rows(table.objects.filter(gone_at__isnull=True), request.user)
    return rows.prefetch_related("connection").order_by("name", "pk")[:OFFERED]
