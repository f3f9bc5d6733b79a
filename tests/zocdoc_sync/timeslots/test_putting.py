from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import sent
from tests.zocdoc_sync.timeslots.conftest import BROOKLYN, slots
from tests.zocdoc_sync.timeslots.days import DAY
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.models import DayState, DayVersion, Job, Location
from zocdoc_sync.operations.errors import InputRefused
from zocdoc_sync.tasks import verify_timeslots
from zocdoc_sync.timeslots.errors import DayNotRead, GuardsUnmet, StillSettling
from zocdoc_sync.timeslots.reading import read_day
from zocdoc_sync.timeslots.verifying import verify
from zocdoc_sync.timeslots.versions import before, slots_of

PUT = "putProviderCalendarTimeslots"
FOUR = slots("09:00", "10:00", "11:00", "12:00")


def at_zocdoc(provider, actor):
    return read_day(provider, DAY, actor=actor, now=timezone.now())


def asked(refused):
    return [guard.code for guard in refused.value.asked]


def test_a_day_is_read_over_all_its_pages(provider, actor, put):
    wanted = slots(*(f"{8 + n // 6:02d}:{n % 6}0" for n in range(60)))
    put(wanted | slots("09:00", place=BROOKLYN))
    assert at_zocdoc(provider, actor) == wanted | slots("09:00", place=BROOKLYN)


def test_a_put_is_verified_when_zocdoc_shows_it(provider, actor, put):
    done = put(FOUR)
    assert (done.outcome.ok, done.version.state, slots_of(done.version)) == (True, DayState.PUT, FOUR)
    job = Job.objects.get(kind="timeslots.verify")
    assert job.payload == {"version_id": done.version.pk}
    assert timedelta(seconds=1.9) < job.due_at - done.version.at <= timedelta(seconds=2)
    assert verify(done.version, now=timezone.now()) is None
    done.version.refresh_from_db()
    assert (done.version.state, done.version.verified_at is not None) == (DayState.VERIFIED, True)


def test_an_old_answer_is_looked_at_again_and_in_the_end_said(provider, actor, put, sandbox):
    done = put(FOUR)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "stale_get"}])
    waits, version = [], done.version
    for _ in range(4):
        waits.append(verify(version, now=version.at))
        version.refresh_from_db()
    assert [again and (again - version.at).total_seconds() for again in waits] == [5, 15, 60, None]
    assert (version.state, version.verified_at) == (DayState.DIFFERS, None)


def test_a_second_put_waits_until_the_first_is_seen(provider, put, sandbox):
    put(FOUR)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "stale_get"}])
    with pytest.raises(StillSettling):
        put(FOUR | slots("13:00"), FOUR)
    assert sent(sandbox, PUT) == 1
    sandbox.faults([])
    assert put(FOUR | slots("13:00"), FOUR).outcome.ok
    assert sent(sandbox, PUT) == 2


def test_undo_puts_back_what_a_version_replaced(provider, actor, put):
    put(FOUR)
    edit = put(FOUR - slots("09:00") | slots("15:00"), FOUR).version
    assert before(edit) == FOUR
    put(before(edit), slots_of(edit))
    assert at_zocdoc(provider, actor) == FOUR
    assert list(DayVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


def test_an_empty_day_is_not_sent_without_its_date(provider, actor, put, sandbox):
    put(FOUR)
    every_tick = ("empty", "half", "booked", "places", "changed")
    for typed in ("", "2026-12-02", "yes"):
        with pytest.raises(GuardsUnmet) as refused:
            put(frozenset(), FOUR, said=every_tick, typed=typed)
        assert asked(refused) == ["empty"]
    assert (sent(sandbox, PUT), at_zocdoc(provider, actor)) == (1, FOUR)
    assert put(frozenset(), FOUR, typed=str(DAY)).outcome.ok
    assert at_zocdoc(provider, actor) == frozenset()


def test_a_day_that_changed_at_zocdoc_meanwhile_is_not_overwritten_unasked(provider, actor, put, sandbox):
    put(FOUR)
    with pytest.raises(GuardsUnmet) as refused:
        put(FOUR | slots("13:00"), shown=slots("09:00"))
    assert asked(refused) == ["changed"]
    assert (sent(sandbox, PUT), at_zocdoc(provider, actor)) == (1, FOUR)


def test_a_booked_slot_is_not_dropped_unasked(provider, put, sandbox):
    put(FOUR)
    place = Location.objects.get(zocdoc_id=next(iter(FOUR)).location_id)
    start = datetime.fromisoformat(f"{DAY}T10:00:00-05:00")
    factories.appointment(
        provider.connection, provider=provider, location=place, start_time=start, status="confirmed", local_date=DAY
    )
    with pytest.raises(GuardsUnmet) as refused:
        put(FOUR - slots("10:00"), FOUR)
    assert asked(refused) == ["booked"]
    assert put(FOUR - slots("09:00"), FOUR).outcome.ok
    assert sent(sandbox, PUT) == 2


def test_slots_that_zocdoc_lost_are_named_and_do_not_keep_the_day_from_being_verified(provider, put):
    done = put(FOUR | slots("09:00", place="lo_gone"), said=["places"])
    assert done.version.lost_locations == ["lo_gone"]
    assert verify(done.version, now=timezone.now()) is None
    done.version.refresh_from_db()
    assert done.version.state == DayState.VERIFIED


def test_the_same_form_posted_twice_puts_once(provider, put, sandbox):
    first = put(FOUR, key="form:once")
    again = put(FOUR, key="form:once")
    assert (first.outcome.log, first.version) == (again.outcome.log, again.version)
    assert (sent(sandbox, PUT), DayVersion.objects.filter(operation__isnull=False).count()) == (1, 1)


def test_a_day_that_cannot_be_read_is_not_put(provider, put, sandbox):
    put(FOUR)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "null_fields"}])
    with pytest.raises(DayNotRead):
        put(FOUR | slots("13:00"), FOUR)
    assert sent(sandbox, PUT) == 1


def test_a_slot_on_another_date_is_refused_before_zocdoc_is_asked_to_change(provider, put, sandbox):
    wrong = frozenset(replace(one, start=one.start + timedelta(days=1)) for one in slots("09:00"))
    with pytest.raises(InputRefused, match="its start_time is not on 2026-12-01"):
        put(wrong)
    assert sent(sandbox, PUT) == 0


def test_the_job_looks_again_later_and_ends_when_the_day_is_seen(provider, put, sandbox):
    version = put(FOUR).version
    context = JobContext(1, "timeslots.verify", {}, "me", 1, 1, version.at)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "stale_get", "times": 1}])
    with pytest.raises(Postpone) as later:
        verify_timeslots({"version_id": version.pk}, context)
    assert later.value.seconds == 5
    verify_timeslots({"version_id": version.pk}, context)
    version.refresh_from_db()
    assert version.state == DayState.VERIFIED


def test_the_job_of_a_version_that_is_gone_gives_up(db):
    with pytest.raises(GiveUp):
        verify_timeslots({"version_id": 0}, JobContext(1, "timeslots.verify", {}, "me", 1, 1, timezone.now()))
