"""Follow the changes that were asked through other doors: a command, a workflow, the page of any operation."""

from datetime import datetime, timedelta

from zocdoc_sync.enums import Operation, OperationState
from zocdoc_sync.insurance.following import follow
from zocdoc_sync.insurance.writing import write_down
from zocdoc_sync.models import InsuranceChange, OperationLog, ProviderLocation
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.sync.in_use import in_use

# Older ones were either adopted or are told by a later reading.
RECENT = timedelta(minutes=15)
UNSENT = (OperationState.PLANNED, OperationState.REFUSED, OperationState.NOT_SENT)


def adopt_changes(now: datetime) -> int:
    """Write down each recent change in the ledger that nobody follows, and return how many there were; `now` is UTC."""
    rows = OperationLog.objects.filter(
        connection__in=in_use().order_by().values("pk"),
        planned_at__gte=now - RECENT,
        operation=Operation.UPDATE_INSURANCE_MAPPINGS,
        insurance_change__isnull=True,
    ).exclude(state__in=UNSENT)
    return sum(_adopt(log, now) for log in rows.select_related("connection", "actor").defer("request", "answer"))


def _adopt(log: OperationLog, now: datetime) -> bool:
    places = ProviderLocation.objects.of(log.connection).select_related("connection")
    place = places.filter(zocdoc_id=log.target).first()
    # A change of ours stands under its key before its request is in the ledger.
    if place is None or InsuranceChange.objects.filter(key=log.key).exists():
        return False
    change = write_down(
        place,
        log.wish["operation"],
        log.wish["insurance_plan_ids"],
        key=log.key,
        actor=Actor(log.actor, log.actor_label),
        now=log.sending_at or log.planned_at,
    )
    follow(change, now=now)
    return True
