"""Read a thing alone: a lease that lives through long pauses as long as nobody else has taken it."""

from collections.abc import Iterator
from contextlib import contextmanager

from zocdoc_sync.coordination.leases import Held, acquire, release, renew
from zocdoc_sync.sync.clock import Clock

LEASE_SECONDS = 60


class LeaseLost(Exception):
    """Another process has taken over what this one was reading."""


class Holding:
    """A lease in use; it is renewed before each request and in each transaction that writes rows."""

    def __init__(self, held: Held, clock: Clock) -> None:
        self._held, self.clock = held, clock

    def keep(self) -> None:
        """Hold on; raise LeaseLost when somebody else had it in between.

        Waiting out a limit can take longer than the lease. An expired one is taken again, and its fencing number, which
        grows by one each time, tells whether anyone else held it meanwhile.
        """
        now = self.clock.now()
        if renew(self._held, seconds=LEASE_SECONDS, now=now):
            return
        again = acquire(self._held.name, seconds=LEASE_SECONDS, now=now)
        if again is None or again.fence != self._held.fence + 1:
            if again is not None:
                release(again)
            raise LeaseLost
        self._held = again

    def end(self) -> None:
        """Give the lease back."""
        release(self._held)


@contextmanager
def holding(name: str, clock: Clock) -> Iterator[Holding | None]:
    """Hold a lease inside the block; yield None when somebody else has it."""
    held = acquire(name, seconds=LEASE_SECONDS, now=clock.now())
    if held is None:
        yield None
        return
    holds = Holding(held, clock)
    try:
        yield holds
    finally:
        holds.end()
