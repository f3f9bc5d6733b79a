"""The credentials that every seed has."""

from zocdoc_sandbox.clinic.models import Client

SCOPES = [
    "external.appointment.read", "external.appointment.write", "external.schedulable_entity.read",
    "external.provider_insurance.write", "external.credential.rotate", "external.anonymous_token.write",
]  # fmt: skip
USER_SCOPES = [*SCOPES[:3], "offline_access"]
PROGRAM, SECRET, CONSOLE = "demo-clinic", "demo-secret", "demo-console"  # published on purpose: the data is invented
CALLBACKS = [f"http://{host}:*/oauth/zocdoc/callback/" for host in ("127.0.0.1", "localhost")]
DEMO_USER = "owner@clinic.example"


def create_clients() -> None:
    """Store one client for programs and one for people."""
    Client.objects.create(client_id=PROGRAM, secret=SECRET, scopes=SCOPES)
    Client.objects.create(client_id=CONSOLE, scopes=USER_SCOPES, redirect_uris=CALLBACKS)
