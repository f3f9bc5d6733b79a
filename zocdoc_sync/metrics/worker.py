"""Figures of the worker: signs of life, jobs, alerts."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from prometheus_client.core import Metric

from zocdoc_sync.enums import JobState
from zocdoc_sync.metrics.figures import gauge
from zocdoc_sync.models import Alert, Job, WorkerBeat


def figures(now: datetime) -> Iterator[Metric]:
    """Yield them; `now` is UTC."""
    beats = {(name,): (now - at).total_seconds() for name, at in WorkerBeat.objects.values_list("name", "at")}
    yield gauge("worker_beat_age_seconds", "Since a part of the worker was last seen alive.", ("part",), beats)
    jobs = dict(Job.objects.order_by().values_list("state").annotate(number=Count("pk")))
    states = {(state.value,): jobs.get(state.value, 0) for state in JobState}
    yield gauge("jobs", "Job rows; ended ones as long as they are kept.", ("state",), states)
    yield gauge("jobs_oldest_due_seconds", "How late the oldest waiting job is.", (), {(): _late(now)})
    rows = Alert.objects.filter(closed_at__isnull=True).order_by().values_list("code").annotate(number=Count("pk"))
    yield gauge("alerts_open", "Alerts that need a person.", ("code",), {(code,): number for code, number in rows})


def _late(now: datetime) -> float:
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return (now - due).total_seconds() if due else 0.0
