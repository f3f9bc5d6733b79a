from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.drift import runs
from zocdoc_sync.drift.jobs import work_on_run
from zocdoc_sync.drift.looking import Look, NotLooked
from zocdoc_sync.drift.runs import AlreadyComparing, comparable, first_day, start, stop, work
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.models import DriftRun, Job, Provider
from zocdoc_sync.operations.actor import Actor

ACTOR = Actor.system("scheduler")


def begin(clinic, key="form:1", **more):
    return start(clinic, comparable(clinic), (), actor=ACTOR, key=key, now=more.pop("now", timezone.now()))


def job(run):
    return work_on_run({"run_id": run.pk}, JobContext(1, "drift.run", {}, "me", 1, 1, timezone.now()))


def test_a_whole_clinic_is_compared_for_twenty_eight_days(clinic):
    run = begin(clinic)
    assert (run.providers.count(), Job.objects.get(kind="drift.run").priority) == (6, runs.LOW_PRIORITY)
    run.providers.exclude(provider__zocdoc_id__startswith="pr_rvbnd4").delete()
    assert work(run, now=timezone.now()) is False
    run.refresh_from_db()
    (done,) = run.providers.all()
    assert (run.state, run.drift_days.count(), done.fault, len(done.reason_ids) > 0) == ("done", 28, "", True)
    assert set(run.drift_days.values_list("fault", flat=True)) == {""}


@pytest.fixture
def quick(monkeypatch):
    """Compare without Zocdoc."""
    monkeypatch.setattr(runs, "look", lambda *_args, **_named: Look(["pc_a"]))


@pytest.fixture
def small(db):
    clinic = factories.connection()
    for _ in range(3):
        factories.provider_location(clinic)
    return clinic


def test_one_comparison_of_a_connection_is_under_way_at_a_time(small, quick):
    first = begin(small)
    assert begin(small) == first
    with pytest.raises(AlreadyComparing, match="under way"):
        begin(small, key="form:2")
    assert begin(factories.connection(), key="form:3").state == "running"
    assert stop(first, now=timezone.now()) is True
    assert begin(small, key="form:2") != first
    assert stop(first, now=timezone.now()) is False


def test_a_comparison_that_was_left_alone_for_hours_does_not_bar_another(small, quick):
    old = begin(small, now=timezone.now() - timedelta(hours=7))
    assert begin(small, key="form:2").state == "running"
    old.refresh_from_db()
    assert old.state == "stopped"


def test_a_provider_that_cannot_be_compared_does_not_keep_the_others_from_it(small, monkeypatch):
    first = Provider.objects.order_by("pk")[0]

    def some(provider, *_args, **_named):
        if provider == first:
            raise NotLooked("Zocdoc lists no location.")
        return Look(["pc_a"])

    monkeypatch.setattr(runs, "look", some)
    run = begin(small)
    work(run, now=timezone.now())
    assert sorted(run.providers.values_list("fault", flat=True)) == ["", "", "Zocdoc lists no location."]
    assert run.drift_days.count() == 2 * 28


def test_a_stopped_run_compares_nobody_more(small, quick):
    run = begin(small)
    stop(run, now=timezone.now())
    assert work(run, now=timezone.now()) is False
    assert run.drift_days.count() == 0


def test_the_job_goes_on_after_a_while_and_repeats_no_provider(small, quick, monkeypatch):
    run = begin(small)
    with monkeypatch.context() as slow:
        slow.setattr("zocdoc_sync.drift.runs.time.monotonic", iter(range(0, 10_000, 20)).__next__)
        slow.setattr(
            "zocdoc_sync.drift.runs.Clock", lambda _now: type("Still", (), {"now": staticmethod(timezone.now)})
        )
        with pytest.raises(Postpone):
            job(run)
    assert run.providers.filter(read_at__isnull=False).count() == 1
    job(run)
    run.refresh_from_db()
    assert (run.state, run.drift_days.count()) == ("done", 3 * 28)


def test_a_connection_that_is_switched_off_is_not_compared_further(small, quick):
    run = begin(small)
    small.state = ConnectionState.NEEDS_RECONNECTING
    small.save()
    job(run)
    run.refresh_from_db()
    assert (run.state, run.drift_days.count()) == ("stopped", 0)


def test_the_job_of_a_run_that_is_gone_gives_up(db):
    with pytest.raises(GiveUp):
        job(DriftRun(pk=0))


def test_the_first_day_is_today_where_it_is_earliest(small):
    night = timezone.datetime.fromisoformat("2027-03-02T06:30:00+00:00")
    assert str(first_day(small, night)) == "2027-03-02"
    factories.location(small, time_zone="Pacific/Honolulu")
    factories.location(small, time_zone="No/Where")
    assert str(first_day(small, night)) == "2027-03-01"
