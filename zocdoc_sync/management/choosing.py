"""Find the connection that a command means."""

from zocdoc_sync.management.console_command import Refusal
from zocdoc_sync.models import Connection


def connection_named(name: str | None) -> Connection:
    """Return the connection of that name, or the only one when no name is given; raise Refusal otherwise."""
    known: list[Connection] = list(Connection.objects.order_by("name"))
    names = ", ".join(f"“{connection.name}”" for connection in known)
    if not known:
        raise Refusal("There is no connection yet: make one with zocdoc_connect.", code="no_connection")
    if name is None and len(known) > 1:
        raise Refusal(f"There are several connections: name one of {names}.", code="several_connections")
    found = known[0] if name is None else next((one for one in known if one.name == name), None)
    if found is None:
        raise Refusal(f"There is no connection “{name}”: there is {names}.", code="no_connection")
    return found
