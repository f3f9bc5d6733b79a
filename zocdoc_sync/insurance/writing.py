"""Write a change down together with the job that follows it, so that a process that dies leaves both or none."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from zocdoc_sync.insurance.verifying import WAITS
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import InsuranceChange, ProviderLocation
from zocdoc_sync.operations.actor import Actor


def write_down(
    place: ProviderLocation, way: str, plan_ids: Iterable[str], *, key: str, actor: Actor, now: datetime
) -> InsuranceChange:
    """Write a change of what a place takes under the key of its operation and plan that it is read back."""
    with transaction.atomic():
        change: InsuranceChange = InsuranceChange.objects.create(
            connection_id=place.connection_id, place=place, key=key, way=way, plan_ids=sorted(plan_ids), asked_at=now,
            actor=actor.user, actor_label=actor.label[:150],
        )  # fmt: skip
        plan(
            "insurance.verify", {"change_id": change.pk}, now=now, key=f"insurance_change:{change.pk}",
            due_at=now + timedelta(seconds=WAITS[0]), connection=place.connection,
        )  # fmt: skip
    return change
