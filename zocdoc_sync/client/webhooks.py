"""Test deliveries of webhooks."""

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Webhooks(Resource):
    """Mock webhooks of the sandbox."""

    def mock_webhook_request(
        self, webhook_url: str, webhook_key: str, *, appointment_update_type: str | None = None
    ) -> Answer:
        """Ask the sandbox to send a signed example to `webhook_url`; the key is given in base64. Sandbox only."""
        body = {"webhook_url": webhook_url, "webhook_key": webhook_key}
        if appointment_update_type is not None:
            body["appointment_update_type"] = appointment_update_type
        return self._sender.send("mockWebhookRequest", json=body)
