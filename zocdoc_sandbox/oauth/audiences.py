"""Which audience a usable token must be asked for."""

from zocdoc_sandbox.clinic.models import Client

USER_AUDIENCES = {"DeveloperApiPatient-Sandbox"}


def accepted(audience: str, client: Client, base_url: str, *, for_user: bool) -> bool:
    """Say whether a token with this audience opens the API; the trailing slash is significant."""
    wanted = {client.audience} if client.audience else {f"{base_url}/"}
    return audience in (wanted | USER_AUDIENCES if for_user else wanted)
