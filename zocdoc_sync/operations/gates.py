"""Who may perform what, and the switches that stop all writes."""

from django.conf import settings

from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Connection
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import NotPermitted
from zocdoc_sync.operations.spec import OperationSpec

SWITCHED_OFF = "Writing to Zocdoc is switched off on this installation: nothing is sent."


def refuse_unpermitted(spec: OperationSpec, connection: Connection, actor: Actor) -> None:
    """Raise NotPermitted, saying why, when this actor may not perform this on this connection now."""
    why = why_not_permitted(spec, actor) or closed(spec, connection)
    if not why and not actor.sees(connection):
        # The same words as for a connection that does not exist: its name is not told.
        why = "There is no such connection for you."
    if why:
        raise NotPermitted(why)


def why_not_permitted(spec: OperationSpec, actor: Actor) -> str:
    """Return why this actor may not perform this anywhere, "" when it may."""
    if actor.may(spec.permission):
        return ""
    return f"Your role does not allow “{spec.label}”: ask an administrator for it."


def closed(spec: OperationSpec, connection: Connection) -> str:
    """Return why the connection takes no such operation, as its row says at this moment, "" when it does."""
    if spec.writes and not settings.WRITES_ENABLED:
        return SWITCHED_OFF
    row = Connection.objects.filter(pk=connection.pk).values("is_active", "state", "state_sentence").first()
    if row is None:
        return "The connection was deleted."
    if spec.writes and not row["is_active"]:
        return f"The connection {connection.name} is not active: nothing is sent through it."
    if row["state"] == ConnectionState.NEEDS_RECONNECTING:
        return f"The connection {connection.name} needs reconnecting. {row['state_sentence']}".strip()
    return ""
