"""Issue tokens and find whom a bearer token stands for."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sandbox.clinic.models import Client, Token
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.switches import SWITCHES

ACCESS, REFRESH, SPENT = "access", "refresh", "spent"
REFRESH_IDLE_SECONDS, REFRESH_MOST_SECONDS = 15 * 24 * 3600, 30 * 24 * 3600
SECOND = 1_000_000


@dataclass(frozen=True)
class Grantee:
    """For whom and for what tokens are issued; without the right audience they are not usable."""

    client: Client
    user: str
    scopes: list[str]
    usable: bool
    family: str = ""
    family_ends: int = 0


def issue(grantee: Grantee, kind: str, now: datetime) -> Token:
    """Store and return a new token."""
    lifetime = SWITCHES.token_lifetime if kind == ACCESS else REFRESH_IDLE_SECONDS
    expires = micros(now) + lifetime * SECOND
    return Token.objects.create(
        token=secrets.token_urlsafe(40), kind=kind, client=grantee.client, user=grantee.user, scopes=grantee.scopes,
        family=grantee.family, family_ends=grantee.family_ends, usable=grantee.usable,
        expires=min(expires, grantee.family_ends) if grantee.family_ends and kind == REFRESH else expires,
    )  # fmt: skip


def bearer(header: str, now: datetime) -> Token | None:
    """Return the live access token of an Authorization header."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "bearer" or not value:
        return None
    live = Token.objects.select_related("client").filter(kind=ACCESS, usable=True, expires__gt=micros(now))
    return live.filter(token=value.strip()).first()


def revoke_all() -> int:
    """Make every access token worthless and return how many there were."""
    return Token.objects.filter(kind=ACCESS).delete()[0]
