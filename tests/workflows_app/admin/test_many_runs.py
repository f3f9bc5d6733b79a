"""Previews before a run is cancelled or repeated, and what is done with many runs at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.workflows_app import factories
from tests.workflows_app.admin.conftest import CONFIRM
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.operations.standin import booked, effects
from workflows_app.admin.runs import previewing
from workflows_app.admin.runs.bulk import DONE
from workflows_app.engine.planning import replay, start_by_hand
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.models import AccessEvent, Appointment

LIST = "/admin/workflows_app/workflowrun/"


def made(workflow, state="failed", **fields):
    run = start_by_hand(workflow, rows.appointment(workflow.connection, **fields), actor=None, now=timezone.now())
    WorkflowRun.objects.filter(pk=run.pk).update(state=state)
    return run


def selected(client, slug, runs, **more):
    asked = {"action": f"runs_{slug}", "_selected_action": [run.pk for run in runs], **more}
    return client.post(more.pop("at", LIST), asked)


def confirmed(client, slug, preview):
    (token,), (numbers,) = hidden(preview, "form_token"), hidden(preview, "numbers")
    return client.post(reverse("admin:runs_act", args=(slug,)), {"form_token": token, "numbers": numbers})


def groups(preview):
    return [(list(one.sentences), one.number) for one in preview.context["groups"]]


@pytest.fixture
def linked_run(client, sandbox, linked):
    client.force_login(person("Builder", linked, username="linked"))
    workflow = factories.workflow(linked, [("confirm", CONFIRM.kind, CONFIRM.config)])
    run = start_by_hand(workflow, booked(sandbox, linked), actor=None, now=timezone.now())
    WorkflowRun.objects.update(state="failed")
    return run


def test_a_preview_reads_the_appointment_just_now_and_writes_nothing(client, sandbox, linked_run):
    sandbox.control("PATCH", f"appointments/{linked_run.appointment.zocdoc_id}", {"appointment_status": "cancelled"})
    preview = client.post(reverse("admin:run_preview", args=(linked_run.pk, "replay")))
    assert groups(preview) == [(["Would confirm, but it is cancelled now: skip."], 1)]
    assert (preview.context["fault"], preview.context["is_fresh"]) == ("", True)
    assert Appointment.objects.get().status == "cancelled"
    assert effects(sandbox) == []
    assert WorkflowRun.objects.count() == 1


def test_a_preview_says_when_zocdoc_could_not_be_read(at_builder, active):
    run = made(active)
    preview = at_builder.post(reverse("admin:run_preview", args=(run.pk, "replay")))
    assert "What follows is how it was seen" in preview.context["fault"]
    assert groups(preview) == [(["Would confirm."], 1)]


def test_a_preview_needs_a_post_a_known_button_a_permission_and_an_own_run(client, at_builder, clinic, other, active):
    run = made(active)
    address = reverse("admin:run_preview", args=(run.pk, "replay"))
    assert at_builder.get(address).status_code == 405
    assert at_builder.post(reverse("admin:run_preview", args=(run.pk, "nonsense"))).status_code == 404
    client.force_login(person("Viewer", clinic))
    assert client.post(address).status_code == 403
    client.force_login(person("Builder", other, username="neighbour"))
    assert client.post(address).status_code == 404


def test_many_are_grouped_by_what_would_become_of_them(at_builder, active):
    runs = [made(active), made(active), made(active, status="cancelled"), made(active, state="asks")]
    preview = selected(at_builder, "replay", runs)
    assert groups(preview) == [
        (["Would confirm."], 2),
        (["Would confirm, but it is cancelled now: skip."], 1),
        (["Left as it is: needs a person."], 1),
    ]
    assert (preview.context["doable"], preview.context["left"]) == (3, 1)
    assert WorkflowRun.objects.count() == 4


def test_each_of_many_is_repeated_once_however_often_the_form_is_sent(at_builder, active):
    preview = selected(at_builder, "replay", [made(active) for _ in range(3)])
    for _ in range(2):
        answer = confirmed(at_builder, "replay", preview)
    assert said(at_builder, answer)[-1] == "3 runs run again."
    assert WorkflowRun.objects.filter(replay_of__isnull=False, state="queued").count() == 3
    assert AccessEvent.objects.filter(action="runs.replay", subject="3 of 3 runs").count() == 2


@pytest.mark.parametrize(
    ("slug", "before", "after"), [("cancel", "waiting", "cancelled"), ("retry", "failed", "retrying")]
)
def test_what_has_moved_on_since_is_left_and_told(at_builder, active, slug, before, after):
    runs = [made(active, state=before) for _ in range(3)]
    preview = selected(at_builder, slug, runs)
    WorkflowRun.objects.filter(pk=runs[0].pk).update(state="succeeded")
    answer = confirmed(at_builder, slug, preview)
    assert said(at_builder, answer) == [f"2 runs {DONE[slug]}. 1 had moved on and are left as they are."]
    states = WorkflowRun.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["succeeded", after, after]


def came_of(page):
    return [(list(one.sentences), one.number) for one in page.context["groups"]]


def left(page):
    return [(list(one.sentences), one.number) for one in page.context["left"]]


def test_a_summary_tells_what_came_of_each_and_why_others_were_left(at_builder, active):
    runs = [made(active) for _ in range(4)]
    earlier = replay(runs[0], now=timezone.now())
    preview = selected(at_builder, "replay", runs)
    WorkflowRun.objects.filter(pk=runs[3].pk).update(state="running")
    address = confirmed(at_builder, "replay", preview).url
    page = at_builder.get(address)
    assert (came_of(page), page.context["under_way"]) == ([(["Waits for its turn"], 3)], 3)
    assert left(page) == [(["Left as it is: running."], 1)]
    assert 'data-reload-seconds="5"' in page.content.decode()
    done, skipped, failed = WorkflowRun.objects.filter(replay_of__in=runs).exclude(pk=earlier.pk).order_by("pk")
    WorkflowRun.objects.filter(pk__in=[done.pk, skipped.pk]).update(state="succeeded")
    WorkflowRun.objects.filter(pk=failed.pk).update(state="failed", sentence="Zocdoc refused it.")
    why = {"state": "skipped", "sentence": "It is cancelled.", "started_at": timezone.now()}
    StepRun.objects.create(connection=skipped.connection, run=skipped, path="confirm", kind=CONFIRM.kind, **why)
    page = at_builder.get(address)
    assert sorted(came_of(page)) == [
        (["Failed", "Zocdoc refused it."], 1),
        (["Succeeded"], 1),
        (["Succeeded", "Skipped: It is cancelled."], 1),
    ]
    assert "data-reload-seconds" not in page.content.decode()


def test_a_summary_of_a_form_that_was_sent_twice_is_one(at_builder, active):
    runs = [made(active, state="waiting") for _ in range(2)]
    preview = selected(at_builder, "cancel", runs)
    addresses = {confirmed(at_builder, "cancel", preview).url for _ in range(2)}
    page = at_builder.get(addresses.pop())
    assert addresses == set()
    assert (came_of(page), left(page)) == ([(["Cancelled", "Cancelled by builder."], 2)], [])


def test_a_summary_is_of_who_sent_the_form_and_shows_only_own_runs(client, at_builder, clinic, other, active):
    mine, foreign = made(active, state="waiting"), made(factories.workflow(other), state="waiting")
    (token,) = hidden(selected(at_builder, "cancel", [mine]), "form_token")
    posted = {"form_token": token, "numbers": f"{mine.pk},{foreign.pk}"}
    address = at_builder.post(reverse("admin:runs_act", args=("cancel",)), posted).url
    page = at_builder.get(address)
    assert ([number for _, number in came_of(page)], left(page)) == ([1], [])
    client.force_login(person("Builder", clinic, username="colleague"))
    assert said(client, client.get(address)) == ["That summary is not kept any more: the list has all runs."]
    client.force_login(person("Viewer", clinic))
    assert client.get(address).status_code == 403


def test_a_summary_of_many_runs_asks_a_few_questions(at_builder, active, django_assert_max_num_queries):
    runs = [made(active, state="waiting") for _ in range(30)]
    address = confirmed(at_builder, "cancel", selected(at_builder, "cancel", runs)).url
    with django_assert_max_num_queries(20):
        page = at_builder.get(address)
    (group,) = page.context["groups"]
    assert (group.number, len(group.first)) == (30, previewing.SHOWN)


def test_all_that_fit_a_filter_are_selected_and_too_many_are_refused(at_builder, active, monkeypatch):
    runs = [made(active), made(active), made(active, state="succeeded")]
    everything = {"action": "runs_retry", "_selected_action": [runs[0].pk], "select_across": "1"}
    preview = at_builder.post(f"{LIST}?state=failed", everything)
    assert groups(preview) == [(["Would confirm."], 2)]
    monkeypatch.setattr(previewing, "MOST", 1)
    answer = at_builder.post(f"{LIST}?state=failed", everything)
    assert said(at_builder, answer) == ["At most 5,000 runs at once: narrow the list by a filter first."]


def test_many_are_only_for_people_who_may_run_and_only_their_own(client, at_builder, clinic, other, active):
    mine, foreign = made(active, state="waiting"), made(factories.workflow(other), state="waiting")
    preview = selected(at_builder, "cancel", [mine])
    (token,) = hidden(preview, "form_token")
    address = reverse("admin:runs_act", args=("cancel",))
    assert at_builder.get(address).status_code == 405
    at_builder.post(address, {"form_token": token, "numbers": f"{mine.pk},{foreign.pk},{'9' * 40}"})
    assert dict(WorkflowRun.objects.values_list("pk", "state")) == {mine.pk: "cancelled", foreign.pk: "waiting"}
    client.force_login(person("Viewer", clinic))
    assert client.post(address, {"form_token": token, "numbers": str(mine.pk)}).status_code == 403
    assert "runs_cancel" not in client.get(LIST).content.decode()
