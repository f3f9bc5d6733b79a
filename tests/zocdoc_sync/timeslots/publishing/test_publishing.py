from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import sent
from tests.zocdoc_sync.timeslots.conftest import BROOKLYN, slots
from tests.zocdoc_sync.timeslots.days import DAY
from tests.zocdoc_sync.timeslots.publishing.conftest import states, template_of, worked
from zocdoc_sync.models import DayVersion, ExceptionKind, Job, PublishKind, PublishRun, SlotException
from zocdoc_sync.timeslots import putting
from zocdoc_sync.timeslots.publishing import steering
from zocdoc_sync.timeslots.publishing.starting import OrderRefused
from zocdoc_sync.timeslots.reading import read_day

PUT, GET = "putProviderCalendarTimeslots", "getProviderCalendarTimeslots"
MORNING = slots("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")


def at_zocdoc(provider, actor, days=0):
    return read_day(provider, DAY + timedelta(days=days), actor=actor, now=timezone.now())


def published(run, scheduler):
    assert steering.publish(run, actor=scheduler, now=timezone.now())
    return worked(run)


def test_a_run_compares_first_and_sends_nothing_until_a_person_publishes(sandbox, template, ordered, scheduler, put):
    put(MORNING)
    run = worked(ordered(days=3))
    assert (run.state, states(run), sent(sandbox, PUT)) == ("ready", ["same", "waiting", "waiting"], 1)
    run = published(run, scheduler)
    assert (run.state, states(run), sent(sandbox, PUT)) == ("publishing", ["same", "put", "put"], 3)


def test_what_was_put_is_seen_a_minute_later_without_a_job_for_each_day(
    sandbox, template, ordered, scheduler, provider
):
    run = published(worked(ordered(days=3)), scheduler)
    assert worked(run, later=55).state == "publishing"
    run = worked(run, later=65)
    assert (run.state, states(run)) == ("done", ["verified"] * 3)
    assert Job.objects.filter(kind="timeslots.verify").count() == 0
    assert set(DayVersion.objects.values_list("state", flat=True)) == {"verified", "read"}
    assert [(day.wanted, day.shown) for day in run.days.all()] == [([], [])] * 3
    assert {slot.start.date() for slot in at_zocdoc(provider, scheduler, days=2)} == {DAY + timedelta(days=2)}


def test_the_same_form_starts_one_run(template, ordered):
    assert ordered(key="form:7").pk == ordered(key="form:7").pk
    assert PublishRun.objects.count() == 1


def test_templates_that_are_valid_at_once_are_taken_together_and_others_leave_the_day_alone(
    provider, template, ordered, scheduler
):
    template_of(provider, "14:00", "15:00", valid_to=DAY)
    template.valid_to = DAY + timedelta(days=1)
    template.save()
    run = published(worked(ordered(days=3)), scheduler)
    assert [day.added for day in run.days.order_by("date")] == [8, 6]


def closed(provider, first=DAY, last=DAY, **more):
    fields = {"connection": provider.connection, "kind": ExceptionKind.CLOSED, "why": "Holiday", **more}
    return SlotException.objects.create(first=first, last=last, **fields)


def test_a_closure_empties_a_day_only_with_the_typed_range(sandbox, provider, ordered, scheduler, put):
    put(MORNING)
    template_of(provider)
    closed(provider)
    run = worked(ordered(days=2))
    assert states(run) == ["asks", "waiting"]
    run = published(run, scheduler)
    run = worked(run, later=65)
    assert (run.state, states(run), sent(sandbox, PUT)) == ("asks", ["asks", "verified"], 2)
    for typed in ("", "yes", str(DAY + timedelta(days=1)), f"{DAY} to {DAY + timedelta(days=1)}"):
        with pytest.raises(steering.NotAnswered, match=f"Type {DAY} to do that"):
            steering.answer(
                run, yes=["empty", "half", "booked"], leave=[], typed=typed, actor=scheduler, now=run.started_at
            )
    assert (states(run), at_zocdoc(provider, scheduler)) == (["asks", "verified"], MORNING)
    done = steering.answer(
        run, yes=["empty"], leave=[], typed=str(DAY), actor=scheduler, now=timezone.now()
    )  # fmt: skip
    assert done == (1, 0)
    assert (worked(run).state, at_zocdoc(provider, scheduler)) == ("publishing", frozenset())
    assert worked(run, later=70).state == "done"


