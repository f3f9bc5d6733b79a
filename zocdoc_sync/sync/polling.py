"""The state of a connection's polls: when the last one was, and whether they keep failing."""

from datetime import datetime, timedelta

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.connections.trouble import is_ready
from zocdoc_sync.enums import AlertCode, ConnectionState, SyncState, SyncWhat
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, ProviderLocation, SyncRun

FAILURES_TO_ALERT = 5
SKEW_BORNE = timedelta(minutes=2)
DIRECTORY_AGAIN = timedelta(hours=6)


def note_outcome(connection: Connection, run: SyncRun) -> None:
    """Write down when a finished run polled the connection, and open or close the alerts of its polls."""
    good = run.state == SyncState.DONE
    connection.last_poll_at = run.finished_at
    connection.last_good_poll_at = run.finished_at if good else connection.last_good_poll_at
    times = {"last_poll_at": run.finished_at, **({"last_good_poll_at": run.finished_at} if good else {})}
    Connection.objects.filter(pk=connection.pk).update(**times)
    OUTCOMES.get(SyncState(run.state), _failed)(connection, run)


def _plan_names(connection: Connection, run: SyncRun) -> None:
    """Plan a reading of the directory when new appointments mention places that it has not told about yet."""
    now = run.finished_at or run.started_at
    unknown = ProviderLocation.objects.of(connection).filter(detailed_at__isnull=True, gone_at__isnull=True)
    lately = SyncRun.objects.of(connection).filter(what=SyncWhat.DIRECTORY, started_at__gt=now - DIRECTORY_AGAIN)
    if run.rows_created and unknown.exists() and not lately.exists():
        payload = {"connection_id": connection.pk}
        plan("sync.directory", payload, now=now, key=f"directory:{connection.pk}", connection=connection)


def note_clocks(connection: Connection, server_time: datetime | None, *, now: datetime) -> None:
    """Alert when Zocdoc's clock and ours differ by more than signatures and lists bear; `now` is ours, UTC."""
    if server_time is None:
        return
    skew = server_time - now
    if abs(skew) <= SKEW_BORNE:
        close_alert(_skewed(connection), now=now)
        return
    minutes = round(abs(skew) / timedelta(minutes=1))
    raise_alert(
        AlertCode.CLOCK_SKEW,
        _skewed(connection),
        f"This machine's clock is {minutes} minutes {'behind' if skew > timedelta(0) else 'ahead of'} Zocdoc's: "
        "set it by the network, or webhooks will be refused.",
        now=now,
        connection=connection,
    )


def _done(connection: Connection, run: SyncRun) -> None:
    now = run.finished_at or run.started_at
    close_alert(_incomplete(connection), now=now)
    close_alert(_failing(connection), now=now)
    _plan_names(connection, run)
    if connection.state != ConnectionState.READY:
        is_ready(connection, now=now)


def _is_incomplete(connection: Connection, run: SyncRun) -> None:
    raise_alert(
        AlertCode.SYNC_INCOMPLETE,
        _incomplete(connection),
        f"The appointments of {connection.name} could not be listed completely: {run.error_sentence}",
        now=run.finished_at or run.started_at,
        connection=connection,
    )


def _failed(connection: Connection, run: SyncRun) -> None:
    last = SyncRun.objects.of(connection).filter(what=run.what).order_by("-started_at", "-pk")[:FAILURES_TO_ALERT]
    if [one.state for one in last] != [SyncState.FAILED] * FAILURES_TO_ALERT:
        return
    raise_alert(
        AlertCode.SYNC_FAILING,
        _failing(connection),
        f"The last {FAILURES_TO_ALERT} polls of {connection.name} failed: {run.error_sentence}",
        now=run.finished_at or run.started_at,
        connection=connection,
    )


def _incomplete(connection: Connection) -> str:
    return f"sync_incomplete:{connection.pk}"


def _skewed(connection: Connection) -> str:
    return f"clock_skew:{connection.pk}"


def _failing(connection: Connection) -> str:
    return f"sync_failing:{connection.pk}"


OUTCOMES = {SyncState.DONE: _done, SyncState.INCOMPLETE: _is_incomplete, SyncState.FAILED: _failed}
