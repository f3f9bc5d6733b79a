import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import sent
from tests.zocdoc_sync.timeslots.conftest import slots
from zocdoc_sync.models import Alert, DayState, DayVersion, Job, OperationLog
from zocdoc_sync.timeslots import putting
from zocdoc_sync.timeslots.errors import GuardsUnmet
from zocdoc_sync.timeslots.verifying import verify
from zocdoc_sync.timeslots.versions import slots_of

PUT = "putProviderCalendarTimeslots"
FOUR = slots("09:00", "10:00", "11:00", "12:00")


class Killed(BaseException):
    pass


@pytest.fixture
def dies(monkeypatch):
    """Let the process die at a named point of putting a day, before or after what happens there."""

    def dying(name, *, after):
        real = getattr(putting, name)

        def dead(*args, **named):
            if named.get("dry_run") or args[0] == "getProviderCalendarTimeslots":
                return real(*args, **named)
            if after:
                real(*args, **named)
            raise Killed

        monkeypatch.setattr(putting, name, dead)
        return lambda: monkeypatch.setattr(putting, name, real)

    return dying


def test_a_process_that_dies_after_the_put_leaves_a_version_that_reading_back_settles(put, dies, sandbox):
    dies("perform", after=True)
    with pytest.raises(Killed):
        put(FOUR, key="form:dead")
    version = DayVersion.objects.get(operation_key="form:dead")
    assert (version.state, slots_of(version), sent(sandbox, PUT)) == (DayState.PLANNED, FOUR, 1)
    assert Job.objects.get(kind="timeslots.verify").payload == {"version_id": version.pk}
    assert verify(version, now=timezone.now()) is None
    version.refresh_from_db()
    assert (version.state, version.operation) == (DayState.VERIFIED, OperationLog.objects.get(operation=PUT))


def test_a_process_that_dies_before_the_put_leaves_a_version_that_says_so(put, dies, sandbox):
    dies("perform", after=False)
    with pytest.raises(Killed):
        put(FOUR, key="form:dead")
    version = DayVersion.objects.get(operation_key="form:dead")
    assert verify(version, now=timezone.now()) is not None
    assert verify(version, now=timezone.now() + timedelta(minutes=4)) is None
    version.refresh_from_db()
    assert (version.state, sent(sandbox, PUT)) == (DayState.NOT_PUT, 0)


def test_the_same_form_puts_the_day_after_a_death_before_the_put(put, dies, sandbox):
    lives_again = dies("perform", after=False)
    with pytest.raises(Killed):
        put(FOUR, key="form:dead")
    lives_again()
    done = put(FOUR, key="form:dead")
    assert (done.version.state, done.version.operation_key, sent(sandbox, PUT)) == (DayState.PUT, "form:dead", 1)
    assert DayVersion.objects.exclude(operation_key="").count() == 1


def test_the_same_form_sends_nothing_after_a_death_behind_the_put(put, dies, sandbox):
    lives_again = dies("perform", after=True)
    with pytest.raises(Killed):
        put(FOUR, key="form:dead")
    lives_again()
    assert (put(FOUR, key="form:dead").version.state, sent(sandbox, PUT)) == (DayState.PUT, 1)


def test_a_put_that_zocdoc_refuses_is_kept_as_not_put(put, sandbox):
    sandbox.faults([{"operation": PUT, "kind": "403"}])
    done = put(FOUR)
    assert (done.outcome.ok, done.version) == (False, None)
    assert DayVersion.objects.get(operation__state="refused").state == DayState.NOT_PUT


def test_a_day_that_zocdoc_never_shows_raises_an_alert_that_the_next_verified_put_closes(put, sandbox):
    version = put(FOUR).version
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "stale_get"}])
    for _ in range(4):
        verify(version, now=version.at)
        version.refresh_from_db()
    alert = Alert.objects.get(code="day_differs")
    assert alert.sentence == (
        "Dr. Lindqvist, 2026-12-01: Zocdoc shows something else than what was published: 4 timeslots are missing "
        "there, 0 are there that were not published. Open the day and publish again."
    )
    sandbox.faults([])
    verify(put(FOUR | slots("13:00"), FOUR).version, now=timezone.now())
    alert.refresh_from_db()
    assert alert.closed_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_day_wait_for_each_other_and_the_second_is_asked(provider, put, sandbox):
    if database.vendor == "sqlite" and "memory" in str(database.settings_dict["NAME"]):
        pytest.skip("Threads share a database in memory only with locks of their own.")
    ends = []

    def write(wanted):
        try:
            ends.append(put(wanted).outcome.ok)
        except GuardsUnmet as asked:
            ends.append([guard.code for guard in asked.asked])
        finally:
            database.close()

    writers = [threading.Thread(target=write, args=(slots(clock),)) for clock in ("09:00", "15:00")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(ends, key=str) == [True, ["half", "changed"]] or sorted(ends, key=str) == [True, ["changed", "half"]]
    assert sent(sandbox, PUT) == 1