def test_a_week_of_one_location_does_not_take_away_another_ones_times_unasked(
    template, ordered, scheduler, put, provider
):
    both = MORNING | slots("15:00", "15:30", place=BROOKLYN)
    put(both)
    run = worked(ordered(days=1))
    assert [(day.state, day.asked) for day in run.days.all()] == [("asks", "cleared")]
    assert "(2)" in run.days.get().sentence
    run = published(run, scheduler)
    assert (states(run), at_zocdoc(provider, scheduler)) == (["asks"], both)
    assert steering.answer(run, yes=["cleared"], leave=[], typed="", actor=scheduler, now=timezone.now()) == (1, 0)
    worked(run)
    assert at_zocdoc(provider, scheduler) == MORNING


def test_days_that_ask_can_be_left_alone(provider, template, ordered, scheduler, put):
    put(MORNING)
    closed(provider)
    run = worked(published(worked(ordered(days=1)), scheduler))
    done = steering.answer(run, yes=[], leave=["empty"], typed="", actor=scheduler, now=timezone.now())
    assert done == (0, 1)
    assert (worked(run).state, states(run), at_zocdoc(provider, scheduler)) == ("done", ["skipped"], MORNING)


def test_closing_a_range_needs_it_typed_and_still_asks_about_bookings(sandbox, provider, ordered, scheduler, put):
    put(MORNING)
    for typed in ("", str(DAY)):
        with pytest.raises(OrderRefused, match=f"Type {DAY} to {DAY + timedelta(days=1)} to do it"):
            ordered(days=2, kind=PublishKind.CLOSE, typed=typed)
    run = worked(ordered(days=2, kind=PublishKind.CLOSE, typed=f"{DAY} to {DAY + timedelta(days=1)}"))
    assert (run.state, states(run)) == ("ready", ["waiting", "same"])
    published(run, scheduler)
    assert at_zocdoc(provider, scheduler) == frozenset()


def test_a_week_is_copied_to_the_same_weekdays(provider, ordered, scheduler, put):
    put(MORNING)
    first = DAY + timedelta(days=6)
    run = worked(
        ordered(
            kind=PublishKind.COPY, source_first=DAY, source_last=DAY + timedelta(days=6),
            first=first + timedelta(days=1), last=first + timedelta(days=14),
        )
    )  # fmt: skip
    assert states(run) == [("waiting" if number in (0, 7) else "same") for number in range(14)]
    published(run, scheduler)
    there = at_zocdoc(provider, scheduler, days=7)
    assert sorted(slot.start.time() for slot in there) == sorted(slot.start.time() for slot in MORNING)


def test_a_day_that_changed_meanwhile_asks_and_is_compared_again(sandbox, provider, ordered, scheduler, put):
    template_of(provider)
    run = worked(ordered(days=1))
    put(slots("15:00"))
    run = published(run, scheduler)
    assert (run.state, states(run), sent(sandbox, PUT)) == ("asks", ["asks"], 1)
    assert [one.code for one in steering.questions(run)] == ["half", "changed"]
    steering.answer(run, yes=["changed"], leave=[], typed="", actor=scheduler, now=timezone.now())
    run = worked(run)
    assert (run.state, states(run), sent(sandbox, PUT)) == ("asks", ["asks"], 1)
    steering.answer(run, yes=["changed", "half"], leave=[], typed="", actor=scheduler, now=timezone.now())
    assert (states(worked(run)), at_zocdoc(provider, scheduler)) == (["put"], MORNING)


