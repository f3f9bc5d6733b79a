"""The history of runs: the list, the page of each, and its buttons."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from workflows_app.engine.planning import start_by_hand
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.models import AccessEvent

LIST = "/admin/workflows_app/workflowrun/"
PLANTED = "Planted-Surname"


@pytest.fixture
def run(clinic, active):
    made = start_by_hand(active, rows.appointment(clinic), actor=None, now=timezone.now())
    StepRun.objects.create(
        connection=clinic, run=made, path="confirm", kind="zocdoc.confirmAppointment", state="failed",
        given={"name": PLANTED}, output={"name": PLANTED}, started_at=timezone.now(), sentence="Zocdoc refused it.",
        request_id="req-77",
    )  # fmt: skip
    return made


def page_of(run):
    return reverse("admin:workflows_app_workflowrun_change", args=(run.pk,))


def put(run, state):
    WorkflowRun.objects.filter(pk=run.pk).update(state=state)


def press(client, run, slug):
    return client.post(reverse("admin:run_act", args=(run.pk, slug)), {"form_token": token_of(client, run, slug)})


def token_of(client, run, slug):
    (token,) = hidden(client.post(reverse("admin:run_preview", args=(run.pk, slug))), "form_token")
    return token


@pytest.mark.parametrize("sees", [True, False])
def test_values_are_shown_to_who_sees_patients_and_that_is_recorded(client, clinic, run, sees):
    names = ["view_workflowrun", "view_participant"] if sees else ["view_workflowrun"]
    reader = person("Viewer", clinic)
    reader.groups.clear()
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    text = client.get(page_of(run)).content.decode()
    recorded = AccessEvent.objects.filter(action="patient.viewed", subject=f"run {run.pk}").exists()
    assert (PLANTED in text, recorded) == (sees, sees)
    assert ("Zocdoc refused it." in text, "req-77" in text) == (True, True)


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("waiting", ["Cancel"]),
        ("running", []),
        ("failed", ["Go on from the failed step", "Run again"]),
        ("succeeded", ["Run again"]),
        ("asks", ["Go on from the failed step"]),
    ],
)
def test_a_page_offers_what_its_state_allows(at_builder, run, state, verbs):
    put(run, state)
    assert [one.verb for one in at_builder.get(page_of(run)).context["buttons"]] == verbs


def test_a_run_that_waits_is_cancelled_once(at_builder, run):
    put(run, "waiting")
    assert said(at_builder, press(at_builder, run, "cancel")) == ["The run is cancelled: what it had done stays done."]
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert AccessEvent.objects.filter(action="run.cancel", subject=f"run {run.pk}").count() == 1


def test_a_failed_run_goes_on_from_its_failed_step(at_builder, run):
    put(run, "failed")
    press(at_builder, run, "retry")
    run.refresh_from_db()
    assert (run.state, run.steps.get().state, run.steps.get().tries) == ("retrying", "retrying", 1)


def test_one_form_runs_it_again_once(at_builder, run):
    put(run, "succeeded")
    token = token_of(at_builder, run, "replay")
    for _ in range(2):
        at_builder.post(reverse("admin:run_act", args=(run.pk, "replay")), {"form_token": token})
    assert list(WorkflowRun.objects.filter(replay_of=run).values_list("state", flat=True)) == ["queued"]


def test_what_has_moved_on_is_left_as_it_is(at_builder, run):
    put(run, "waiting")
    token = token_of(at_builder, run, "cancel")
    put(run, "succeeded")
    answer = at_builder.post(reverse("admin:run_act", args=(run.pk, "cancel")), {"form_token": token})
    assert said(at_builder, answer) == ["Nothing was done: the run has moved on since the page was opened."]
    run.refresh_from_db()
    assert run.state == "succeeded"


def test_the_buttons_need_a_post_a_token_a_permission_and_an_own_run(client, at_builder, clinic, other, run):
    address = reverse("admin:run_act", args=(run.pk, "replay"))
    put(run, "succeeded")
    assert at_builder.get(address).status_code == 405
    at_builder.post(address, {})
    client.force_login(person("Viewer", clinic))
    assert client.post(address, {}).status_code == 403
    client.force_login(person("Builder", other, username="neighbour"))
    assert client.post(address, {}).status_code == 404
    assert WorkflowRun.objects.count() == 1


def test_the_list_finds_runs_by_appointment_state_and_time(at_builder, clinic, active, run):
    old = start_by_hand(active, rows.appointment(clinic), actor=None, now=timezone.now() - timedelta(days=3))
    put(old, "failed")

    def found(**asked):
        return [row.pk for row in at_builder.get(LIST, asked).context["cl"].result_list]

    assert found() == [run.pk, old.pk]
    assert found(made="day") == [run.pk]
    assert found(state="failed") == [old.pk]
    assert found(q=run.appointment.zocdoc_id) == [run.pk]
    assert found(workflow=active.pk) == [run.pk, old.pk]


def pks(client, **asked):
    return [row.pk for row in client.get(LIST, asked).context["cl"].result_list]


def test_the_list_is_narrowed_to_days_of_which_both_are_included(at_builder, clinic, active):
    made = {
        day: start_by_hand(active, rows.appointment(clinic), actor=None, now=datetime(2026, 3, day, 23, 30, tzinfo=UTC))
        for day in (1, 2, 3)
    }
    with timezone.override(UTC):
        assert pks(at_builder, created_at_from="2026-03-02") == [made[3].pk, made[2].pk]
        assert pks(at_builder, created_at_to="2026-03-02") == [made[2].pk, made[1].pk]
        assert pks(at_builder, created_at_from="2026-03-02", created_at_to="2026-03-02") == [made[2].pk]
        assert pks(at_builder, created_at_from="nonsense") == [made[3].pk, made[2].pk, made[1].pk]


def test_the_list_is_narrowed_to_an_appointment_by_either_of_its_numbers(at_builder, clinic, active, run):
    start_by_hand(active, rows.appointment(clinic), actor=None, now=timezone.now())
    assert pks(at_builder, appointment=run.appointment.zocdoc_id) == [run.pk]
    assert pks(at_builder, appointment=str(run.appointment_id)) == [run.pk]
    assert pks(at_builder, appointment="9" * 40) == []


def test_words_are_looked_for_in_outcomes_workflows_and_steps_but_not_in_patients(at_builder, clinic, active, run):
    failed = start_by_hand(active, rows.appointment(clinic), actor=None, now=timezone.now() - timedelta(hours=1))
    WorkflowRun.objects.filter(pk=failed.pk).update(state="failed", sentence="The patient could not be read.")
    assert pks(at_builder, q="could not be READ") == [failed.pk]
    assert pks(at_builder, q="confirm all") == [run.pk, failed.pk]
    assert pks(at_builder, q="refused it") == [run.pk]
    assert pks(at_builder, q=PLANTED) == []


def test_the_states_are_counted_whichever_of_them_is_shown(at_builder, clinic, active, other, run):
    for state in ("failed", "failed", "succeeded"):
        put(start_by_hand(active, rows.appointment(clinic), actor=None, now=timezone.now()), state)
    start_by_hand(factories.workflow(other), rows.appointment(other), actor=None, now=timezone.now())
    shown = at_builder.get(LIST, {"state": "failed"}).context["counts"]
    assert [(number, chosen) for _, number, _, chosen in shown] == [(4, False), (1, False), (1, False), (2, True)]


def test_the_list_costs_the_same_for_any_number_of_rows(at_builder, clinic, active, run, django_assert_max_num_queries):
    at_builder.get(LIST)
    with django_assert_max_num_queries(100) as few:
        at_builder.get(LIST)
    for _ in range(20):
        start_by_hand(active, rows.appointment(clinic), actor=None, now=factories.NOW)
    with django_assert_max_num_queries(len(few.captured_queries)):
        at_builder.get(LIST)
