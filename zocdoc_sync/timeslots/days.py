"""Reading the days that staff look at or publish, from today on."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.models import Connection, DayVersion, Provider, ProviderDay, SyncRun
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import holding
from zocdoc_sync.sync.runs import left_to_another, recorded
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.verifying import see_day

ProvidersDay = tuple[Provider, date]

READER = Actor.system("sync")
# The last place where a date is still today.
WESTERNMOST = ZoneInfo("Pacific/Pago_Pago")


def sync_days(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read every known day from today on and return the finished run; a day that cannot be read leaves the others.

    `now` is UTC.
    """
    return _sync(connection, _known(connection, now), reason, now)


def sync_next_days(connection: Connection, days: int, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read this many days of every provider, from today on, whether they are known or not; else as `sync_days`."""
    return _sync(connection, _next(connection, days, now), reason, now)


def _sync(connection: Connection, days: Iterable[ProvidersDay], reason: SyncReason, now: datetime) -> SyncRun:
    clock = Clock(now)
    with holding(f"sync:timeslots:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.TIMESLOTS, reason, now)
        with recorded(connection, SyncWhat.TIMESLOTS, reason, clock) as run:
            for provider, day in days:
                held.keep()
                _read(provider, day, run, clock)
    return run


def _known(connection: Connection, now: datetime) -> list[ProvidersDay]:
    rows = ProviderDay.objects.of(connection).filter(date__gte=_today(now), provider__gone_at__isnull=True)
    return [(one.provider, one.date) for one in rows.select_related("provider__connection").order_by("date", "pk")]


def _next(connection: Connection, days: int, now: datetime) -> list[ProvidersDay]:
    rows = Provider.objects.of(connection).filter(gone_at__isnull=True)
    providers = list(rows.select_related("connection").order_by("pk"))
    return [(one, _today(now) + timedelta(days=step)) for step in range(days) for one in providers]


def _today(now: datetime) -> date:
    return now.astimezone(WESTERNMOST).date()


def _read(provider: Provider, day: date, run: SyncRun, clock: Clock) -> None:
    known = DayVersion.objects.filter(day__provider=provider, day__date=day).values_list("pk", flat=True)
    newest = known.first()
    run.requests += 1
    try:
        slots: Day = see_day(provider, day, actor=READER, now=clock.now())
    except OperationError as error:
        run.state, run.error_code = SyncState.INCOMPLETE, error.code
        run.error_sentence = f"{provider}, {day}: {error.sentence}"
        return
    run.rows_seen += len(slots)
    run.rows_changed += known.first() != newest
