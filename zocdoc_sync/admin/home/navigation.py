"""The counts beside the navigation's lines: what waits, for this person, in one query a page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.home.asking import ALERTS, cut, needing
from zocdoc_sync.admin.home.counts import counted, in_words
from zocdoc_sync.admin.home.lanes import to_confirm as waiting_for_the_clinic
from zocdoc_sync.models import Appointment, Connection

SEES = "zocdoc_sync.view_appointment"
KEPT = "slotdesk_to_do"


def tally(request: HttpRequest, also: Mapping[str, QuerySet[Any]] | None = None) -> dict[str, int]:
    """Return how much there is of what waits, counted once a request, with what the page itself counts `also`."""
    kept: dict[str, Any] = vars(request)
    if KEPT not in kept:
        kept[KEPT] = counted(request, {**_asked(request), **(also or {})})
    found: dict[str, int] = kept[KEPT]
    return found


def to_do(request: HttpRequest) -> dict[str, int]:
    """Return how much waits to be confirmed, needs a person, and is alerted."""
    return _summed(tally(request))


def to_confirm(request: HttpRequest) -> SafeString | str:
    """Return the badge of bookings that wait to be confirmed."""
    return _badge(to_do(request)["to_confirm"], "to confirm")


def needs(request: HttpRequest) -> SafeString | str:
    """Return the badge of what needs a person."""
    return _badge(to_do(request)["needing"], "to answer")


def alerts(request: HttpRequest) -> SafeString | str:
    """Return the badge of open alerts."""
    return _badge(to_do(request)["alerts"], "open")


def _asked(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    rows: dict[str, QuerySet[Any]] = {"needing_cut": cut(Connection.objects.visible_to(request.user))}
    if request.user.has_perm(SEES):
        mine = visible_rows(Appointment.objects.filter(gone_at__isnull=True), request.user)
        rows["to_confirm"] = waiting_for_the_clinic(mine, timezone.now())
    sources = {"alerts": ALERTS, **{f"needing_{number}": one for number, one in enumerate(needing())}}
    seen = {name: source.seen(request) for name, source in sources.items()}
    return rows | {name: one for name, one in seen.items() if one is not None}


def _summed(counts: dict[str, int]) -> dict[str, int]:
    needing_all = sum(count for name, count in counts.items() if name.startswith("needing_"))
    return {"to_confirm": counts.get("to_confirm", 0), "needing": needing_all, "alerts": counts.get("alerts", 0)}


def _badge(count: int, what: str) -> SafeString | str:
    shown = '<span class="sd-todo">{}<span class="sd-hidden"> {}</span></span>'
    return format_html(shown, in_words(count), what) if count else ""
