"""The client's own credentials."""

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Credentials(Resource):
    """Rotation of the client secret."""

    def rotate_credentials(self, application_client_id: str) -> Answer:
        """Make a new client secret; the old one ends. Gone from API document 1.177: a 404 means it is not offered."""
        return self._sender.send("rotateCredentials", json={"application_client_id": application_client_id})
