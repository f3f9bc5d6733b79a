from datetime import timedelta

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.coordination.leases import acquire, renew
from zocdoc_sync.enums import JobState, SyncReason, SyncState, SyncWhat
from zocdoc_sync.jobs import pruning
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.jobs.pruning import prune
from zocdoc_sync.models import DriftRun, InsuranceChange, InsuranceRun, Job, Lease, SyncRun

pytestmark = pytest.mark.django_db
OLD, VERY_OLD = NOW - timedelta(days=8), NOW - timedelta(days=91)


def job(state, finished_at):
    planned = plan("works", {}, now=NOW)
    Job.objects.filter(pk=planned.pk).update(state=state, finished_at=finished_at)
    return planned


def run_of(clinic, started_at, **fields):
    values = {"what": SyncWhat.APPOINTMENTS, "reason": SyncReason.SCHEDULE, "state": SyncState.DONE}
    return SyncRun.objects.create(connection=clinic, started_at=started_at, **values | fields)


def test_done_jobs_go_after_a_week_and_parked_ones_after_three_months():
    kept = [
        job(JobState.DONE, NOW),
        job(JobState.PARKED, OLD),
        job(JobState.WAITING, None),
        job(JobState.RUNNING, None),
    ]
    job(JobState.DONE, OLD)
    job(JobState.PARKED, VERY_OLD)
    job(JobState.CANCELLED, VERY_OLD)
    assert {name: number for name, number in prune(NOW).items() if number} == {"done jobs": 1, "ended jobs": 2}
    assert sorted(Job.objects.values_list("pk", flat=True)) == sorted(one.pk for one in kept)


def test_only_old_runs_that_changed_nothing_go():
    clinic = factories.connection()
    kept = [
        run_of(clinic, OLD),
        run_of(clinic, VERY_OLD, rows_changed=1),
        run_of(clinic, VERY_OLD, rows_created=1),
        run_of(clinic, VERY_OLD, state=SyncState.RUNNING),
    ]
    run_of(clinic, VERY_OLD)
    assert prune(NOW)["sync runs"] == 1
    assert sorted(SyncRun.objects.values_list("pk", flat=True)) == sorted(one.pk for one in kept)


def test_leases_that_nobody_has_held_for_a_day_go():
    held = acquire("held", seconds=60, now=NOW)
    for name, ago in (("lately", 23), ("old", 25)):
        acquire(name, seconds=0, now=NOW - timedelta(hours=ago))
    assert prune(NOW)["leases"] == 1
    assert sorted(Lease.objects.values_list("name", flat=True)) == ["held", "lately"]
    assert renew(held, seconds=60, now=NOW) is True


def test_comparisons_drafts_and_changes_of_insurance_go_in_their_time():
    place = factories.provider_location()
    clinic, month = place.connection, NOW - timedelta(days=31)

    def compared(key, started_at, state="done"):
        return DriftRun.objects.create(connection=clinic, key=key, state=state, first=NOW.date(), started_at=started_at)

    def brought(key, made_at, **fields):
        return InsuranceRun.objects.create(connection=clinic, key=key, title="A file", made_at=made_at, **fields)

    def changed(key, settled_at):
        return InsuranceChange.objects.create(
            connection=clinic, place=place, key=key, way="Add", asked_at=VERY_OLD, settled_at=settled_at
        )

    kept = [compared("new", NOW), compared("busy", month, "running"), brought("draft", NOW), changed("open", None)]
    kept += [brought("run", VERY_OLD, state="done", finished_at=OLD), changed("lately", OLD)]
    compared("old", month), brought("old", OLD), changed("old", VERY_OLD)
    brought("ended", VERY_OLD, state="done", finished_at=VERY_OLD)
    told = {name: number for name, number in prune(NOW).items() if number}
    assert told == {"comparisons": 1, "insurance drafts": 1, "insurance runs": 1, "insurance changes": 1}
    left = [row.key for model in (DriftRun, InsuranceRun, InsuranceChange) for row in model.objects.all()]
    assert sorted(left) == sorted(row.key for row in kept)


def test_many_rows_go_in_batches(monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 2)
    for _ in range(5):
        job(JobState.DONE, OLD)
    assert prune(NOW)["done jobs"] == 5
    assert Job.objects.count() == 0
