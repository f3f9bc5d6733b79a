"""The client of a connection."""

from collections.abc import Callable

from zocdoc_sync.client.exchange import Limits
from zocdoc_sync.client.safe_address import is_safe_address
from zocdoc_sync.client.sender import DEFAULT_ATTEMPTS, DEFAULT_LIMITS, Attempts, Sender
from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.coordination.budget import SharedBudget, budget_key
from zocdoc_sync.errors import NeverSent
from zocdoc_sync.models import Connection

# When a person waits for the answer: a server that hangs is told of within seconds, and nothing is tried for minutes.
PROMPT_LIMITS, PROMPT_ATTEMPTS = Limits(connect=3.0, read=12.0, total=15.0), Attempts(read=1, write=2)
# A file takes its time on a slow line; a small one is sent while a person waits.
FILE_LIMITS, SMALL_FILE_LIMITS = (
    Limits(connect=10.0, read=60.0, total=300.0),
    Limits(connect=3.0, read=20.0, total=40.0),
)


def client_for(
    connection: Connection,
    *,
    before_write: Callable[[], None] | None = None,
    prompt: bool = False,
    limits: Limits | None = None,
) -> ZocdocClient:
    """Return a client that sends as this connection, within the budget that all processes share.

    `prompt` is for what a person waits for: it gives up within seconds. `limits` takes the place of its limits.
    Raises NeverSent when the API address is one that no token may be sent to.
    """
    where = addresses(connection)
    if not is_safe_address(where.api_url):
        raise NeverSent("The API address must begin with https:// (http:// only on this machine).")
    budget = SharedBudget(budget_key(where.api_url, connection.client_id))
    sender = Sender(
        where.api_url,
        ConnectionTokens(connection),
        budget,
        before_write=before_write,
        limits=limits or (PROMPT_LIMITS if prompt else DEFAULT_LIMITS),
        attempts=PROMPT_ATTEMPTS if prompt else DEFAULT_ATTEMPTS,
    )
    return ZocdocClient(sender)
