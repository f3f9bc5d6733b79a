"""The clock: once a second, find what is due and hand it over. Two clocks at once do no harm."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import Error
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs import carrier
from zocdoc_sync.jobs.claiming import rescue_expired
from zocdoc_sync.jobs.kinds import UnknownKind, kind_named
from zocdoc_sync.jobs.schedules import plan_due_schedules
from zocdoc_sync.models import Job

# What was handed over and not claimed by then was lost on the way: it is handed over again.
LOST_AFTER = timedelta(seconds=30)
MOST_IN_QUEUE = 40
log = logging.getLogger(__name__)
# The parts that went well when this process last called them: their alerts are closed.
_well: set[str] = set()


@dataclass
class Tick:
    """What one look at the clock found."""

    rescued: int = 0
    scheduled: int = 0
    planned: int = 0
    handed_over: int = 0


def tick(now: datetime, *, hand_over: bool = True) -> Tick:
    """Free what dead workers held, plan what is due, and hand due jobs to the queue."""
    found = Tick()
    found.rescued = _isolated("rescue", rescue_expired, now)
    found.scheduled = _isolated("schedules", plan_due_schedules, now)
    for path in settings.EVERY_SECOND:
        found.planned += _isolated(path, partial(_look, path), now)
    if hand_over:
        found.handed_over = _isolated("hand over", _hand_over_due, now)
    return found


def _look(path: str, now: datetime) -> int:
    return int(import_string(path)(now))


def due_jobs(now: datetime) -> QuerySet[Job]:
    """Return the jobs that wait and are due, in the order in which they should run."""
    return Job.objects.filter(state=JobState.WAITING, due_at__lte=now).order_by("priority", "due_at", "pk")


def _isolated(name: str, look: Callable[[datetime], int], now: datetime) -> int:
    """Call one part of the tick; its fault becomes an alert and does not stop the others."""
    try:
        found = look(now)
        if name not in _well:
            close_alert(f"clock:{name}", now=now)
            _well.add(name)
    except Error as error:
        log.warning("tick: %s could not use the database (%s)", name, type(error).__name__)
    except Exception as error:  # noqa: BLE001 (whatever it is, the worker and the clock go on)
        log.error("tick: %s failed (%s)", name, type(error).__name__)  # noqa: TRY400 (a traceback may hold values)
        _tell(name, type(error).__name__, now)
    else:
        return found
    return 0


def _tell(name: str, fault: str, now: datetime) -> None:
    _well.discard(name)
    told = f"What the worker looks at each second failed in one part, {name} ({fault}); the others go on."
    with suppress(Error):
        raise_alert(AlertCode.CLOCK_FAULT, f"clock:{name}", told, now=now)


def _hand_over_due(now: datetime) -> int:
    room = MOST_IN_QUEUE - carrier.waiting(now)
    if room <= 0:
        return 0
    unqueued = Q(queued_at=None) | Q(queued_at__lt=now - LOST_AFTER) | Q(queued_at__lt=F("due_at"))
    handed = 0
    for job in due_jobs(now).filter(unqueued).only("pk", "kind", "queued_at")[:room]:
        ours = Job.objects.filter(pk=job.pk, state=JobState.WAITING, queued_at=job.queued_at)
        if ours.update(queued_at=now):
            carrier.hand_over(job.pk, timeout_seconds=_timeout(job.kind))
            handed += 1
    return handed


def _timeout(kind: str) -> int:
    try:
        return kind_named(kind).timeout_seconds
    except UnknownKind:
        return 60
