import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from tests.zocdoc_sync.insurance.conftest import DENTAL, ELSEWHERE, FIRST, SECOND, place_named, plans
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.insurance import runs
from zocdoc_sync.insurance.jobs import work_on_run
from zocdoc_sync.insurance.runs import Line, draft, start, stop, work
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.models import InsuranceRun, Job
from zocdoc_sync.operations.actor import Actor

UPDATE = "updateProviderLocationInsuranceMappings"
NOTHING = frozenset()


@pytest.fixture
def scheduler(clinic):
    someone = User.objects.create_user("scheduler")
    someone.groups.add(Group.objects.get(name="Scheduler"))
    clinic.members.add(someone)
    return Actor.of(someone)


@pytest.fixture
def drafted(clinic, scheduler):
    places = [place_named(clinic, zocdoc_id) for zocdoc_id in (FIRST, SECOND, ELSEWHERE)]
    lines = [Line(place, frozenset({DENTAL}), NOTHING) for place in places]
    return draft(clinic, "A file", lines, actor=scheduler, key="form:1", now=timezone.now())


def begin(run):
    assert start(run, list(run.places.values_list("pk", flat=True)), now=timezone.now())


def results(run):
    return list(run.places.values_list("state", "sentence"))


def test_a_draft_changes_nothing_and_is_made_once(sandbox, clinic, drafted, scheduler):
    again = draft(clinic, "A file", [], actor=scheduler, key="form:1", now=timezone.now())
    assert (again.pk, again.places.count(), sent(sandbox, UPDATE), Job.objects.count()) == (drafted.pk, 3, 0, 0)
    assert work(drafted, now=timezone.now()) is False


def test_each_place_has_its_result(sandbox, drafted):
    begin(drafted)
    assert work(drafted, now=timezone.now()) is False
    conflict = "Zocdoc did not do it: The insurance of this provider location is managed by the practice."
    assert results(drafted) == [("asked", "Adding 1 plan"), ("asked", "Adding 1 plan"), ("refused", conflict)]
    drafted.refresh_from_db()
    assert (drafted.state, effects(sandbox)) == ("done", [UPDATE] * 2)


def test_a_run_is_started_once_and_only_for_the_chosen_places(sandbox, drafted):
    first = drafted.places.first()
    assert start(drafted, [first.pk], now=timezone.now()) is True
    assert start(drafted, [], now=timezone.now()) is False
    work(drafted, now=timezone.now())
    assert [state for state, _ in results(drafted)] == ["asked", "skipped", "skipped"]


def test_a_run_whose_process_died_goes_on_without_asking_twice(sandbox, drafted, monkeypatch):
    class Killed(BaseException):
        """As SIGKILL: no handler of the product sees it."""

    def dies(*_):
        raise Killed

    begin(drafted)
    with monkeypatch.context() as dying:
        dying.setattr(runs, "_settle", dies)
        with pytest.raises(Killed):
            work(drafted, now=timezone.now())
    assert effects(sandbox) == [UPDATE]
    work(drafted, now=timezone.now())
    assert [state for state, _ in results(drafted)] == ["asked", "asked", "refused"]
    assert effects(sandbox) == [UPDATE] * 2


def test_a_stopped_run_begins_no_further_place(sandbox, drafted):
    begin(drafted)
    assert stop(drafted, now=timezone.now()) is True
    work(drafted, now=timezone.now())
    assert ([state for state, _ in results(drafted)], sent(sandbox, UPDATE)) == (["skipped"] * 3, 0)
    assert InsuranceRun.objects.get().state == "stopped"


def test_what_is_so_already_is_not_sent_again(sandbox, scheduler, place, accepted):
    run = draft(
        place.connection,
        "",
        [Line(place, frozenset(accepted[:2]), NOTHING)],
        actor=scheduler,
        key="k",
        now=timezone.now(),
    )
    begin(run)
    work(run, now=timezone.now())
    assert (results(run), sent(sandbox, UPDATE)) == ([("same", "")], 0)


def test_both_lists_of_a_place_are_asked_what_comes_first(sandbox, scheduler, place, accepted):
    line = Line(place, frozenset({DENTAL}), frozenset(accepted), empties=False)
    run = draft(place.connection, "", [line], actor=scheduler, key="k", now=timezone.now())
    begin(run)
    work(run, now=timezone.now())
    assert results(run) == [("asked", "Adding 1 plan, Removing 12 plans")]
    assert plans(place) == {"being_added": {DENTAL}, "being_removed": set(accepted)}


@pytest.mark.parametrize("empties", [False, True])
def test_a_place_loses_all_its_plans_only_where_that_was_allowed(sandbox, scheduler, place, accepted, empties):
    line = Line(place, NOTHING, frozenset(accepted), empties=empties)
    run = draft(place.connection, "", [line], actor=scheduler, key="k", now=timezone.now())
    begin(run)
    work(run, now=timezone.now())
    assert ([state for state, _ in results(run)], sent(sandbox, UPDATE)) == (
        [("asked" if empties else "refused")],
        empties,
    )


def test_nothing_is_changed_in_the_name_of_a_person_who_is_gone_or_may_no_more(sandbox, drafted, scheduler):
    begin(drafted)
    scheduler.user.groups.clear()
    work(drafted, now=timezone.now())
    assert {state for state, _ in results(drafted)} == {"refused"}
    drafted.places.update(state="waiting")
    InsuranceRun.objects.update(state="running", actor=None)
    work(InsuranceRun.objects.get(), now=timezone.now())
    assert (results(drafted)[0], sent(sandbox, UPDATE)) == (("refused", runs.GONE), 0)


def test_the_job_lets_others_have_their_turn(drafted, monkeypatch):
    begin(drafted)
    monkeypatch.setattr("zocdoc_sync.insurance.runs.time.monotonic", iter(range(0, 10_000, 31)).__next__)
    with pytest.raises(Postpone):
        work_on_run({"run_id": drafted.pk}, JobContext(1, "insurance.run", {}, "me", 1, 1, timezone.now()))
