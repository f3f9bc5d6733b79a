"""The page of a report, and its figures as files."""

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.pages import page
from zocdoc_sync.admin.reports.asked import RANGES, Asked, asked, plain
from zocdoc_sync.admin.reports.cells import COUNTED, shown
from zocdoc_sync.admin.reports.cells import plain as plain_cell
from zocdoc_sync.admin.reports.drawing import drawing
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.reports.catalogue import REPORTS, Report
from zocdoc_sync.reports.figure import Figure, Unit

TEMPLATE = "console/reports/report.html"


def first(request: HttpRequest) -> HttpResponse:
    """Show the first report that this person may see."""
    for code, report in REPORTS.items():
        if request.user.has_perms(report.permissions):
            return show(request, code)
    raise PermissionDenied


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a report for the range and the filters of the address."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    report, now = _allowed(request, code), timezone.now()
    try:
        found = asked(request, now)
    except ValidationError as fault:
        return _page(request, code, plain(request, now), fault=fault.messages[0], status=400)
    return _page(request, code, found, figures=[drawing(one) for one in report.answer(found.question)])


def export(request: HttpRequest, code: str, figure: str) -> HttpResponse | StreamingHttpResponse:
    """Send a figure as a CSV file and write that into the audit."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    report, now = _allowed(request, code), timezone.now()
    try:
        found = asked(request, now)
    except ValidationError as fault:
        return _page(request, code, plain(request, now), fault=fault.messages[0], status=400)
    chosen = next((one for one in report.answer(found.question) if one.code == figure), None)
    if chosen is None:
        raise Http404
    days = f"{found.question.first}-{found.question.last}"
    connection = Connection.objects.filter(pk=found.choices[0].chosen or 0).first()
    audit.record("report.exported", request=request, now=now, subject=f"{figure} {days}", connection=connection)
    answer = StreamingHttpResponse(_lines(chosen), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{figure}-{days}.csv"'
    return answer


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(figure: Figure) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Spreadsheets know by this mark that the text is UTF-8.
    titles = (f"{one.title} ({COUNTED[one.unit]})" if one.unit in COUNTED else one.title for one in figure.columns)
    yield "\ufeff" + str(writer.writerow(titles))
    for row in figure.rows:
        yield writer.writerow(plain_cell(value, column.unit) for value, column in zip(row, figure.columns, strict=True))


def _allowed(request: HttpRequest, code: str) -> Report:
    report = REPORTS.get(code)
    if report is None:
        raise Http404
    if not request.user.has_perms(report.permissions):
        raise PermissionDenied
    return report


def _page(
    request: HttpRequest, code: str, found: Asked, *, figures: Any = (), fault: str = "", status: int = 200
) -> HttpResponse:
    question, kept = found.question, urlencode({**found.days, **found.parameters})
    title = f"Reports: {REPORTS[code].title.lower()}"
    return page(
        request,
        admin.site._registry[Appointment],  # type: ignore[arg-type]  # every page stands on our base
        TEMPLATE,
        title,
        status=status,
        opts=None,
        content_title=title,
        code=code,
        asked=found,
        figures=figures,
        fault=fault,
        kept=kept,
        span=f"{shown(question.first, Unit.DAY)} to {shown(question.last, Unit.DAY)}",
        tabs=[
            (one.title, f"{reverse('admin:report', args=(name,))}?{kept}", name == code)
            for name, one in REPORTS.items()
            if request.user.has_perms(one.permissions)
        ],
        ranges=[
            (words, f"?{urlencode({'range': name, **found.parameters})}", name == found.range_name and not fault)
            for name, (words, _) in RANGES.items()
        ],
    )
