"""Seeing a change at Zocdoc: its 202 means accepted, not applied."""

from datetime import datetime, timedelta

from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.enums import AlertCode, OperationState
from zocdoc_sync.insurance import keeping
from zocdoc_sync.insurance.errors import ManagedElsewhere
from zocdoc_sync.insurance.following import follow
from zocdoc_sync.insurance.naming import doing, place_name
from zocdoc_sync.insurance.reading import READER, read_place
from zocdoc_sync.models import ChangeState, InsuranceChange

# Seconds after it was asked at which Zocdoc is read.
WAITS = (30, 2 * 60, 10 * 60, 60 * 60)
AGAIN = timedelta(seconds=30)


def verify(change: InsuranceChange, *, now: datetime) -> datetime | None:
    """Look once whether Zocdoc shows a change; return when to look again, None when that is settled.

    Raise PlaceNotRead when Zocdoc cannot be asked. `now` is UTC.
    """
    follow(change, now=now)
    if change.state == ChangeState.PLANNED:
        return now + AGAIN
    if change.state != ChangeState.ASKED:
        return None
    try:
        read_place(change.place, actor=READER, now=now)
    except ManagedElsewhere as elsewhere:
        _give_up(change, elsewhere.sentence, now)
        return None
    change.refresh_from_db()
    if change.state != ChangeState.ASKED:
        return None
    change.checks += 1
    InsuranceChange.objects.filter(pk=change.pk).update(checks=change.checks)
    if change.checks < len(WAITS):
        return max(change.asked_at + timedelta(seconds=WAITS[change.checks]), now)
    _give_up(change, "Zocdoc took the request and still does not show it.", now)
    return None


def _give_up(change: InsuranceChange, why: str, now: datetime) -> None:
    told = {"state": ChangeState.NOT_APPLIED, "settled_at": now, "sentence": why}
    if not InsuranceChange.objects.filter(pk=change.pk, state=ChangeState.ASKED).update(**told):
        return
    keeping.show_asked(change.place)
    # An outcome that nobody knows has an alert of its own.
    if change.operation is None or change.operation.state in {OperationState.CONFIRMED, OperationState.RECONCILED}:
        place = change.place
        sentence = f"{doing(change.way, change.plan_ids)} at {place_name(place)}: asked, not applied. {why}"
        fault = keeping.fault_of(change)
        raise_alert(AlertCode.INSURANCE_NOT_APPLIED, fault, sentence, now=now, connection=place.connection)
