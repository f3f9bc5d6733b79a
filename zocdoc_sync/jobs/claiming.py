"""The states of a job row, each moved by one conditional UPDATE, so that two workers never hold one job."""

import random
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.coordination.owner import has_ended, this_process
from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import Job

# A living worker renews its lease every few seconds: a job of a dead one is free again soon after.
LEASE = timedelta(seconds=20)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=30)


def claim(job_id: int, *, now: datetime) -> JobContext | None:
    """Take a due job, its attempt counted in the same UPDATE; None when it is not due or somebody else has it."""
    job = Job.objects.filter(pk=job_id, state=JobState.WAITING, due_at__lte=now).first()
    if job is None:
        return None
    claimed = JobContext(job.pk, job.kind, job.payload, this_process(), job.fence + 1, job.attempts + 1, now)
    # The number that we saw must still be the row's: of all who saw it, one update finds it.
    seen = Job.objects.filter(pk=job_id, state=JobState.WAITING, due_at__lte=now, fence=job.fence)
    taken = seen.update(
        state=JobState.RUNNING,
        attempts=claimed.attempt,
        fence=claimed.fence,
        lease_owner=claimed.owner,
        lease_until=now + LEASE,
        started_at=now,
    )
    return claimed if taken else None


def renew(claim_: JobContext, *, now: datetime) -> bool:
    """Hold the job for longer; False when it is not ours any more."""
    return bool(_ours(claim_.job_id, claim_.fence).update(lease_until=now + LEASE))


def finish(claim_: JobContext, *, now: datetime) -> bool:
    """Mark the job done, if it is still ours."""
    return bool(_ours(claim_.job_id, claim_.fence).update(state=JobState.DONE, finished_at=now, lease_until=None))


def postpone(claim_: JobContext, *, seconds: float, why: str, now: datetime) -> None:
    """Put the job back for later without counting the attempt."""
    _ours(claim_.job_id, claim_.fence).update(
        state=JobState.WAITING,
        attempts=F("attempts") - 1,
        due_at=now + timedelta(seconds=seconds),
        queued_at=None,
        lease_until=None,
        error_code="postponed",
        error_sentence=why,
    )


def fail(claim_: JobContext, *, code: str, sentence: str, now: datetime, for_good: bool = False) -> None:
    """Put the job back with a growing pause, or park it when its attempts are used up or nothing can help."""
    _settle_failure(claim_.job_id, claim_.fence, code=code, sentence=sentence, now=now, for_good=for_good)


def rescue_expired(now: datetime) -> int:
    """Free the jobs whose worker died: back to waiting, or parked when it was their last attempt.

    That a process of this machine has ended is seen at once; of any other its lease tells.
    """
    running = Job.objects.filter(state=JobState.RUNNING).values_list("pk", "fence", "lease_owner", "lease_until")
    claims = [
        (job_id, fence) for job_id, fence, owner, until in running if until is None or until <= now or has_ended(owner)
    ]
    for job_id, fence in claims:
        sentence = "The worker ended before the job was done."
        _settle_failure(job_id, fence, code="worker_ended", sentence=sentence, now=now, at_once=True)
    return len(claims)


def _settle_failure(
    job_id: int, fence: int, *, code: str, sentence: str, now: datetime, for_good: bool = False, at_once: bool = False
) -> None:
    known = {"error_code": code, "error_sentence": sentence, "lease_until": None}
    ours = _ours(job_id, fence)
    if not for_good:
        again = ours.filter(attempts__lt=F("max_attempts"))
        attempt = ours.values_list("attempts", flat=True).first() or 1
        due = now if at_once else now + pause_after(attempt)
        if again.update(state=JobState.WAITING, due_at=due, queued_at=None, **known):
            return
    if ours.update(state=JobState.PARKED, finished_at=now, **known):
        job = Job.objects.select_related("connection").get(pk=job_id)
        told = f"The job {job.kind} gave up after {job.attempts} attempts: {sentence}"
        # One alert for one kind of trouble: a hundred patients that cannot be read are one fault.
        fault = f"job:{job.kind}:{job.connection_id or 0}"
        raise_alert(AlertCode.JOB_PARKED, fault, told, now=now, connection=job.connection)


def pause_after(attempt: int) -> timedelta:
    """Return the pause after an attempt: exponential, capped, with jitter."""
    whole: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (attempt - 1))
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 (jitter is no secret)


def _ours(job_id: int, fence: int) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, fence=fence)
