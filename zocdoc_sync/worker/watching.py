"""Whether a part that runs is also alive."""

import socket
from datetime import datetime, timedelta

from django.conf import settings

from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.beats import CLUSTER, last_beat
from zocdoc_sync.models import Job
from zocdoc_sync.worker.children import ChildSpec


def is_stuck(spec: ChildSpec, *, running_for: float, now: datetime) -> bool:
    """Return whether a part gives no sign of life any more; `running_for` is in seconds."""
    if not spec.beat or running_for < spec.stale_after:
        return False
    last = last_beat(spec.beat)
    stale = last is None or last < now - timedelta(seconds=spec.stale_after)
    return stale and not (spec.beat == CLUSTER and _all_busy(now))


def _all_busy(now: datetime) -> bool:
    """Return whether every worker of this machine holds a job and keeps its lease: then nothing else passes."""
    here = f"{socket.gethostname()[:40]}:"
    busy = Job.objects.filter(state=JobState.RUNNING, lease_until__gt=now, lease_owner__startswith=here)
    return busy.count() >= int(settings.Q_CLUSTER["workers"])
