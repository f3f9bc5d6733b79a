from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.publishing.conftest import provider_at
from tests.zocdoc_sync.admin.publishing.test_templates import template
from zocdoc_sync.models import AccessEvent, PublishDay, PublishRun
from zocdoc_sync.timeslots.publishing.states import plan_due_publishing

TODAY = timezone.localdate


def form_of(client, kind):
    return client.get(reverse("admin:publishrun_new", args=(kind,)))


def ask(client, kind, *providers, days=3, **more):
    token = form_of(client, kind).context["form_token"]
    first = TODAY() + timedelta(days=1)
    fields = {
        "providers": [one.pk for one in providers], "first": first, "last": first + timedelta(days=days - 1),
        "form_token": token, **more,
    }  # fmt: skip
    return client.post(reverse("admin:publishrun_new", args=(kind,)), fields)


@pytest.fixture
def run(clinic, provider):
    first = TODAY() + timedelta(days=1)
    made = PublishRun.objects.create(
        connection=clinic, kind="templates", key="test", providers=[provider.pk], first=first,
        last=first + timedelta(days=2), started_at=timezone.now(), prepared_at=timezone.now(), state="ready",
    )  # fmt: skip
    for number, (state, asked) in enumerate((("waiting", ""), ("asks", "empty"), ("asks", "half"))):
        PublishDay.objects.create(
            connection=clinic, run=made, provider=provider, date=first + timedelta(days=number), state=state,
            asked=asked, due_at=timezone.now(),
        )  # fmt: skip
    return made


def page_of(run):
    return reverse("admin:zocdoc_sync_publishrun_change", args=(run.pk,))


def press(client, run, name, **fields):
    token = client.get(page_of(run)).context["form_token"]
    return client.post(
        reverse(f"admin:publishrun_{name}", args=(run.pk,)), {"form_token": token, **fields}, follow=True
    )


def state_of(run):
    return PublishRun.objects.get(pk=run.pk).state


def test_a_scheduler_starts_a_run_and_the_worker_is_planned(scheduler, provider):
    template(provider)
    answer = ask(scheduler, "templates", provider)
    run = PublishRun.objects.get()
    assert (answer.url, run.state, run.providers) == (page_of(run), "comparing", [provider.pk])
    assert plan_due_publishing(timezone.now()) == 1
    assert AccessEvent.objects.get(action="publishing.started:templates").subject == f"publishing run {run.pk}"


def test_the_same_form_posted_twice_starts_one_run(scheduler, provider):
    template(provider)
    token = form_of(scheduler, "templates").context["form_token"]
    for _ in range(2):
        ask(scheduler, "templates", provider, form_token=token)
    assert PublishRun.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("templates", {"last": "2020-01-01"}, "The range ends before it begins."),
        ("templates", {"providers": []}, "Choose at least one provider."),
        ("close", {"typed": "yes"}, "Closing deletes all timeslots of these days. Type "),
        (
            "copy",
            {"source_first": "2020-01-02", "source_last": "2020-01-01"},
            "The days to copy end before they begin.",
        ),
    ],
)
def test_a_wrong_order_says_so_and_keeps_what_was_typed(scheduler, provider, kind, more, sentence):
    template(provider)
    answer = ask(scheduler, kind, provider, **more)
    assert (answer.status_code, PublishRun.objects.count()) == (422, 0)
    text = answer.content.decode()
    assert sentence in text
    assert str(TODAY() + timedelta(days=1)) in text


def test_providers_of_another_clinic_are_not_offered_and_not_taken(scheduler, provider, other):
    template(provider)
    theirs = provider_at(other, "pr_x", "Dr. Stranger", "lo_x", "Elsewhere")
    assert "Dr. Stranger" not in form_of(scheduler, "close").content.decode()
    assert (ask(scheduler, "close", theirs, typed="x").status_code, PublishRun.objects.count()) == (422, 0)


def test_emptying_days_needs_their_range_typed(scheduler, run):
    (day,) = run.days.filter(asked="empty")
    for typed in ("", "yes", str(day.date + timedelta(days=1))):
        said = press(scheduler, run, "answer", say_empty="yes", count_empty="1", typed=typed).content.decode()
        assert f"Type {day.date} to do that." in said
    assert run.days.filter(asked="empty", state="asks").count() == 1
    press(scheduler, run, "answer", say_empty="yes", count_empty="1", typed=str(day.date))
    day.refresh_from_db()
    assert (day.state, day.said) == ("waiting", "empty")


def test_an_answer_to_other_days_than_were_shown_is_not_taken(scheduler, run):
    said = press(scheduler, run, "answer", say_half="yes", count_half="2").content.decode()
    assert "Other days ask this by now than were shown: look at them again." in said
    assert run.days.filter(state="asks").count() == 2


def test_days_are_left_alone_by_kind(scheduler, run):
    press(scheduler, run, "answer", say_half="leave", count_half="1")
    assert sorted(run.days.values_list("state", flat=True)) == ["asks", "skipped", "waiting"]
    assert AccessEvent.objects.filter(action="publishing.answer").count() == 1


