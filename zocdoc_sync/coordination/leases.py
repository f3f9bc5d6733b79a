"""Leases: the right to do something alone until it expires, handed on with a growing fencing number."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from zocdoc_sync.coordination.owner import has_ended, this_process
from zocdoc_sync.models import Lease

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Held:
    """A lease that we got; `fence` is larger than that of every holder before."""

    name: str
    owner: str
    fence: int


def acquire(name: str, *, seconds: float, now: datetime, owner: str | None = None) -> Held | None:
    """Take the lease for so many seconds, None when somebody else holds it.

    What a process of this machine held is free as soon as it has ended: nobody will renew or release it.
    """
    known = _free(name, now)
    if known is None:
        return None
    held = Held(name, owner or this_process(), known.fence + 1)
    # The number and the owner that we saw must still be the row's: of all who saw them, one update finds it.
    seen = Lease.objects.filter(name=name, owner=known.owner, fence=known.fence)
    # A holder that lives may have renewed it since.
    free = seen if known.has_ended else seen.filter(expires_at__lte=now)
    taken = free.update(owner=held.owner, fence=held.fence, expires_at=now + timedelta(seconds=seconds))
    return held if taken else None


class _Seen(NamedTuple):
    owner: str
    fence: int
    has_ended: bool


def _free(name: str, now: datetime) -> _Seen | None:
    """Return what was seen of a lease that nobody holds, None when somebody does."""
    row = Lease.objects.filter(name=name).values_list("owner", "fence", "expires_at").first()
    if row is None:
        Lease.objects.bulk_create([Lease(name=name, expires_at=EPOCH)], ignore_conflicts=True)
        return _Seen("", 0, has_ended=False)
    owner, fence, expires_at = row
    if expires_at <= now:
        return _Seen(owner, fence, has_ended=False)
    return _Seen(owner, fence, has_ended=True) if has_ended(owner) else None


def renew(held: Held, *, seconds: float, now: datetime) -> bool:
    """Hold the lease for longer; return False when it has passed to somebody else or has expired."""
    ours = Lease.objects.filter(name=held.name, owner=held.owner, fence=held.fence, expires_at__gt=now)
    return bool(ours.update(expires_at=now + timedelta(seconds=seconds)))


def release(held: Held) -> None:
    """Give the lease back, if it is still ours."""
    Lease.objects.filter(name=held.name, owner=held.owner, fence=held.fence).update(expires_at=EPOCH)


@contextmanager
def leased(name: str, *, seconds: float) -> Iterator[Held | None]:
    """Hold the lease inside the block; yields None when somebody else has it."""
    held = acquire(name, seconds=seconds, now=timezone.now())
    try:
        yield held
    finally:
        if held is not None:
            release(held)
