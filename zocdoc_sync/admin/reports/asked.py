"""What the address of a report asks: a range of days, and what it is narrowed to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localdate

from zocdoc_sync.admin.choices import TABLES, Choice
from zocdoc_sync.models import Connection
from zocdoc_sync.reports.question import LONGEST, Question

OFFERED = 500
DEFAULT = "last30"
FIRST_YEAR, LAST_YEAR = 2000, 2100
Days = tuple[date, date]


def _ago(first: int, last: int = 0) -> Callable[[date], Days]:
    return lambda today: (today - timedelta(days=first), today - timedelta(days=last))


def _this_month(today: date) -> Days:
    return today.replace(day=1), today


def _last_month(today: date) -> Days:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


RANGES: dict[str, tuple[str, Callable[[date], Days]]] = {
    "last7": ("Last 7 days", _ago(6)),
    DEFAULT: ("Last 30 days", _ago(29)),
    "last90": ("Last 90 days", _ago(89)),
    "this-month": ("This month", _this_month),
    "last-month": ("Last month", _last_month),
    "last365": ("Last 365 days", _ago(364)),
    "next30": ("Next 30 days", _ago(0, -29)),
}


@dataclass(frozen=True)
class Asked:
    """What a report is asked in the reader's terms, and as a question."""

    question: Question
    choices: list[Choice]
    range_name: str

    @property
    def parameters(self) -> dict[str, str]:
        """Return what stands in the address, without the range."""
        return {one.name: str(one.chosen) for one in self.choices if one.chosen is not None}

    @property
    def days(self) -> dict[str, str]:
        """Return the range as it stands in the address."""
        if self.range_name:
            return {"range": self.range_name}
        return {"from": self.question.first.isoformat(), "to": self.question.last.isoformat()}


def asked(request: HttpRequest, now: datetime) -> Asked:
    """Return what the address asks; raise ValidationError with one sentence for what cannot be answered."""
    mine = list(Connection.objects.visible_to(request.user).order_by("name", "pk").only("pk", "name"))
    chosen = _number(request, "connection")
    if chosen is not None and chosen not in {one.pk for one in mine}:
        raise ValidationError("Choose a connection from the list.")
    connections = tuple(one.pk for one in mine if chosen in (None, one.pk))
    choices = [Choice("connection", "Connection", mine, chosen)]
    for name in ("location", "provider"):
        label, model = TABLES[name]
        choices.append(_choice(request, name, label, model.objects.filter(connection__in=connections)))
    name, (first, last) = _range(request, localdate(now))
    question = Question(connections, first, last, now, location=choices[1].chosen, provider=choices[2].chosen)
    return Asked(question, choices, name)


def plain(request: HttpRequest, now: datetime) -> Asked:
    """Return what is asked by an address that says nothing: for the form beside a fault."""
    mine = list(Connection.objects.visible_to(request.user).order_by("name", "pk").only("pk", "name"))
    first, last = RANGES[DEFAULT][1](localdate(now))
    return Asked(Question((), first, last, now), [Choice("connection", "Connection", mine, None)], DEFAULT)


def _choice(request: HttpRequest, name: str, label: str, rows: Any) -> Choice:
    chosen = _number(request, name)
    if chosen is not None and not rows.filter(pk=chosen).exists():
        raise ValidationError(f"Choose a {name} from the list.")
    return Choice(name, label, list(rows.only("pk", "name", "zocdoc_id").order_by("name", "pk")[:OFFERED]), chosen)


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 15:
        raise ValidationError(f"Choose a {name} from the list.")
    return int(given)


def _range(request: HttpRequest, today: date) -> tuple[str, Days]:
    given = [request.GET.get(name, "") for name in ("from", "to")]
    if not any(given):
        name = request.GET.get("range", "") or DEFAULT
        if name not in RANGES:
            raise ValidationError("Choose a range from the list, or two days.")
        return name, RANGES[name][1](today)
    first, last = (_day(text) for text in given)
    if last < first:
        raise ValidationError("The last day lies before the first.")
    if last - first > LONGEST:
        raise ValidationError("Choose at most three years.")
    return "", (first, last)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValidationError("Give the first and the last day, such as 2026-03-31.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Choose days between {FIRST_YEAR} and {LAST_YEAR}.")
    return day