def test_losing_more_than_half_asks_and_is_sent_after_a_tick(provider, template, ordered, scheduler, put):
    put(slots(*(f"{hour}:00" for hour in range(13, 20))))
    run = worked(ordered(days=1))
    assert [(day.state, day.asked) for day in run.days.all()] == [("asks", "half")]
    assert steering.answer(run, yes=["half"], leave=[], typed="", actor=scheduler, now=timezone.now()) == (1, 0)
    published(run, scheduler)
    assert at_zocdoc(provider, scheduler) == MORNING


def test_a_stopped_run_sends_nothing_more_and_goes_on_where_it_was(sandbox, template, ordered, scheduler, monkeypatch):
    run = worked(ordered(days=4))
    steering.publish(run, actor=scheduler, now=timezone.now())
    fresh = PublishRun.objects.get(pk=run.pk)
    stops_after(run, 2, monkeypatch)
    run = worked(fresh)
    assert (run.state, states(run), sent(sandbox, PUT)) == ("stopped", ["put", "put", "waiting", "waiting"], 2)
    assert (worked(run).state, sent(sandbox, PUT)) == ("stopped", 2)
    monkeypatch.undo()
    assert steering.go_on(run, actor=scheduler, now=timezone.now())
    run = worked(run)
    assert (states(run), sent(sandbox, PUT)) == (["put"] * 4, 4)


def stops_after(run, puts, monkeypatch):
    """Press stop while the day after so many is being read, before it is sent."""
    read, seen = putting.look_at, []

    def reading(*args, **kwargs):
        seen.append(args)
        if len(seen) > puts:
            steering.stop(run)
        return read(*args, **kwargs)

    monkeypatch.setattr(putting, "look_at", reading)


def test_a_run_whose_person_is_gone_stops_and_says_so(sandbox, template, ordered, scheduler):
    run = worked(ordered(days=1))
    steering.publish(run, actor=scheduler, now=timezone.now())
    scheduler.user.delete()
    run = worked(run)
    assert (run.state, sent(sandbox, PUT)) == ("stopped", 0)
    assert run.sentence.startswith("The person who started this is no longer there")


def test_a_day_that_zocdoc_does_not_take_is_refused_before_anything_is_sent(sandbox, provider, template, ordered):
    template.rules.update(every=1, first="00:00", until="23:59")
    template_of(provider, "00:00", "23:00").rules.update(every=1, patient_type="new")
    run = worked(ordered(days=1))
    assert (states(run), sent(sandbox, PUT)) == (["refused"], 0)
    assert "1500" in run.days.get().sentence.replace(",", "")


def test_a_day_that_fell_through_is_tried_again_under_a_new_key(sandbox, template, ordered, scheduler):
    sandbox.faults([{"operation": PUT, "kind": "403"}])
    run = published(worked(ordered(days=1)), scheduler)
    assert states(run) == ["refused"]
    sandbox.faults([])
    assert steering.again(worked(run), actor=scheduler, now=timezone.now()) == 1
    run = worked(run)
    assert (states(run), run.days.get().attempt) == (["put"], 2)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last": DAY - timedelta(days=1)}, "The range ends before it begins."),
        ({"first": DAY - timedelta(days=2)}, "The range begins in the past: begin on 2026-11-30 or later."),
        (
            {"last": DAY + timedelta(days=150)},
            "Timeslots are published at most 150 days ahead: end on 2027-04-29 or earlier.",
        ),
        ({"kind": PublishKind.COPY}, "Say which days are to be copied."),
        (
            {"kind": PublishKind.COPY, "source_first": DAY, "source_last": DAY},
            "The days to copy and the days to fill overlap.",
        ),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_one_sentence(template, ordered, fields, sentence):
    with pytest.raises(OrderRefused) as refused:
        ordered(**fields)
    assert (refused.value.sentence, PublishRun.objects.count()) == (sentence, 0)
