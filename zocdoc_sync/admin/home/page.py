"""The worklist: its lanes, its filters and how reading goes, in a bounded number of queries."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.undoing import last_done
from zocdoc_sync.admin.home.asking import ALERTS, SETTLING, needing, reconnecting
from zocdoc_sync.admin.home.counts import in_words
from zocdoc_sync.admin.home.filters import PURPOSE, choices
from zocdoc_sync.admin.home.lanes import lanes_of
from zocdoc_sync.admin.home.navigation import to_do
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
        "first_steps": not connections,
        "keys": HOME,
        "as_of": clock_time(now),
    }


def _lanes(request: HttpRequest, connections: list[Connection], now: datetime) -> dict[str, Any]:
    chosen = choices(request)
    lanes = lanes_of(request, connections, chosen, now)
    if lanes["has_patients"] and may_see_patients(request.user):
        listed(request, now, "worklist")
    waiting, settling = to_do(request), SETTLING.lines(request)
    asking = [line for source in needing() for line in source.lines(request)]
    return {
        **lanes,
        "filters": chosen,
        "filtered": any(one.chosen is not None for one in chosen),
        "filter_token": issue(request, PURPOSE),
        "needing": [*reconnecting(request, connections), *asking],
        "alerts": ALERTS.lines(request),
        "settling": settling,
        "waiting_count": in_words(lanes["moves"] + len(settling)),
        "to_do": waiting,
        "needs_count": in_words(waiting["needing"]),
        "alerts_count": in_words(waiting["alerts"]),
        "last_done": last_done(request, now),
        "all_alerts": ALERTS.page(),
    }
