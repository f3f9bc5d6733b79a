"""A clinic at the stand-in and its mirrored rows, for tests of operations."""

from datetime import timedelta

from django.utils import timezone

from zocdoc_sync.enums import Channel, ConnectionState, Environment
from zocdoc_sync.models import Connection
from zocdoc_sync.sync.one import refresh_appointment


def connection_to(sandbox, **fields):
    """Return a saved connection to the stand-in, as the demo clinic's client unless told otherwise."""
    values = {
        "name": "Riverbend",
        "environment": Environment.CUSTOM,
        "client_id": "demo-clinic",
        "client_secret": "demo-secret",
        "api_url": sandbox.url,
        "token_url": f"{sandbox.url}/oauth/token",
        "authorize_url": f"{sandbox.url}/authorize",
        "audience": f"{sandbox.url}/",
        "state": ConnectionState.READY,
    }
    return Connection.objects.create(**{**values, **fields})


def booked(sandbox, connection, status="pending_booking", **fields):
    """Book an appointment at the stand-in, mirror it just now and return the mirrored row."""
    start = timezone.now() + timedelta(days=2)
    values = {"appointment_status": status, "start_time": start.replace(microsecond=0).isoformat(), **fields}
    (zocdoc_id,) = sandbox.appointments(values)
    return refresh_appointment(connection, zocdoc_id, channel=Channel.POLL, now=timezone.now())


def sent(sandbox, operation):
    """Return how many requests of this operation reached the stand-in."""
    return len([request for request in sandbox.requests() if request["operationId"] == operation])


def effects(sandbox):
    """Return the operations that took effect at the stand-in, oldest first."""
    return [effect["operation"] for effect in sandbox.effects()]
