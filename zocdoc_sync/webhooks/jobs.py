"""The job of webhooks; its name is stored and public."""

from typing import Any

from django.utils import timezone

from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp
from zocdoc_sync.models import Connection
from zocdoc_sync.webhooks.reading import read_waiting


def read_webhooks(payload: dict[str, Any], context: JobContext) -> None:
    """Read the appointments that a connection's webhooks told of."""
    connection = Connection.objects.filter(pk=payload["connection_id"]).first()
    if connection is None:
        raise GiveUp("gone", "The connection does not exist any more.")
    read_waiting(connection, clock=timezone.now, still_ours=context.still_ours)
