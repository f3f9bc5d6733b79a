"""A range of days as a calendar file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.filters import on_days
from zocdoc_sync.admin.appointments.patients import may_see_patients, name_of
from zocdoc_sync.admin.calendar.asked import SEES, narrowing
from zocdoc_sync.admin.calendar.range_form import Range
from zocdoc_sync.admin.calendar.subscriptions import overview
from zocdoc_sync.admin.home.filters import narrowed
from zocdoc_sync.admin.home.rows import appointments
from zocdoc_sync.calendar.files import calendar_file

MOST = 20_000


def export(request: HttpRequest) -> HttpResponse:
    """Send the chosen days, narrowed as the calendar is, as a file; that is written into the audit."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    now, sees = timezone.now(), may_see_patients(request.user)
    form = Range(request.GET or None, sees=sees, today=timezone.localdate(now))
    if not form.is_valid():
        return overview(request, export=form, status=400)
    first, last, names = (form.cleaned_data.get(name) for name in ("first", "last", "names"))
    rows = narrowed(on_days(appointments(request), first, last), narrowing(request)[1])
    days = f"{first}" if first == last else f"{first}-{last}"
    subject = f"calendar {days}{' with names' if names else ''}"
    audit.record("calendar.exported", request=request, now=now, subject=subject)
    body = calendar_file(rows.order_by("start_time", "pk")[:MOST], f"Slotdesk {days}", name_of if names else None)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="slotdesk-{days}.ics"'
    return answer
