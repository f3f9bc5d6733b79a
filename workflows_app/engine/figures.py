"""Figures of workflows for Prometheus."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from prometheus_client.core import Metric

from workflows_app.enums import CLAIMABLE, FINAL, RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.metrics.figures import gauge
from zocdoc_sync.models import Connection

DAY = timedelta(hours=24)
LIVE = (*CLAIMABLE, RunState.RUNNING, RunState.ASKS)


def figures(now: datetime) -> Iterator[Metric]:
    """Yield them; `now` is UTC."""
    # One state at a time: each has an index of its own, and a year of ended runs is not looked through.
    live = {(state.value,): WorkflowRun.objects.filter(state=state).count() for state in LIVE}
    yield gauge("runs", "Runs of workflows that have not ended, or need a person.", ("state",), live)
    rows = WorkflowRun.objects.filter(
        connection__in=Connection.objects.values("pk"), created_at__gt=now - DAY, state__in=FINAL
    )
    ended = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    told = "Runs that began within the last 24 hours and have ended."
    yield gauge("runs_day", told, ("state",), {(state.value,): ended.get(state.value, 0) for state in FINAL})
