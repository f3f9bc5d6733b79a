"""Read the appointments that webhooks told of: their state comes from Zocdoc's answer, so the order does not matter."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from zocdoc_sync.alerts import close_alert
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.enums import Channel, SyncReason, SyncState
from zocdoc_sync.errors import BudgetExhausted, CredentialsRejected, RateLimited, RequestRefused, ZocdocError
from zocdoc_sync.models import Appointment, Connection, WebhookEvent, WebhookState
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.in_use import is_in_use
from zocdoc_sync.sync.one import refresh_appointment
from zocdoc_sync.webhooks.receiving import clock_fault

Events = list[WebhookEvent]
Now = Callable[[], datetime]
# More appointments than these are read by one poll, which is a request for each hundred.
MANY, BATCH = 20, 1000
POLL_RUNS, RATE_PAUSE = timedelta(seconds=2), timedelta(seconds=30)
# The next poll finds what these tries do not.
PAUSES = (timedelta(seconds=3), timedelta(seconds=15), timedelta(minutes=1))
# Zocdoc may tell of a time more coarsely than it lists it.
ROUNDING = timedelta(seconds=1)


def read_waiting(connection: Connection, *, clock: Now, still_ours: Callable[[], bool] = lambda: True) -> int:
    """Read every appointment with a webhook that is due, each once, and return how many; `clock` returns UTC.

    What cannot be read now is due again later: the rows say when.
    """
    close_alert(clock_fault(connection), now=clock())
    read = 0
    while still_ours() and (due := _due(connection, clock())):
        if not is_in_use(connection):
            _end(_all(due), WebhookState.SKIPPED, clock())
            break
        if len(due) > MANY and _polled(connection, due, clock):
            continue
        try:
            for zocdoc_id, events in due.items():
                _read(connection, zocdoc_id, events, clock)
                read += 1
        except (RateLimited, BudgetExhausted):
            _pause(_all(due), RATE_PAUSE, clock())
    return read


def _due(connection: Connection, now: datetime) -> dict[str, Events]:
    rows = WebhookEvent.objects.of(connection).filter(state=WebhookState.WAITING, due_at__lte=now)
    due: dict[str, Events] = {}
    for event in rows.order_by("received_at", "pk")[:BATCH]:
        due.setdefault(event.zocdoc_id, []).append(event)
    return due


def _polled(connection: Connection, due: dict[str, Events], clock: Now) -> bool:
    """Poll once for many appointments and end the webhooks of those that it brought; return whether that helped."""
    run = sync_appointments(connection, reason=SyncReason.WEBHOOK, now=clock())
    if run.pk is None:
        _pause(_all(due), POLL_RUNS, clock())
        return True
    if run.state != SyncState.DONE:
        return False
    seen = dict(
        Appointment.objects.of(connection)
        .filter(zocdoc_id__in=due, gone_at__isnull=True)
        .values_list("zocdoc_id", "last_modified_time")
    )
    done = [event for key, events in due.items() if key in seen for event in events if _shows(seen[key], event)]
    _end(done, WebhookState.DONE, clock())
    return bool(done)


def _read(connection: Connection, zocdoc_id: str, events: Events, clock: Now) -> None:
    try:
        row = refresh_appointment(connection, zocdoc_id, channel=Channel.WEBHOOK, now=clock())
    except CredentialsRejected as error:
        note_failure(connection, error, now=clock())
        _end(events, WebhookState.SKIPPED, clock())
    except RequestRefused:
        _end(events, WebhookState.LEFT, clock())
    except (RateLimited, BudgetExhausted):
        raise
    except (ZocdocError, ValueError):
        _later(events, clock())
    else:
        if row is None:
            _end(events, WebhookState.PARKED, clock())
            return
        shown = [event for event in events if _shows(row.last_modified_time, event)]
        _end(shown, WebhookState.DONE, clock())
        _later([event for event in events if event not in shown], clock())


def _shows(modified: datetime | None, event: WebhookEvent) -> bool:
    """Tell whether a row is as new as what the webhook told of: Zocdoc's answer may still be the one before it."""
    return modified is None or event.told_at is None or modified >= event.told_at - ROUNDING


def _later(events: Events, now: datetime) -> None:
    for event in events:
        if event.attempts < len(PAUSES):
            _waiting([event]).update(attempts=event.attempts + 1, due_at=now + PAUSES[event.attempts])
        else:
            _end([event], WebhookState.LEFT, now)


def _pause(events: Events, length: timedelta, now: datetime) -> None:
    _waiting(events).update(due_at=now + length)


def _end(events: Events, state: WebhookState, now: datetime) -> None:
    _waiting(events).update(state=state, handled_at=now)


def _waiting(events: Events) -> QuerySet[WebhookEvent]:
    rows: QuerySet[WebhookEvent] = WebhookEvent.objects.filter(
        pk__in=[event.pk for event in events], state=WebhookState.WAITING
    )
    return rows


def _all(due: dict[str, Events]) -> Events:
    return [event for events in due.values() for event in events]
