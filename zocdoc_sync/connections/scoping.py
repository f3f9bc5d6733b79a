"""Find a connection on behalf of a person."""

from zocdoc_sync.models import Connection
from zocdoc_sync.models.scoping import Person


def visible_connection(person: Person, pk: int) -> Connection | None:
    """Return the connection when the person may see it, else None."""
    found: Connection | None = Connection.objects.visible_to(person).filter(pk=pk).first()
    return found
