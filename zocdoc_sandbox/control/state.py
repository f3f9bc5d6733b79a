"""Look at the logs and turn the stand-in's switches."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count

from zocdoc_sandbox.clinic.models import Appointment, CalendarDay, Client, Receiver, Token
from zocdoc_sandbox.clinic.seeding import reset as reseed
from zocdoc_sandbox.clock import CLOCK
from zocdoc_sandbox.faults.rules import RULES
from zocdoc_sandbox.journal import JOURNAL
from zocdoc_sandbox.limits import LIMITS
from zocdoc_sandbox.oauth.bearer import revoke_all
from zocdoc_sandbox.reading import instant
from zocdoc_sandbox.switches import SWITCHES
from zocdoc_sandbox.webhooks.delivery import DELIVERY

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def state(_: Mapping[str, str]) -> dict[str, Any]:
    """Return how much of everything there is."""
    statuses = Appointment.objects.values_list("status").annotate(number=Count("pk")).order_by("status")
    return {
        "now": CLOCK.now().isoformat(),
        "appointments": Appointment.objects.count(),
        "statuses": dict(statuses),
        "calendar_days": CalendarDay.objects.count(),
        "clients": Client.objects.count(),
        "tokens": Token.objects.count(),
        "receivers": Receiver.objects.count(),
        **JOURNAL.counts(),
    }


def requests_since(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the log of requests after an id."""
    return {"requests": JOURNAL.requests(int(query.get("since", 0)))}


def effects_since(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the log of effects after an id."""
    return {"effects": JOURNAL.effects(int(query.get("since", 0)))}


def add_faults(body: Any) -> dict[str, Any]:
    """Put faults in force, one or a list."""
    rules = body.get("rules", [body]) if isinstance(body, dict) else body
    return {"rules": RULES.add(rules)}


def clear_faults(_: Any) -> dict[str, Any]:
    """End all faults."""
    RULES.clear()
    return {"rules": 0}


def reset(body: dict[str, Any]) -> dict[str, Any]:
    """Start again from a seed: data, logs, faults, limits, clock and switches."""
    RULES.clear()
    DELIVERY.clear()
    SWITCHES.reset()
    LIMITS.set({})
    CLOCK.offset_seconds = 0.0
    reseed(str(body.get("seed", "empty")), CLOCK.now())
    JOURNAL.clear()
    return state({})


def clock(body: dict[str, Any]) -> dict[str, Any]:
    """Move the clock by seconds from the machine's, or to an instant, from which it goes on."""
    CLOCK.offset_seconds = float(body.get("offset_seconds", 0))
    if "now" in body:
        CLOCK.offset_seconds = (instant(body["now"], "now") - CLOCK.now()).total_seconds()
    return {"now": CLOCK.now().isoformat()}


def add_client(body: dict[str, Any]) -> dict[str, Any]:
    """Create or replace a client."""
    client, _ = Client.objects.update_or_create(pk=str(body.pop("client_id")), defaults=body)
    return {"client_id": client.client_id, "scopes": client.scopes}


def add_receiver(body: dict[str, Any]) -> dict[str, Any]:
    """Register a receiver of webhooks on this machine."""
    url = str(body.get("url", ""))
    if urlsplit(url).hostname not in LOOPBACK:
        raise ValueError("A receiver is on this machine.")
    Receiver.objects.update_or_create(url=url, defaults={"key": str(body.get("key", ""))})
    return {"receivers": Receiver.objects.count()}


def remove_receivers(_: Any) -> dict[str, Any]:
    """Forget all receivers."""
    Receiver.objects.all().delete()
    return {"receivers": 0}


def rate_limits(body: dict[str, Any]) -> dict[str, Any]:
    """Set reads and writes a minute, or switch the limit off."""
    names = {"reads": "read", "writes": "write"}
    LIMITS.set(None if body.get("off") else {names[name]: int(value) for name, value in body.items() if name in names})
    return {"allowed": LIMITS.allowed}


def tokens(body: dict[str, Any]) -> dict[str, Any]:
    """Set the lifetime of tokens that are issued from now on, or revoke all that are out."""
    if "lifetime" in body:
        SWITCHES.change({"token_lifetime": body["lifetime"]})
    return {"lifetime": SWITCHES.token_lifetime, "revoked": revoke_all() if body.get("revoke") else 0}


def switches(body: dict[str, Any]) -> dict[str, Any]:
    """Turn switches by name."""
    SWITCHES.change(body)
    return vars(SWITCHES)
