"""How much of the budget of requests a minute is used: for people who look, never for a decision to send."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sync.coordination.budget import MINUTE_MS, READS_PER_MINUTE, WRITES_PER_MINUTE
from zocdoc_sync.models import RateBudget

LIMITS = {"read": READS_PER_MINUTE, "write": WRITES_PER_MINUTE}


@dataclass(frozen=True)
class Usage:
    """Requests of this minute, reads and writes, and whether Zocdoc has asked us to slow down."""

    reads: int = 0
    writes: int = 0
    is_slowed: bool = False

    @property
    def percent(self) -> int:
        """Return the larger share of both limits, in hundredths."""
        return max(100 * self.reads // READS_PER_MINUTE, 100 * self.writes // WRITES_PER_MINUTE)


def usage_of(keys: Collection[str], now: datetime) -> dict[str, Usage]:
    """Return what each client's budget has given out since the minute began; `keys` as of `budget_key`."""
    now_ms = int(now.timestamp() * 1000)
    rows = RateBudget.objects.filter(key__in=[f"{key}:{kind}" for key in keys for kind in LIMITS])
    taken = {row.key: row.minute_taken if row.minute == now_ms // MINUTE_MS else 0 for row in rows}
    slowed = {row.key for row in rows if row.slowed_until_ms > now_ms}
    return {
        key: Usage(
            taken.get(f"{key}:read", 0),
            taken.get(f"{key}:write", 0),
            is_slowed=any(f"{key}:{kind}" in slowed for kind in LIMITS),
        )
        for key in keys
    }
