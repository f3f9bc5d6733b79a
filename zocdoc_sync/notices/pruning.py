"""Remove mail about alerts that nobody asks about any more."""

from datetime import datetime, timedelta

from zocdoc_sync.models import AlertMail

KEPT = timedelta(days=90)


def prune_mail(now: datetime) -> dict[str, int]:
    """Delete mails after 90 days; return how many."""
    old = AlertMail.objects.filter(made_at__lt=now - KEPT)
    number = old.count()
    old.delete()
    return {"mails about alerts": number}
