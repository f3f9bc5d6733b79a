"""Which connections are read by themselves at this moment, as their rows say."""

from django.db.models import QuerySet

from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Connection


def in_use() -> QuerySet[Connection]:
    """Return the connections that are switched on and whose credentials are not known to be dead."""
    rows: QuerySet[Connection] = Connection.objects.filter(
        is_active=True, state__in=[ConnectionState.NEW, ConnectionState.READY]
    ).order_by("pk")
    return rows


def is_in_use(connection: Connection) -> bool:
    """Tell whether a connection is still read; what was planned before it was switched off must not read it."""
    return in_use().filter(pk=connection.pk).exists()
