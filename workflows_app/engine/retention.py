"""What of runs is kept for how long: what they read and wrote for days, that they ran for months."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from workflows_app.enums import FINAL
from workflows_app.models import StepRun, WorkflowRun

BATCH = 2000


def prune_runs(now: datetime) -> dict[str, int]:
    """Empty the data of ended runs after RUN_PAYLOAD_DAYS and delete ended runs after RUN_DAYS; return the counts."""
    emptied = WorkflowRun.objects.filter(
        state__in=FINAL, data__isnull=False, created_at__lt=now - timedelta(days=settings.RUN_PAYLOAD_DAYS)
    )
    old = WorkflowRun.objects.filter(state__in=FINAL, created_at__lt=now - timedelta(days=settings.RUN_DAYS))
    return {"payloads of runs": _emptied(emptied), "runs": _deleted(old)}


def _emptied(rows: QuerySet[WorkflowRun]) -> int:
    count = 0
    # In batches: one long statement would hold every other writer up.
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        StepRun.objects.filter(run__in=keys).update(given=None, output=None)
        count += WorkflowRun.objects.filter(pk__in=keys).update(data=None)
    return count


def _deleted(rows: QuerySet[Any]) -> int:
    count = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=keys).delete()
        count += len(keys)
    return count
