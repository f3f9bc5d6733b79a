"""How a connection's webhooks stand: for its page, home and monitors."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Change, Connection, WebhookEvent, WebhookKey, WebhookOutcome
from zocdoc_sync.webhooks.counting import counted

LOOKED_BACK, COUNTED_DAYS = timedelta(hours=24), 7
# A poll may come before the webhook about the same change, and Zocdoc tries for a while when we do not answer.
BEFORE, AFTER = timedelta(minutes=5), timedelta(minutes=2)
MOST_LOOKED_AT = 5000
TAKEN = frozenset({WebhookOutcome.ACCEPTED, WebhookOutcome.REPEATED})


@dataclass(frozen=True)
class WebhookStatus:
    """`untold` counts the changes of the last day that polls found and no webhook had told of."""

    has_key: bool
    last_at: datetime | None
    untold: int
    counts: dict[WebhookOutcome, int] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Tell whether webhooks come."""
        return self.has_key and self.last_at is not None

    @property
    def refused(self) -> int:
        """Return how many deliveries of the last days were not taken."""
        return sum(number for outcome, number in self.counts.items() if outcome not in TAKEN)


def status_of(connection: Connection, now: datetime) -> WebhookStatus:
    """Return how a connection's webhooks stand."""
    has_key = WebhookKey.objects.of(connection).filter(retired_at__isnull=True).exists()
    events = WebhookEvent.objects.of(connection).order_by("-received_at").values_list("received_at", flat=True)
    return WebhookStatus(
        has_key=has_key,
        last_at=events.first(),
        untold=untold(connection, now) if has_key else 0,
        counts=counted(connection, days=COUNTED_DAYS, now=now),
    )


def untold(connection: Connection, now: datetime) -> int:
    """Count the changes of the last day that a poll found and no webhook had told of, since webhooks began to come."""
    events = WebhookEvent.objects.of(connection).order_by("received_at")
    first = events.values_list("received_at", flat=True).first()
    if first is None:
        return 0
    since = max(first + AFTER, now - LOOKED_BACK)
    rows = Change.objects.of(connection).filter(
        channel=Channel.POLL, observed_at__gte=since, observed_at__lt=now - AFTER
    )
    found = rows.order_by("-pk").values_list("appointment__zocdoc_id", "observed_at")[:MOST_LOOKED_AT]
    told: dict[str, list[datetime]] = {}
    for zocdoc_id, at in events.filter(received_at__gte=since - BEFORE).values_list("zocdoc_id", "received_at"):
        told.setdefault(zocdoc_id, []).append(at)
    return sum(not any(at - BEFORE <= one <= at + AFTER for one in told.get(zocdoc_id, [])) for zocdoc_id, at in found)
