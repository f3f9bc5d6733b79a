"""The work of a run, in slices that are bounded in time, so that other jobs get through."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import Error, connections

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import PublishDay, PublishDayState, PublishRun, PublishState
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import NotPermitted
from zocdoc_sync.timeslots.publishing.comparing import compare
from zocdoc_sync.timeslots.publishing.moving import move
from zocdoc_sync.timeslots.publishing.preparing import prepare
from zocdoc_sync.timeslots.publishing.seeing import see
from zocdoc_sync.timeslots.publishing.sending import send
from zocdoc_sync.timeslots.publishing.states import HANDLED, due_days, fault_name

SLICE_SECONDS = 30.0
BATCH = 40
# When nothing of a whole batch could be read, Zocdoc is not there: it is left alone for a while.
OUTAGE = timedelta(seconds=60)
log = logging.getLogger(__name__)


class Ended(Exception):
    """The run was stopped, or this slice is over or not ours any more: the day stays as it is."""


@dataclass
class Slice:
    """One process at work on a run: what it may do and for how long."""

    run: PublishRun
    clock: Clock
    still_ours: Callable[[], bool]
    seconds: float = SLICE_SECONDS

    def is_over(self) -> bool:
        """Tell whether to stop, as the run's row says at this moment."""
        if self.clock.elapsed() > self.seconds or not self.still_ours():
            return True
        return not PublishRun.objects.filter(pk=self.run.pk, state=self.run.state).exists()

    def refuse_when_over(self) -> None:
        """Raise Ended when not another byte may be sent."""
        if self.is_over():
            raise Ended

    def actor(self) -> Actor:
        """Return who pressed the button last; raise NotPermitted when that person is gone."""
        if self.run.actor is None:
            raise NotPermitted("The person who started this is no longer there: someone else must go on with it.")
        return Actor.of(self.run.actor)


def work(run: PublishRun, *, now: datetime, still_ours: Callable[[], bool], seconds: float = SLICE_SECONDS) -> None:
    """Work on a run for a while: compare, send and see its due days, and end its phase when none is left."""
    slice_ = Slice(run, Clock(now), still_ours, seconds)
    if run.prepared_at is None and run.state == PublishState.COMPARING:
        prepare(run, now)
    while not slice_.is_over() and (days := list(due_days(run, slice_.clock.now())[:BATCH])):
        told = _lanes(slice_, days)
        if told and not any(told):
            _leave_alone(days, slice_.clock.now())
            return
    if not slice_.is_over():
        end_phase(run, slice_.clock.now())


def end_phase(run: PublishRun, now: datetime) -> None:
    """Bring a run to its next state when no day is left that the worker could handle."""
    days = PublishDay.objects.filter(run=run)
    if run.state not in (PublishState.COMPARING, PublishState.PUBLISHING):
        return
    if days.filter(state__in=HANDLED[PublishState(run.state)]).exists():
        return
    asks = days.filter(state=PublishDayState.ASKS).exists()
    waits = asks or days.filter(state=PublishDayState.WAITING).exists()
    rows = PublishRun.objects.filter(pk=run.pk, state=run.state)
    if run.state == PublishState.COMPARING:
        rows.update(
            state=PublishState.READY if waits else PublishState.DONE,
            compared_at=now, finished_at=None if waits else now,
        )  # fmt: skip
    elif asks:
        rows.update(state=PublishState.ASKS)
        told = "A publishing run has days that are sent only after someone has answered."
        raise_alert(AlertCode.PUBLISHING_ASKS, fault_name(run), told, now=now, connection=run.connection)
    else:
        rows.update(state=PublishState.DONE, finished_at=now)
        close_alert(fault_name(run), now=now)


def _lanes(slice_: Slice, days: list[PublishDay]) -> list[bool]:
    """Handle days side by side, as Zocdoc's answers take most of the time; return which of them Zocdoc told."""
    waiting: SimpleQueue[PublishDay] = SimpleQueue()
    for day in days:
        waiting.put(day)
    lanes = min(settings.PUBLISHING_LANES, len(days))
    if lanes == 1:
        return _lane(slice_, waiting)
    with ThreadPoolExecutor(lanes, thread_name_prefix="publishing") as pool:
        running = [pool.submit(_threaded, slice_, waiting) for _ in range(lanes)]
        return [one for lane in running for one in lane.result()]


def _threaded(slice_: Slice, waiting: "SimpleQueue[PublishDay]") -> list[bool]:
    try:
        return _lane(slice_, waiting)
    finally:
        connections.close_all()


def _lane(slice_: Slice, waiting: "SimpleQueue[PublishDay]") -> list[bool]:
    told: list[bool] = []
    while not slice_.is_over():
        try:
            day = waiting.get_nowait()
        except Empty:
            break
        try:
            told.append(_handled(slice_, day))
        except Ended:
            break
        except NotPermitted as refused:
            _stop(slice_, refused.sentence)
            break
    return told


def _handled(slice_: Slice, day: PublishDay) -> bool:
    now = slice_.clock.now()
    try:
        if day.state == PublishDayState.PENDING:
            return compare(day, actor=slice_.actor(), now=now)
        if day.state == PublishDayState.PUT:
            return see(day, now=now)
        return send(day, actor=slice_.actor(), now=now, before_sending=slice_.refuse_when_over)
    except (Ended, NotPermitted, Error):
        raise
    except Exception as error:  # noqa: BLE001 (one day's fault must not hold up the others)
        # Its text may hold values: only the type is kept.
        log.error("publishing day %s failed: %s", day.pk, type(error).__name__)  # noqa: TRY400 (values)
        told = f"An unexpected fault of the program ({type(error).__name__})."
        move(day, PublishDayState.FAILED, sentence=told)
        return True


def _stop(slice_: Slice, sentence: str) -> None:
    run = slice_.run
    if PublishRun.objects.filter(pk=run.pk, state=run.state).update(state=PublishState.STOPPED, sentence=sentence):
        told = f"A publishing run was stopped. {sentence}"
        now = slice_.clock.now()
        raise_alert(AlertCode.PUBLISHING_ASKS, fault_name(run), told, now=now, connection=run.connection)


def _leave_alone(days: list[PublishDay], now: datetime) -> None:
    due_days(days[0].run, now + OUTAGE).update(due_at=now + OUTAGE)
