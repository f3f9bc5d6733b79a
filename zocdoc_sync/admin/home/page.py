"""The worklist: its lanes, its filters and how reading goes, in a bounded number of queries."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.undoing import last_done
from zocdoc_sync.admin.home.asking import ALERTS, SETTLING, Asking, needing, reconnecting
from zocdoc_sync.admin.home.counts import in_words
from zocdoc_sync.admin.home.filters import PURPOSE, choices
from zocdoc_sync.admin.home.guide import guide_of
from zocdoc_sync.admin.home.lanes import lanes_of, rows_of
from zocdoc_sync.admin.home.navigation import tally, to_do
from zocdoc_sync.admin.home.strip import strips
from zocdoc_sync.admin.keys import HOME
from zocdoc_sync.admin.times import clock_time
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.admin.viewing import listed
from zocdoc_sync.models import Connection

SEES = "zocdoc_sync.view_appointment"


def worklist(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the home page's context: what is to confirm, who comes today, what needs a person, how reading goes."""
    now = timezone.now()
    connections = list(Connection.objects.visible_to(request.user))
    lanes = _lanes(request, connections, now) if request.user.has_perm(SEES) else {}
    return {
        **context,
        **lanes,
        "connections": strips(request, connections, now),
        "guide": guide_of(request, connections),
        "first_steps": not connections,
        "keys": HOME,
        "as_of": clock_time(now),
    }


def _lanes(request: HttpRequest, connections: list[Connection], now: datetime) -> dict[str, Any]:
    chosen = choices(request)
    rows = rows_of(request, chosen, now)
    unsettled = SETTLING.seen(request)
    also = {f"lane_{name}": one for name, one in rows.items()}
    counts = tally(request, also if unsettled is None else {**also, "settling": unsettled})
    lanes = lanes_of(request, rows, {name: counts[f"lane_{name}"] for name in rows}, connections, now)
    if lanes["has_patients"] and may_see_patients(request.user):
        listed(request, now, "worklist")
    waiting = to_do(request)
    return {
        **lanes,
        "filters": chosen,
        "filtered": any(one.chosen is not None for one in chosen),
        "filter_token": issue(request, PURPOSE),
        "needing": [*reconnecting(request, connections), *_asking(request, counts)],
        "alerts": ALERTS.lines(request) if waiting["alerts"] else [],
        "settling": SETTLING.lines(request) if counts.get("settling") else [],
        "to_do": waiting,
        "needs_count": in_words(waiting["needing"]),
        "alerts_count": in_words(waiting["alerts"]),
        "settling_count": counts.get("settling", 0),
        "waiting_count": in_words(lanes["moves"] + counts.get("settling", 0)),
        "last_done": last_done(request, now),
        "all_alerts": ALERTS.page(),
    }


def _asking(request: HttpRequest, counts: dict[str, int]) -> list[Asking]:
    """Return the lines of what needs a person; a kind of which there is nothing is not asked for."""
    return [
        line
        for number, source in enumerate(needing())
        if counts.get(f"needing_{number}")
        for line in source.lines(request)
    ]
