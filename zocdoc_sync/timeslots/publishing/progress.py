"""How far a run is, in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from zocdoc_sync.models import PublishDay, PublishDayState, PublishRun, PublishState
from zocdoc_sync.timeslots.publishing.states import HANDLED

D, R = PublishDayState, PublishState
# What the shared budget lets through for sure, in a second.
READS_A_SECOND, WRITES_A_SECOND = 18.0, 9.0


@dataclass(frozen=True)
class Line:
    """One provider of a run."""

    provider: str
    counts: Counter[str]
    total: int
    left: int

    @property
    def same(self) -> int:
        return self.counts[D.SAME]

    @property
    def to_send(self) -> int:
        return self.counts[D.WAITING]

    @property
    def sent(self) -> int:
        return self.counts[D.PUT] + self.counts[D.VERIFIED] + self.counts[D.DIFFERS]

    @property
    def verified(self) -> int:
        return self.counts[D.VERIFIED]

    @property
    def trouble(self) -> int:
        """Return how many days need a look of a person."""
        return sum(self.counts[one] for one in (D.ASKS, D.REFUSED, D.FAILED, D.DIFFERS))


@dataclass(frozen=True)
class Progress:
    """Counts of days by state, in all and by provider; `left` wait for the worker in this phase."""

    counts: Counter[str]
    total: int
    left: int
    added: int
    removed: int
    lines: tuple[Line, ...]
    remaining: timedelta | None

    @property
    def done(self) -> int:
        """Return how many days this phase has behind it."""
        return self.total - self.left

    @property
    def percent(self) -> int:
        """Return how far the phase is."""
        return 100 * self.done // self.total if self.total else 100


def progress_of(run: PublishRun, now: datetime) -> Progress:
    """Return how far a run is at `now`."""
    handled = HANDLED[R(run.phase)] if run.state != R.READY else ()
    rows = PublishDay.objects.filter(run=run)
    by_provider: dict[str, Counter[str]] = {}
    for name, zocdoc_id, state, count in (
        rows.order_by("provider__name", "provider_id", "state")
        .values_list("provider__name", "provider__zocdoc_id", "state")
        .annotate(count=Count("pk"))
    ):
        by_provider.setdefault(name or zocdoc_id, Counter())[state] += count
    lines = tuple(
        Line(name, counts, counts.total(), sum(counts[one] for one in handled)) for name, counts in by_provider.items()
    )
    counts = sum((line.counts for line in lines), Counter[str]())
    # A day that is left alone loses and gains nothing.
    kept = ~Q(state=D.SKIPPED)
    sums = rows.aggregate(added=Sum("added", filter=kept), removed=Sum("removed", filter=kept))
    left = sum(line.left for line in lines)
    return Progress(
        counts, counts.total(), left, sums["added"] or 0, sums["removed"] or 0, lines, _remaining(run, left, now)
    )


def at_best(reads: int, writes: int = 0) -> timedelta:
    """Return how long requests take when nobody else uses the budget."""
    return timedelta(seconds=max(reads / READS_A_SECOND, writes / WRITES_A_SECOND))


def _remaining(run: PublishRun, left: int, now: datetime) -> timedelta | None:
    """Return how long the rest takes at the pace so far, at the budget's when it has just begun, None when it rests."""
    if run.state not in (R.COMPARING, R.PUBLISHING) or run.pace_at is None:
        return None
    best = at_best(left) if run.state == R.COMPARING else at_best(2 * left, left)
    gone, behind = now - run.pace_at, run.pace_left - left
    return max(best, gone / behind * left) if behind > 0 else best
