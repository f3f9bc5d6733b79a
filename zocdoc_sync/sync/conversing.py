"""Ask Zocdoc about the appointments of a connection."""

from collections.abc import Callable

from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import AppointmentStatus, Operation, StatusToSet
from zocdoc_sync.models import Connection, Provider
from zocdoc_sync.sync.listing.asking import Asking


def asking_about(connection: Connection, *, before_each: Callable[[], None], close_window: bool = True) -> Asking:
    """Return a conversation about a connection's appointments that knows the words to split by so far."""
    client = client_for(connection)
    return Asking(
        fetch=lambda fields: client.call(Operation.GET_APPOINTMENTS.value, fields),
        before_each=before_each,
        close_window=close_window,
        statuses={*AppointmentStatus.values, *StatusToSet.values},
        providers=set(Provider.objects.of(connection).values_list("zocdoc_id", flat=True)),
    )
