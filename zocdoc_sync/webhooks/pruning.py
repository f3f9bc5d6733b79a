"""Remove what was delivered long ago."""

from datetime import datetime, timedelta

from zocdoc_sync.jobs.pruning import delete_in_batches
from zocdoc_sync.models import WebhookCount, WebhookEvent, WebhookKey, WebhookState

# A replay is refused by its timestamp after five minutes: the rows are kept for people, not for that.
EVENTS, COUNTS = timedelta(days=30), timedelta(days=90)


def prune_webhooks(now: datetime) -> dict[str, int]:
    """Delete webhooks after 30 days and their counts and retired keys after 90; return how many of each."""
    events = WebhookEvent.objects.filter(received_at__lt=now - EVENTS).exclude(state=WebhookState.WAITING)
    counts = WebhookCount.objects.filter(day__lt=(now - COUNTS).date())
    keys = WebhookKey.objects.filter(retired_at__lt=now - COUNTS)
    return {
        "webhooks": delete_in_batches(events),
        "counts of webhooks": delete_in_batches(counts),
        "retired webhook keys": delete_in_batches(keys),
    }