def test_what_days_left_alone_would_have_lost_is_not_counted(scheduler, run):
    run.days.filter(asked="half").update(removed=8)
    run.days.filter(state="waiting").update(removed=2, added=1)
    assert "1 timeslots come and 10 go" in scheduler.get(page_of(run)).content.decode()
    press(scheduler, run, "answer", say_half="leave", count_half="1")
    assert "1 timeslots come and 2 go" in scheduler.get(page_of(run)).content.decode()


def test_what_goes_is_named_by_location_for_each_question_and_each_day(scheduler, run):
    when = {"start_time": "2026-12-01T09:00:00", "time_zone": "America/New_York"}
    down, elsewhere = ({"location_id": place, **when} for place in ("lo_down", "lo_else"))
    run.days.update(shown=[down, elsewhere, {**elsewhere, "start_time": "2026-12-01T10:00:00"}], wanted=[down])
    run.days.filter(asked="half").update(wanted=[])
    run.days.update(removed=2)
    said = scheduler.get(page_of(run), {"state": "waiting"}).content.decode()
    assert "would lose more than half of their timeslots. Timeslots that go: Downtown 1, lo_else 2." in said
    assert "0 come, 2 go (lo_else 2)." in said


def test_a_day_that_asks_two_things_counts_once_among_the_days(scheduler, run):
    run.days.filter(asked="half").update(asked="half booked")
    assert "2 days, 3 kinds" in scheduler.get(page_of(run)).content.decode()


@pytest.mark.parametrize("kind", ["templates", "copy", "close"])
@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("ready", "Answer, and send on Publish"),
        ("asks", "Answer and send at once"),
        ("stopped", "Answer, and send on Continue"),
    ],
)
def test_the_button_of_answers_says_when_they_are_sent(scheduler, run, kind, state, button):
    PublishRun.objects.filter(pk=run.pk).update(kind=kind, state=state)
    assert f">{button}</button>" in scheduler.get(page_of(run)).content.decode()


def test_a_run_is_published_stopped_and_continued_and_the_audit_says_by_whom(scheduler, run):
    states = []
    for name in ("publish", "stop", "continue"):
        press(scheduler, run, name)
        states.append(state_of(run))
    assert states == ["publishing", "stopped", "publishing"]
    actions = (
        AccessEvent.objects.filter(action__startswith="publishing.").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["publishing.publish", "publishing.stop", "publishing.continue"]


def test_a_form_of_an_earlier_state_does_nothing(scheduler, run):
    token = scheduler.get(page_of(run)).context["form_token"]
    PublishRun.objects.filter(pk=run.pk).update(state="stopped")
    answer = scheduler.post(reverse("admin:publishrun_publish", args=(run.pk,)), {"form_token": token}, follow=True)
    assert "The run has gone on since this page was opened: look again." in answer.content.decode()
    assert state_of(run) == "stopped"


@pytest.mark.parametrize("name", ["publish", "stop", "continue", "again", "answer"])
def test_a_viewer_sees_a_run_and_presses_nothing(client, clinic, run, name):
    client.force_login(person("Viewer", clinic))
    page = client.get(page_of(run))
    assert (page.status_code, 'method="post" action="/admin/zocdoc_sync/publishrun' in page.content.decode()) == (
        200,
        False,
    )
    assert client.post(reverse(f"admin:publishrun_{name}", args=(run.pk,))).status_code == 403
    assert (form_of(client, "templates").status_code, state_of(run)) == (403, "ready")


@pytest.mark.parametrize("name", ["publish", "stop", "continue", "again", "answer"])
def test_a_get_of_a_button_does_nothing(scheduler, run, name):
    assert scheduler.get(reverse(f"admin:publishrun_{name}", args=(run.pk,))).status_code == 405
    assert state_of(run) == "ready"


def test_a_run_of_another_clinic_does_not_exist(client, other, run):
    client.force_login(person("Scheduler", other))
    assert client.get(page_of(run)).status_code == 404
    assert client.post(reverse("admin:publishrun_stop", args=(run.pk,))).status_code == 404


def test_the_part_that_renews_itself_is_only_that_part(scheduler, run):
    part = scheduler.get(page_of(run), {"part": "progress"}).content.decode()
    assert ("<html" in part, part.count('id="sd-progress"')) == (False, 1)
    assert "3 days compared" in part


def test_a_run_takes_as_many_queries_for_a_hundred_days_as_for_three(scheduler, run, django_assert_max_num_queries):
    counts = []
    for more in (1, 97):
        first = run.days.order_by("-date").first()
        PublishDay.objects.bulk_create(
            PublishDay(
                connection=run.connection, run=run, provider=first.provider, due_at=first.due_at, state="failed",
                date=first.date + timedelta(days=number + 1),
            )
            for number in range(more)
        )  # fmt: skip
        with django_assert_max_num_queries(20) as counted:
            assert scheduler.get(page_of(run)).status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts == [counts[0]] * 2
