"""Take a delivery: verify it, write one row, and let a worker read the appointment."""

import logging
from datetime import datetime, timedelta

from django.db import Error, IntegrityError, transaction

from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.client.webhook_signature import WebhookRefused, verify
from zocdoc_sync.coordination.haste import hasty
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Connection, WebhookEvent, WebhookOutcome
from zocdoc_sync.webhooks.counting import count
from zocdoc_sync.webhooks.delivery import Delivery, Malformed, OtherEvent, Told, read
from zocdoc_sync.webhooks.keys import keys_at
from zocdoc_sync.webhooks.planning import plan_at_once

# Zocdoc waits five seconds and never sends again what was answered: who has to wait longer writes a file instead.
PATIENCE_MS = 250
log = logging.getLogger(__name__)


def connection_of(delivery: Delivery) -> Connection | None:
    """Return the connection whose address was called, None when there is none."""
    found: Connection | None = Connection.objects.filter(uid=delivery.receiver).first()
    return found


def take(connection: Connection, delivery: Delivery) -> WebhookOutcome:
    """Verify a delivery and write it down, once; raise a database's Error when that takes too long."""
    outcome, told = _judged(connection, delivery)
    if told is None:
        refuse(connection, delivery, outcome)
        return outcome
    with hasty(PATIENCE_MS):
        return _written(connection, delivery, told)


def refuse(connection: Connection, delivery: Delivery, outcome: WebhookOutcome) -> None:
    """Count a delivery that is not taken; one that is signed but minutes off opens an alert about the clocks.

    A database that has no time for it changes nothing about the answer.
    """
    now = delivery.received_at
    log.warning("a webhook of connection %s was not taken: %s", connection.pk, outcome.label)
    try:
        with hasty(PATIENCE_MS):
            count(connection, outcome, now=now)
            if outcome == WebhookOutcome.CLOCK:
                told = _off(delivery.timestamp, now)
                raise_alert(AlertCode.CLOCK_SKEW, clock_fault(connection), told, now=now, connection=connection)
    except Error as error:
        log.warning("a refused webhook was not counted (%s)", type(error).__name__)


def clock_fault(connection: Connection) -> str:
    """Return the name of the fault that a delivery's timestamp is too far off."""
    return f"webhook_clock:{connection.pk}"


def _judged(connection: Connection, delivery: Delivery) -> tuple[WebhookOutcome, Told | None]:
    keys = keys_at(connection, delivery.received_at)
    if not keys:
        return WebhookOutcome.NO_KEY, None
    try:
        verify(delivery.headers, delivery.body, keys, now=delivery.received_at.timestamp())
        return WebhookOutcome.ACCEPTED, read(delivery.body)
    except WebhookRefused as refused:
        return WebhookOutcome(refused.reason), None
    except OtherEvent:
        return WebhookOutcome.OTHER_EVENT, None
    except Malformed:
        return WebhookOutcome.MALFORMED, None


def _written(connection: Connection, delivery: Delivery, told: Told) -> WebhookOutcome:
    now = delivery.received_at
    event = WebhookEvent(
        connection=connection, digest=delivery.digest, zocdoc_id=told.zocdoc_id, update_type=told.update_type,
        told_at=told.told_at, received_at=now, due_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        outcome = WebhookOutcome.REPEATED
    else:
        outcome = WebhookOutcome.ACCEPTED
        plan_at_once(connection, now=now)
    count(connection, outcome, now=now)
    return outcome


def _off(timestamp: str, now: datetime) -> str:
    minutes = round((now.timestamp() - int(timestamp)) / timedelta(minutes=1).total_seconds())
    way = "older" if minutes > 0 else "newer"
    return (
        f"A webhook with a good signature was refused because its timestamp is {abs(minutes)} minutes {way} than this "
        "machine's clock: set the clock by the network. If the clock is right, somebody sent an old webhook again."
    )
