"""The clock: once a second, find what is due and hand it over. Two clocks at once do no harm."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.jobs.claiming import rescue_expired
from zocdoc_sync.jobs.handing_over import hand_over_due
from zocdoc_sync.jobs.schedules import plan_due_schedules

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
        found.handed_over = _isolated("hand over", hand_over_due, now)
    return found


def _look(path: str, now: datetime) -> int:
    return int(import_string(path)(now))


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
