"""What the page of a run shows of its progress."""

from datetime import datetime, timedelta
from typing import Any

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.publishing.going import going
from zocdoc_sync.admin.times import clock_time, span
from zocdoc_sync.admin.timeslots.frame import address
from zocdoc_sync.models import OperationLog, PublishDay, PublishDayState, PublishRun, PublishState
from zocdoc_sync.timeslots.publishing.progress import at_best, progress_of

D = PublishDayState
# A run in these states changes by itself.
LIVE = (PublishState.COMPARING, PublishState.PUBLISHING)
# What a person looks for first; days that ask stand with their questions.
TROUBLE = (D.REFUSED, D.FAILED, D.DIFFERS)
SHOWN = 200


def shown(run: PublishRun, now: datetime) -> dict[str, Any]:
    """Return what the progress of a run is shown from."""
    found = progress_of(run, now)
    waiting = found.counts[D.WAITING]
    return {
        "run": run,
        "original": run,
        "progress": found,
        "state": badge(PublishState, run.state),
        "live": run.state in LIVE or bool(found.counts[D.PUT]),
        "running": run.state in LIVE,
        "counts": [(one.value, badge(D, one), found.counts[one]) for one in D if found.counts[one]],
        "remaining": long(found.remaining) if found.remaining is not None and found.left else "",
        "waiting": waiting,
        "fell": sum(found.counts[one] for one in (D.FAILED, D.REFUSED, D.DIFFERS)),
        "will_take": at_least(at_best(2 * waiting, waiting)),
        "at": clock_time(now),
    }


def long(length: timedelta) -> str:
    """Return how long something takes, in words."""
    return "less than a minute" if length < timedelta(minutes=1) else span(length)


def at_least(length: timedelta) -> str:
    """Return the least that something takes, in words."""
    said = long(length)
    return said if said.startswith("less") else f"{said} at least"


def shown_days(run: PublishRun, state: str, names: dict[str, str]) -> dict[str, Any]:
    """Return days of one state of a run, of all that need a look when no state is chosen."""
    wanted = [state] if state in D.values else list(TROUBLE)
    rows = PublishDay.objects.filter(run=run, state__in=wanted).select_related("provider")
    found = list(rows[:SHOWN])
    ids = dict(OperationLog.objects.filter(key__in=[row.key for row in found]).values_list("key", "request_id"))
    days = [
        (row, badge(D, row.state), ids.get(row.key, ""), address(row.provider, row.date), going([row], names))
        for row in found
    ]
    return {"days": days, "chosen_state": state if state in D.values else "", "shown_at_most": SHOWN}
