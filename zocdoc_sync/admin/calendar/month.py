"""The strip above a calendar: the days of its month, with how much is booked on each."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest

from zocdoc_sync.admin.calendar.asked import Asked, monday
from zocdoc_sync.admin.calendar.reading import booked
from zocdoc_sync.calendar.visits import FREES
from zocdoc_sync.enums import AppointmentStatus

COUNTS = {"many": Count("pk"), "unconfirmed": Count("pk", filter=Q(status=AppointmentStatus.PENDING_BOOKING))}
SUNDAY = timedelta(days=6)


@dataclass(frozen=True)
class StripDay:
    """A day of the strip; `is_shown` says that the page shows it, `is_near` that it is of the asked day's week."""

    day: date
    link: str
    booked: int
    unconfirmed: int
    is_asked: bool
    is_shown: bool
    is_near: bool
    is_today: bool
    is_beside: bool


@dataclass(frozen=True)
class Strip:
    """A month in whole weeks, and the ways to the months around it: what they are called and their addresses."""

    month: date
    days: list[StripDay]
    earlier: tuple[date, str]
    later: tuple[date, str]


def strip(request: HttpRequest, asked: Asked, view: str) -> Strip:
    """Return the strip of the month that is asked for, counted in one query by the locations' own days."""
    page = f"calendar_{view}"
    first = asked.day.replace(day=1)
    begin, end = monday(first), monday(_last(first)) + SUNDAY
    counts = _counts(request, asked, begin, end)
    days = [begin + timedelta(days=step) for step in range((end - begin).days + 1)]
    around = _same_day(asked.day, first - timedelta(days=1)), _same_day(asked.day, _last(first) + timedelta(days=1))
    earlier, later = ((day, asked.link(page, day=day)) for day in around)
    return Strip(
        first, [_day(asked, one, asked.link(page, day=one), counts, view) for one in days], earlier=earlier, later=later
    )


def _counts(request: HttpRequest, asked: Asked, begin: date, end: date) -> dict[date, tuple[int, int]]:
    """Return how many appointments take time on each day, and how many of them nobody has confirmed."""
    rows = booked(request, asked, begin, end).exclude(status__in=FREES).order_by()
    counted = rows.values("local_date").annotate(**COUNTS).values_list("local_date", *COUNTS)
    return {day: (many, unconfirmed) for day, many, unconfirmed in counted}


def _day(asked: Asked, day: date, link: str, counts: dict[date, tuple[int, int]], view: str) -> StripDay:
    many, unconfirmed = counts.get(day, (0, 0))
    is_near = monday(day) == monday(asked.day)
    return StripDay(
        day=day,
        link=link,
        booked=many,
        unconfirmed=unconfirmed,
        is_asked=day == asked.day,
        is_shown=is_near if view == "week" else day == asked.day,
        is_near=is_near,
        is_today=day == asked.today,
        is_beside=day.month != asked.day.month,
    )


def _last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _same_day(day: date, month: date) -> date:
    """Return the same day of another month, its last one where it is shorter."""
    return month.replace(day=min(day.day, _last(month).day))
