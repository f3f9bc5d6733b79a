"""Rotate the secret of the client that asks."""

import secrets

from zocdoc_sandbox.clinic.models import Client
from zocdoc_sandbox.reading import text_of
from zocdoc_sandbox.wire import Call, Json, Refused


def rotate_credentials(call: Call) -> Json:
    """Replace the client's own secret at once; tokens that are out stay good."""
    wanted = text_of(call.body, "application_client_id")
    if not Client.objects.filter(pk=wanted).exists():
        raise Refused(404, "The client was not found.", "application_client_id")
    if wanted != call.client.client_id:
        raise Refused(403, "A client rotates its own secret only.", "application_client_id")
    secret = secrets.token_urlsafe(32)
    Client.objects.filter(pk=wanted).update(secret=secret)
    call.committed()
    return {"data": {"application_client_id": wanted, "client_secret": secret}}
