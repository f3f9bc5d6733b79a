"""What an operation acts on: its name in the ledger, its lease, and the mirrored appointment behind it."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from zocdoc_sync.coordination.leases import acquire, release, renew
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import Busy, InputRefused, WrongState
from zocdoc_sync.operations.requests import SENDING_SECONDS
from zocdoc_sync.operations.rereading import reread
from zocdoc_sync.operations.spec import APPOINTMENT, CONNECTION, PROVIDER, PROVIDER_LOCATION, Cleaned, OperationSpec
from zocdoc_sync.operations.wishes import in_utc

# A mirrored row older than this is read again before a write.
FRESH = timedelta(seconds=30)
# Longer than the sending, so that nobody takes over while bytes may still be on their way.
SPARE_SECONDS = 10
LEASE_SECONDS = SENDING_SECONDS + SPARE_SECONDS
WAIT_SECONDS = 15.0
LOOK_EVERY = 0.1


def _provider(cleaned: Cleaned) -> str:
    return f"{cleaned['provider_id']} {cleaned.get('date', '')}".strip()


def _provider_location(cleaned: Cleaned) -> str:
    if "data.start_time" in cleaned:
        return f"{cleaned['data.provider_location_id']} {in_utc(cleaned['data.start_time'])}"
    return str(cleaned["provider_location_id"])


NAMES: dict[str, Callable[[Cleaned], str]] = {
    APPOINTMENT: lambda cleaned: str(cleaned["appointment_id"]),
    PROVIDER: _provider,
    PROVIDER_LOCATION: _provider_location,
    CONNECTION: lambda _cleaned: "",
}


def name_of(spec: OperationSpec, cleaned: Cleaned) -> str:
    """Return the target's name as the ledger keeps it: ids and times, no patient data."""
    return NAMES[spec.target](cleaned)[:200]


def lease_name(connection: Connection, target: str, kind: str) -> str:
    """Return the lease that writers of this target take in turn."""
    short = target if len(target) <= 100 else hashlib.sha256(target.encode()).hexdigest()
    return f"write:{kind}:{connection.pk}:{short}"


@contextmanager
def alone_on(name: str, clock: Clock, *, seconds: float = SENDING_SECONDS) -> Iterator[Callable[[], None]]:
    """Hold a target's lease; raise Busy when another writer keeps it for longer than a person waits.

    `seconds` is how long the sending may take. What is yielded keeps the lease for as long again, and raises WrongState
    when it was lost meanwhile.
    """
    lease = seconds + SPARE_SECONDS
    while (held := acquire(name, seconds=lease, now=clock.now())) is None:
        if clock.elapsed() > WAIT_SECONDS:
            raise Busy("Someone else is changing this right now: look again in a minute.")
        time.sleep(LOOK_EVERY)

    def keep() -> None:
        if not renew(held, seconds=lease, now=clock.now()):
            raise WrongState("It took too long, and someone else may change this by now: nothing was sent.")

    try:
        yield keep
    finally:
        release(held)


def mirrored(connection: Connection, zocdoc_id: str) -> Appointment | None:
    """Return the mirrored row of an appointment of this connection."""
    found: Appointment | None = Appointment.objects.of(connection).filter(zocdoc_id=zocdoc_id).first()
    return found


def fresh(connection: Connection, row: Appointment | None, zocdoc_id: str, now: datetime) -> Appointment:
    """Return the appointment as Zocdoc shows it now; raise InputRefused when Zocdoc does not know it, ZocdocError else.

    An id that is not in the mirror is looked up the same way: it may be a booking that no poll has brought yet.
    """
    if row is not None and row.gone_at is None and now - row.seen_at <= FRESH:
        return row
    read = reread(connection, zocdoc_id, now=now)
    if read is None:
        raise unknown_appointment(connection)
    return read


def unknown_appointment(connection: Connection) -> InputRefused:
    """Return the refusal of an id that is not one of this connection's appointments."""
    sentence = (
        f"No appointment of the connection {connection.name} has this id: neither the console nor Zocdoc knows it."
    )
    return InputRefused(f"appointment_id: {sentence}", {"appointment_id": [sentence]})
