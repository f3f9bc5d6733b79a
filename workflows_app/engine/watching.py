"""The dead man's switch: triggers that nobody looks at any more are told of, and no longer when they are again."""

from datetime import datetime, timedelta

from workflows_app.engine.dispatching import undispatched
from workflows_app.enums import WorkflowState
from workflows_app.models import Workflow
from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert, Connection
from zocdoc_sync.sync.in_use import in_use

INTERVALS = 3
SHORTEST = timedelta(minutes=1)


def watch_triggers(now: datetime) -> int:
    """Raise or close the alert of each connection with active workflows; return how many are not looked at.

    A trigger has not been looked at when the last good poll, or the oldest change that waits, is three intervals old.
    """
    watched = Workflow.objects.filter(state=WorkflowState.ACTIVE).values("connection")
    stale = [one for one in in_use().filter(pk__in=watched) if _is_stale(one, now)]
    for connection in stale:
        told = (
            f"The triggers of {connection.name} have not been looked at for {INTERVALS} intervals: workflows do not "
            "start. Look at its polls, and whether the worker runs."
        )
        raise_alert(AlertCode.TRIGGER_STALE, fault_of(connection), told, now=now, connection=connection)
    _close_others({fault_of(one) for one in stale}, now)
    return len(stale)


def _is_stale(connection: Connection, now: datetime) -> bool:
    limit = now - max(SHORTEST, INTERVALS * timedelta(seconds=connection.poll_seconds))
    polled = connection.last_good_poll_at
    if polled is not None and polled < limit:
        return True
    return undispatched().filter(connection=connection, observed_at__lt=limit).exists()


def _close_others(still: set[str], now: datetime) -> None:
    opened = Alert.objects.filter(code=AlertCode.TRIGGER_STALE, closed_at__isnull=True).exclude(fault__in=still)
    for fault in opened.values_list("fault", flat=True):
        close_alert(fault, now=now)


def fault_of(connection: Connection) -> str:
    """Return the name under which the alert about a connection's triggers is open."""
    return f"triggers:{connection.pk}"
