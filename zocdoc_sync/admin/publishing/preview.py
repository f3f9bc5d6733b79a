"""The preview of a provider's templates: a calendar of counts, and what the clocks and closures do to it."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.models import SlotTemplate
from zocdoc_sync.timeslots.generating import DayPlan, plans_of
from zocdoc_sync.timeslots.wall import clocks_change, instants

SHOWN_DAYS, MOST_DAYS = 56, 150
WEEK = 7
MOST_NAMED = 6


@dataclass(frozen=True)
class Cell:
    """One day of the calendar; `plan` is None outside of the range and on days that no template speaks of."""

    day: date
    inside: bool
    plan: DayPlan | None


@dataclass(frozen=True)
class Month:
    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]


def preview(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the templates of a provider make of a range of days; nothing is asked of Zocdoc."""
    template: SlotTemplate = visible_or_404(admin, request, pk)
    today = timezone.localdate()
    first, last, fault = asked_range(request, max(today, template.valid_from))
    plans = {one.day: one for one in plans_of(template.provider, first, last)}
    context: dict[str, Any] = {
        "original": template,
        "first": first,
        "last": last,
        "fault": fault,
        "months": months(plans, first, last),
        "notes": [*(note for one in plans.values() for note in notes_of(one)), *clashes_in(plans.values())],
        "total": sum(len(one.slots) for one in plans.values()),
        "most": MOST_DAYS,
    }
    title = f"Preview of {template.provider}"
    return page(request, admin, "console/publishing/preview.html", title, status=422 if fault else 200, **context)


def asked_range(request: HttpRequest, default: date) -> tuple[date, date, str]:
    """Return the range of `?first=&last=` and what is wrong with it; a wrong one becomes the usual range."""
    usual = default, default + timedelta(days=SHOWN_DAYS - 1)
    try:
        first = parse_date(request.GET.get("first", "")) or usual[0]
        last = parse_date(request.GET.get("last", "")) or first + timedelta(days=SHOWN_DAYS - 1)
    except ValueError:
        return *usual, "There is no such date."
    if last < first:
        return *usual, "The range ends before it begins."
    if (last - first).days >= MOST_DAYS:
        return *usual, f"A preview shows at most {MOST_DAYS} days."
    return first, last, ""


def months(plans: dict[date, DayPlan], first: date, last: date) -> list[Month]:
    """Return the months of a range as weeks from Monday on."""
    found, at = [], first.replace(day=1)
    while at <= last:
        weeks = calendar.Calendar().monthdatescalendar(at.year, at.month)
        rows = tuple(tuple(_cell(day, at.month, plans, first, last) for day in week) for week in weeks)
        shown = tuple(row for row in rows if any(cell and cell.inside for cell in row))
        found.append(Month(f"{at:%B %Y}", shown))
        at = (at + timedelta(days=31)).replace(day=1)
    return found


def _cell(day: date, month: int, plans: dict[date, DayPlan], first: date, last: date) -> Cell | None:
    return Cell(day, first <= day <= last, plans.get(day)) if day.month == month else None


def notes_of(plan: DayPlan) -> list[str]:
    """Return what a person should know of a day, in sentences."""
    day, found = f"{plan.day:%a} {plan.day.day} {plan.day:%b %Y}", []
    if plan.clocks_change:
        zones = sorted(place_of(zone) for zone in plan.zones if clocks_change(plan.day, zone))
        found.append(f"{day}: the clocks change in {', '.join(zones)}.")
    for zone in sorted(plan.zones):
        missing = [start for start in plan.skipped if not instants(start, zone)]
        if missing:
            verb = "does" if len(missing) == 1 else "do"
            found.append(f"{day}: {_clocks(missing)} {verb} not exist in {place_of(zone)}: left out.")
    if plan.twice:
        found.append(f"{day}: {_clocks(plan.twice)} come twice: one timeslot stands for both.")
    if plan.special:
        found.append(f"{day}: {plan.special} ({'closed' if plan.is_closed else 'hours of its own'}).")
    return found


def clashes_in(plans: Iterable[DayPlan]) -> list[str]:
    """Return one sentence on all days on which timeslots begin at the same time, none when there are none."""
    days = [one for one in plans if one.clashes]
    if not days:
        return []
    which = "On 1 day" if len(days) == 1 else f"On {len(days)} days"
    such = f"such as {days[0].day:%a} {days[0].day.day} {days[0].day:%b} at {_clocks(days[0].clashes)}"
    return [f"{which} more than one timeslot begins at the same time, {such}: templates or locations overlap."]


def place_of(zone: str) -> str:
    """Return the place in the name of a zone, such as "New York"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _clocks(starts: list[datetime] | tuple[datetime, ...]) -> str:
    named = ", ".join(f"{start:%H:%M}" for start in starts[:MOST_NAMED])
    more = len(starts) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
