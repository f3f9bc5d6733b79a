"""Count how deliveries were answered, by UTC day."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from zocdoc_sync.models import Connection, WebhookCount, WebhookOutcome


def count(connection: Connection, outcome: WebhookOutcome, *, now: datetime) -> None:
    """Count one more."""
    day = now.date()
    known = WebhookCount.objects.filter(connection_id=connection.pk, day=day, outcome=outcome)
    if known.update(number=F("number") + 1, last_at=now):
        return
    try:
        with transaction.atomic():
            WebhookCount.objects.create(connection_id=connection.pk, day=day, outcome=outcome, number=1, last_at=now)
    except IntegrityError:
        # Another process made the row between our look and our insert.
        known.update(number=F("number") + 1, last_at=now)


def counted(connection: Connection, *, days: int, now: datetime) -> dict[WebhookOutcome, int]:
    """Return how often each outcome came on the last so many days, today among them."""
    since = now.date() - timedelta(days=days - 1)
    rows = WebhookCount.objects.of(connection).filter(day__gte=since).order_by()
    sums = dict(rows.values_list("outcome").annotate(total=Sum("number")))
    return {outcome: sums[outcome.value] for outcome in WebhookOutcome if outcome.value in sums}
