"""Reading the days that staff look at or publish, from today on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.models import Connection, DayVersion, ProviderDay, SyncRun
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import holding
from zocdoc_sync.sync.runs import left_to_another, recorded
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.verifying import see_day

READER = Actor.system("sync")
# The last place where a date is still today.
WESTERNMOST = ZoneInfo("Pacific/Pago_Pago")


def sync_days(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read every known day from today on and return the finished run; a day that cannot be read leaves the others.

    `now` is UTC.
    """
    clock = Clock(now)
    with holding(f"sync:timeslots:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.TIMESLOTS, reason, now)
        with recorded(connection, SyncWhat.TIMESLOTS, reason, clock) as run:
            for day in _days(connection, now):
                held.keep()
                _read(day, run, clock)
    return run


def _days(connection: Connection, now: datetime) -> list[ProviderDay]:
    today = now.astimezone(WESTERNMOST).date()
    rows = ProviderDay.objects.of(connection).filter(date__gte=today, provider__gone_at__isnull=True)
    return list(rows.select_related("provider__connection").order_by("date", "pk"))


def _read(day: ProviderDay, run: SyncRun, clock: Clock) -> None:
    newest = DayVersion.objects.filter(day=day).values_list("pk", flat=True).first()
    run.requests += 1
    try:
        slots: Day = see_day(day.provider, day.date, actor=READER, now=clock.now())
    except OperationError as error:
        run.state, run.error_code = SyncState.INCOMPLETE, error.code
        run.error_sentence = f"{day.provider}, {day.date}: {error.sentence}"
        return
    run.rows_seen += len(slots)
    run.rows_changed += DayVersion.objects.filter(day=day).values_list("pk", flat=True).first() != newest
