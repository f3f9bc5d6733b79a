"""What every page of a provider's day needs: the provider, the date, the rights, and the addresses around it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.models import DayState, DayVersion, Provider, ProviderDay
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec

DATED = ("date", "last_state")
READ, PUT = "getProviderCalendarTimeslots", "putProviderCalendarTimeslots"


@dataclass(frozen=True)
class Seat:
    """A person before one day of one provider."""

    request: HttpRequest
    provider: Provider
    day: date

    @property
    def actor(self) -> Actor:
        """Return who asks."""
        return Actor.of(self.request.user)  # type: ignore[arg-type]  # the admin lets only signed-in people through

    @property
    def may_read(self) -> bool:
        """Tell whether this person may have the day read from Zocdoc."""
        return self.request.user.has_perm(spec(READ).permission)

    @property
    def may_edit(self) -> bool:
        """Tell whether this person may publish."""
        return self.may_read and self.request.user.has_perm(spec(PUT).permission)

    @property
    def row(self) -> ProviderDay | None:
        """Return what is kept of the day."""
        found: ProviderDay | None = ProviderDay.objects.filter(provider=self.provider, date=self.day).first()
        return found

    @property
    def purpose(self) -> str:
        """Return what a form token of this day is made for."""
        return f"day:{self.provider.pk}:{self.day}"

    def url(self, page: str = "edit", *more: Any) -> str:
        """Return the address of a page of this day."""
        return address(self.provider, self.day, page, *more)

    @property
    def title(self) -> str:
        """Return the page's title."""
        return f"{self.provider}, {self.day:%a} {self.day.day} {self.day:%b %Y}"


def address(provider: Provider, day: date, page: str = "edit", *more: Any) -> str:
    """Return the address of a page of a provider's day."""
    return reverse(f"admin:providerday_{page}", args=(provider.pk, str(day), *more))


def seat(request: HttpRequest, pk: int, day: str) -> Seat:
    """Return the person's seat; raise Http404 for another clinic's provider and for what is no date."""
    rows = visible_rows(Provider.objects.select_related("connection"), request.user)
    provider: Provider | None = rows.filter(pk=pk).first()
    try:
        found = parse_date(day)
    except ValueError:
        found = None
    if provider is None or found is None or not request.user.has_perm("zocdoc_sync.view_providerday"):
        raise Http404
    return Seat(request, provider, found)


def with_state(rows: QuerySet[ProviderDay]) -> QuerySet[Any]:
    """Return days with the state of their latest put as `last_state`, None for those that were only read."""
    puts = DayVersion.objects.filter(day=OuterRef("pk")).exclude(state=DayState.READ).order_by("-number")
    return rows.annotate(last_state=Subquery(puts.values("state")[:1]))


def week(at: Seat) -> dict[str, Any]:
    """Return the strip of the seven days around a day, each with what became of its last put."""
    first = at.day - timedelta(days=at.day.weekday())
    days = [first + timedelta(days=number) for number in range(7)]
    states = dict(with_state(ProviderDay.objects.filter(provider=at.provider, date__in=days)).values_list(*DATED))
    return {
        "days": [
            {
                "name": f"{day:%a} {day.day} {day:%b}",
                "url": address(at.provider, day),
                "is_it": day == at.day,
                "badge": badge(DayState, states[day]) if states.get(day) else "",
            }
            for day in days
        ],
        "previous": address(at.provider, at.day - timedelta(days=7)),
        "next": address(at.provider, at.day + timedelta(days=7)),
    }
