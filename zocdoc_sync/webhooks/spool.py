"""Deliveries that the database could not take in time lie in files until the clock puts them into it."""

import base64
import json
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zocdoc_sync.webhooks.delivery import Delivery
from zocdoc_sync.webhooks.receiving import connection_of, take

MOST_FILES, AT_ONCE = 5000, 200
log = logging.getLogger(__name__)


class SpoolFull(Exception):
    """So many files wait that something else is wrong."""


def keep(delivery: Delivery) -> None:
    """Write a delivery into a file that only we can read; raise SpoolFull or OSError when that is not possible."""
    folder = Path(settings.WEBHOOK_SPOOL_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sum(1 for _ in folder.iterdir()) >= MOST_FILES:
        raise SpoolFull
    name = f"{delivery.received_at.timestamp():017.6f}-{uuid.uuid4().hex}"
    unfinished = folder / f"{name}.part"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_packed(delivery))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / f"{name}.json")


def waiting() -> int:
    """Return how many deliveries wait in files."""
    return sum(1 for _ in _files())


def drain(now: datetime) -> int:  # noqa: ARG001 (what the clock calls gets the time; a delivery has its own)
    """Take what waits in files, oldest first, and return how many; a fault of the database leaves the rest.

    Two clocks at once do no harm: a delivery makes one row, however often it is taken.
    """
    taken = 0
    for path in sorted(_files())[:AT_ONCE]:
        delivery = _unpacked(path)
        if delivery is not None and (connection := connection_of(delivery)) is not None:
            take(connection, delivery)
            taken += 1
        path.unlink(missing_ok=True)
    return taken


def _files() -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from Path(settings.WEBHOOK_SPOOL_DIR).glob("*.json")


def _packed(delivery: Delivery) -> bytes:
    whole = {
        "receiver": str(delivery.receiver),
        "timestamp": delivery.timestamp,
        "signature": delivery.signature,
        "body": base64.b64encode(delivery.body).decode(),
        "received_at": delivery.received_at.isoformat(),
    }
    return json.dumps(whole).encode()


def _unpacked(path: Path) -> Delivery | None:
    """Return the delivery of a file, None for one that another clock has taken or that nobody can read."""
    try:
        whole = json.loads(path.read_bytes())
        return Delivery(
            receiver=uuid.UUID(whole["receiver"]),
            timestamp=whole["timestamp"],
            signature=whole["signature"],
            body=base64.b64decode(whole["body"]),
            received_at=datetime.fromisoformat(whole["received_at"]),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        log.error("a webhook's file could not be read and was removed: %s", path.name)  # noqa: TRY400 (a traceback may hold values)
        return None
