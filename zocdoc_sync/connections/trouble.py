"""What happens to a connection whose credentials are not accepted, and how it comes back."""

from datetime import datetime

from django.db.models import F

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode, ConnectionState
from zocdoc_sync.errors import CredentialsRejected, ZocdocError
from zocdoc_sync.models import Connection


def needs_reconnecting(connection: Connection, sentence: str, *, now: datetime) -> None:
    """Stop the connection's polls and say why, once; the alert is raised once too."""
    fell = (
        Connection.objects.filter(pk=connection.pk)
        .exclude(state=ConnectionState.NEEDS_RECONNECTING)
        .update(
            state=ConnectionState.NEEDS_RECONNECTING,
            state_since=now,
            state_sentence=sentence,
            rejections=F("rejections") + 1,
        )
    )
    connection.refresh_from_db(fields=["state", "state_since", "state_sentence", "rejections"])
    if not fell:
        return  # several processes learn of the same refusal; the first one told
    raise_alert(
        AlertCode.NEEDS_RECONNECTING,
        _fault(connection),
        f"{connection.name}: {sentence}",
        now=now,
        connection=connection,
    )


def is_ready(connection: Connection, *, now: datetime) -> None:
    """Take the connection into use again; its alert is closed and it is polled at once."""
    changed = (
        Connection.objects.filter(pk=connection.pk)
        .exclude(state=ConnectionState.READY)
        .update(state=ConnectionState.READY, state_since=now, state_sentence="", rejections=0, next_poll_at=None)
    )
    if changed:
        connection.refresh_from_db()
        close_alert(_fault(connection), now=now)


def note_failure(connection: Connection, error: ZocdocError, *, now: datetime) -> None:
    """Mark the connection when the error means that its credentials are dead; other errors pass by themselves."""
    if isinstance(error, CredentialsRejected):
        needs_reconnecting(connection, error.sentence, now=now)


def _fault(connection: Connection) -> str:
    return f"connection:{connection.pk}:credentials"
