"""Signs of life of the worker's parts."""

from datetime import datetime

from zocdoc_sync.coordination.owner import this_process
from zocdoc_sync.models import WorkerBeat

CLUSTER, TICKER, SUPERVISOR = "cluster", "ticker", "supervisor"


def beat(part: str, *, now: datetime) -> None:
    """Write that a part of the worker is alive."""
    WorkerBeat.objects.update_or_create(name=part, defaults={"at": now, "owner": this_process()})


def last_beat(part: str) -> datetime | None:
    """Return when a part was last alive (UTC), None when it never was."""
    return WorkerBeat.objects.filter(name=part).values_list("at", flat=True).first()
