from datetime import UTC, datetime, time, timedelta

import pytest

from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.jobs import schedules
from zocdoc_sync.jobs.schedules import plan_due_schedules
from zocdoc_sync.jobs.timetable import Schedule
from zocdoc_sync.models import Job, ScheduleState

HOUR = timedelta(hours=1)


@pytest.fixture
def _hourly(settings):
    settings.SCHEDULES = {"hourly": Schedule("works", every=HOUR, payload={"n": 1})}
    plan_due_schedules(NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("_hourly")
class TestPlanning:
    def test_an_entry_runs_for_the_first_time_after_its_interval(self):
        assert plan_due_schedules(NOW + HOUR - timedelta(seconds=1)) == 0
        assert plan_due_schedules(NOW + HOUR) == 1
        assert (Job.objects.get().kind, Job.objects.get().payload) == ("works", {"n": 1})

    def test_missed_runs_are_made_up_by_one(self):
        late = NOW + 6 * HOUR
        assert [plan_due_schedules(late) for _ in range(3)] == [1, 0, 0]
        assert ScheduleState.objects.get().next_due_at == late + HOUR
        assert Job.objects.count() == 1

    def test_of_two_clocks_that_saw_the_same_row_one_plans(self):
        due = ScheduleState.objects.get().next_due_at
        entry = Schedule("works", every=HOUR)
        assert [schedules._planned("hourly", entry, due, NOW + HOUR) for _ in range(2)] == [True, False]
        assert Job.objects.count() == 1

    def test_the_next_time_is_not_written_when_the_job_is_not(self, monkeypatch):
        def dies(*_known, **_also):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(schedules, "plan", dies)
            with pytest.raises(KeyboardInterrupt):
                plan_due_schedules(NOW + HOUR)
        assert plan_due_schedules(NOW + HOUR) == 1

    def test_a_row_of_an_entry_that_is_no_longer_in_the_table_does_nothing(self, settings):
        settings.SCHEDULES = {}
        assert plan_due_schedules(NOW + HOUR) == 0


@pytest.mark.parametrize(
    ("now", "following"),
    [
        (datetime(2026, 3, 2, 6, 29, tzinfo=UTC), datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        (datetime(2026, 3, 2, 7, 30, tzinfo=UTC), datetime(2026, 3, 3, 7, 30, tzinfo=UTC)),
        # On March 8 there is no 02:30 in New York: it runs at 03:30. In November 01:30 comes twice: it runs once.
        (datetime(2026, 3, 7, 8, 0, tzinfo=UTC), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 3, 9, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_daily_time_is_the_clinics_wall_time(settings, now, following):
    settings.TIME_ZONE = "America/New_York"
    assert Schedule("works", daily_at=time(2, 30)).next_after(now) == following


def test_a_time_that_comes_twice_is_taken_once(settings):
    settings.TIME_ZONE = "America/New_York"
    entry, now = Schedule("works", daily_at=time(1, 30)), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    first = entry.next_after(now)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert entry.next_after(first) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
