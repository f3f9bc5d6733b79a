"""What the pages of the calendar have around what they show: title, steps, filters, keys."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zocdoc_sync.admin.badges import TONES
from zocdoc_sync.admin.calendar.asked import Asked, monday
from zocdoc_sync.admin.calendar.board import Block, Column, blocks
from zocdoc_sync.admin.calendar.drawing import Drawing
from zocdoc_sync.admin.calendar.month import strip
from zocdoc_sync.admin.home.filters import PURPOSE
from zocdoc_sync.admin.pages import page
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import spec

BOOK = spec("createAppointment").permission
VIEWS = {"day": "Day", "week": "Week"}
STEPS = {"day": timedelta(days=1), "week": timedelta(days=7)}


def day_name(day: date) -> str:
    """Return a day such as "Tue 24 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def model_admin() -> Any:
    """Return the admin whose frame the calendar stands in."""
    return admin.site._registry[Appointment]


def shown(
    request: HttpRequest,
    asked: Asked,
    view: str,
    title: str,
    columns: list[Column],
    *,
    names_provider: bool = False,
    **more: Any,
) -> HttpResponse:
    """Return a page of the calendar with its columns drawn."""
    drawing = Drawing(books=request.user.has_perm(BOOK), names_provider=names_provider)
    for one in columns:
        one.lines = drawing.lines(one.pieces)
    drawn: list[Block] = blocks(columns, whole=asked.whole)
    name, step = f"calendar_{view}", STEPS[view]
    context: dict[str, Any] = {
        "asked": asked,
        "view": view,
        "blocks": drawn,
        "columns": columns,
        "views": [(label, asked.link(f"calendar_{one}"), one == view, one[0]) for one, label in VIEWS.items()],
        "earlier": asked.link(name, day=asked.day - step),
        "later": asked.link(name, day=asked.day + step),
        "strip": strip(request, asked, view),
        "today": asked.link(name, day=asked.today),
        "is_today": asked.day == asked.today,
        "toggle_cancelled": asked.toggled(name, "cancelled"),
        "toggle_whole": asked.toggled(name, "whole"),
        "file": _file(asked, view),
        "print": asked.link("calendar_sheet", whole=None, first=None),
        "filter_token": issue(request, PURPOSE),
        "here": asked.link(name, **dict.fromkeys(asked.named), first=None),
        "key": _key(asked),
    }
    return page(
        request,
        model_admin(),
        f"console/calendar/{view}.html",
        title,
        opts=None,
        content_title=title,
        **context,
        **more,
    )


def _file(asked: Asked, view: str) -> str:
    """Return the address of the calendar file of what is shown."""
    first = monday(asked.day) if view == "week" else asked.day
    days = {"first": first, "last": first + STEPS[view] - timedelta(days=1)}
    return f"{reverse('admin:calendar_export')}?{urlencode({**days, **asked.named})}"


def _key(asked: Asked) -> list[tuple[str, str, str]]:
    """Return tone, mark and word of each status that may be shown."""
    left_out = () if asked.cancelled else (AppointmentStatus.CANCELLED,)
    return [(*TONES[AppointmentStatus][one], str(one.label)) for one in AppointmentStatus if one not in left_out]
