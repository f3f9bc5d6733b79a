"""Alerts: one open row for one fault, counted while it lasts, closed when it ends."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert, Connection


def raise_alert(
    code: AlertCode, fault: str, sentence: str, *, now: datetime, connection: Connection | None = None
) -> bool:
    """Open an alert for `fault`, or count one more on the open one; return whether it is new."""
    again = Alert.objects.filter(fault=fault, closed_at__isnull=True)
    if again.update(count=F("count") + 1, last_at=now, sentence=sentence):
        return False
    try:
        with transaction.atomic():
            Alert.objects.create(
                code=code, fault=fault, sentence=sentence, connection=connection, opened_at=now, last_at=now
            )
    except IntegrityError:
        # Another process opened it between our look and our insert.
        again.update(count=F("count") + 1, last_at=now)
        return False
    return True


def close_alert(fault: str, *, now: datetime) -> None:
    """Close the open alert of `fault`, if there is one."""
    Alert.objects.filter(fault=fault, closed_at__isnull=True).update(closed_at=now)
