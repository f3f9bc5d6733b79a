"""The budget of requests a minute that all processes of one client share, kept in one row for each kind.

A generic cell rate: the row holds the time at which the next request would arrive if all came evenly. A request is let
through when that time is at most one burst ahead of now; letting it through moves the time on by one interval, in one
conditional UPDATE. Zocdoc's limits at the edge are 1,200 reads and 600 writes a minute for each client; we use 95 %.
"""

import hashlib
import time
from dataclasses import dataclass

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from zocdoc_sync.errors import BudgetExhausted
from zocdoc_sync.models import RateBudget

READS_PER_MINUTE, WRITES_PER_MINUTE = 1140, 570
MINUTE_MS = 60_000
# A sliding minute sees the even rate and the burst on top: the burst is taken out of the rate.
BURST_SHARE = 0.05
SLOW_MS = 30_000
SLOWEST = 8
SHORTEST_NAP, LONGEST_NAP = 0.005, 1.0


@dataclass(frozen=True)
class Rate:
    """How many a minute, as an interval between two and a burst that may run ahead, in milliseconds."""

    interval_ms: int
    burst_ms: int

    @classmethod
    def per_minute(cls, limit: int) -> "Rate":
        """Return the rate that never passes `limit` in any sliding minute."""
        burst = max(1, int(limit * BURST_SHARE))
        interval = -(-MINUTE_MS // max(1, limit - burst))
        return cls(interval, interval * (burst - 1))


def budget_key(api_url: str, client_id: str) -> str:
    """Return the name under which a client's budget is kept: Zocdoc counts by client, whatever the connection."""
    return hashlib.sha256(f"{api_url}|{client_id}".encode()).hexdigest()[:32]


class SharedBudget:
    """The budget of one client, shared by all processes through the database."""

    def __init__(
        self, key: str, *, reads_per_minute: int = READS_PER_MINUTE, writes_per_minute: int = WRITES_PER_MINUTE
    ) -> None:
        self._key = key
        self._rates = {"read": Rate.per_minute(reads_per_minute), "write": Rate.per_minute(writes_per_minute)}

    def take(self, kind: str, deadline: float) -> None:
        """Wait for a place; raise BudgetExhausted when there is none before `deadline` (time.monotonic seconds)."""
        while (wait := self._try(kind)) > 0:
            nap = min(max(wait, SHORTEST_NAP), LONGEST_NAP)
            if time.monotonic() + nap > deadline:
                raise BudgetExhausted("The request budget of this account is used up; nothing was sent.")
            time.sleep(nap)

    def limited(self) -> None:
        """Halve the rate for half a minute, again with each further 429, down to an eighth."""
        now = _now_ms()
        rows = RateBudget.objects.filter(key__in=[self._row(kind) for kind in self._rates])
        rows.update(
            slow_factor=Case(
                When(Q(slowed_until_ms__gt=now) & Q(slow_factor__lt=SLOWEST), then=F("slow_factor") * 2),
                When(slowed_until_ms__gt=now, then=Value(SLOWEST)),
                default=Value(2),
            ),
            slowed_until_ms=now + SLOW_MS,
        )

    def _row(self, kind: str) -> str:
        return f"{self._key}:{kind}"

    def _try(self, kind: str) -> float:
        """Take a place and return 0, or return the seconds until one may be free."""
        now, rate, key = _now_ms(), self._rates[kind], self._row(kind)
        row = RateBudget.objects.filter(key=key)
        step = Case(When(slowed_until_ms__gt=now, then=F("slow_factor") * rate.interval_ms), default=rate.interval_ms)
        if row.filter(arrival_ms__lte=now + rate.burst_ms).update(
            arrival_ms=Greatest(F("arrival_ms"), Value(now)) + step,
            taken=F("taken") + 1,
            minute=now // MINUTE_MS,
            minute_taken=Case(When(minute=now // MINUTE_MS, then=F("minute_taken") + 1), default=1),
        ):
            return 0.0
        arrival = row.values_list("arrival_ms", flat=True).first()
        if arrival is None:
            RateBudget.objects.bulk_create([RateBudget(key=key)], ignore_conflicts=True)
            return SHORTEST_NAP
        return max(arrival - now - rate.burst_ms, 1) / 1000


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
