"""What the modules of the resources have in common."""

from zocdoc_sync.client.sender import Sender


class Resource:
    """Operations on one kind of thing; each method is one endpoint and raises what the sender raises."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
