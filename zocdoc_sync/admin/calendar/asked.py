"""What the address of a calendar asks: a day, whose, and how much of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from zocdoc_sync.admin.choices import Choice
from zocdoc_sync.admin.home.filters import choices
from zocdoc_sync.admin.reports.asked import FIRST_YEAR, LAST_YEAR

SEES = "zocdoc_sync.view_appointment"
FLAGS = ("cancelled", "whole")
WHOSE = ("provider", "location")


@dataclass(frozen=True)
class Asked:
    """What somebody looks at; `first` counts providers, for clinics that have more than fit beside each other.

    `named` is whose calendar the address asks for; it stands before what the person's session is narrowed to.
    """

    day: date
    today: date
    choices: list[Choice]
    flags: frozenset[str]
    first: int
    named: dict[str, int]

    @property
    def cancelled(self) -> bool:
        """Tell whether cancelled appointments are shown."""
        return "cancelled" in self.flags

    @property
    def whole(self) -> bool:
        """Tell whether all hours are shown."""
        return "whole" in self.flags

    def chosen(self, name: str) -> Any:
        """Return the row that the calendar is narrowed to by this filter, None for all."""
        one = next(one for one in self.choices if one.name == name)
        return next((row for row in one.offered if row.pk == one.chosen), None)

    def link(self, page: str, **changed: Any) -> str:
        """Return the address of a page of the calendar that asks the same but for what is changed."""
        kept: dict[str, Any] = {"day": self.day, **dict.fromkeys(sorted(self.flags), 1)}
        kept |= self.named | ({"first": self.first} if self.first else {})
        kept = {name: value for name, value in {**kept, **changed}.items() if value not in (None, "")}
        return f"{reverse(f'admin:{page}')}?{urlencode(kept)}"

    def toggled(self, page: str, flag: str) -> str:
        """Return the address that asks the same with a flag turned."""
        return self.link(page, **{flag: None if flag in self.flags else 1})


def asked(request: HttpRequest, now: datetime) -> Asked:
    """Return what is asked; raise PermissionDenied for a person who sees no appointments, Http404 for no day."""
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    named, offered = narrowing(request)
    return Asked(
        day=day_of(request.GET.get("day", "")) or localdate(now),
        today=localdate(now),
        choices=offered,
        flags=frozenset(flag for flag in FLAGS if request.GET.get(flag)),
        first=_number(request, "first"),
        named=named,
    )


def narrowing(request: HttpRequest) -> tuple[dict[str, int], list[Choice]]:
    """Return whom the address names, and the filters as they are then; raise Http404 for a row that is not theirs."""
    offered = choices(request)
    named = {one.name: pk for one in offered if one.name in WHOSE and (pk := _number(request, one.name))}
    return named, [_named(one, named) for one in offered] if named else offered


def _named(choice: Choice, named: dict[str, int]) -> Choice:
    """Return a filter as the address has it; raise Http404 for a row that the person does not see."""
    chosen = named.get(choice.name)
    if chosen is not None and chosen not in {row.pk for row in choice.offered}:
        raise Http404
    return replace(choice, chosen=chosen)


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 12 else 0


def day_of(text: str) -> date | None:
    """Return the day of an address, None for none; raise Http404 for what is none."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())
