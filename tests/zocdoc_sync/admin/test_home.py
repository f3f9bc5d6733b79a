import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.theme import NAVIGATION
from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.admin.clinic import appointment, connection_named, operation, person
from tests.zocdoc_sync.admin.pressing import address
from tests.zocdoc_sync.operations.standin import booked, effects
from workflows_app.engine.planning import start_by_hand
from workflows_app.models import WorkflowRun
from zocdoc_sync.admin.home import counts
from zocdoc_sync.models import AccessEvent, Alert, Appointment, Connection

HOME = "/admin/"


def today():
    return timezone.localdate()


def pks(rows):
    return [row.summary.pk for row in rows]


def test_what_is_to_confirm_stands_oldest_booking_first(at_desk, clinic):
    now = timezone.now()
    young = appointment(clinic, created_time=now - timedelta(hours=1))
    old = appointment(clinic, created_time=now - timedelta(hours=9))
    appointment(clinic, status="confirmed", start_time=now + timedelta(days=3))
    appointment(clinic, start_time=now - timedelta(days=2))
    assert pks(at_desk.get(HOME).context["to_confirm"]) == [old.pk, young.pk]


def test_a_booking_whose_start_is_not_told_is_to_confirm_all_the_same(at_desk, clinic):
    row = appointment(clinic, start_time=None, local_date=None)
    assert pks(at_desk.get(HOME).context["to_confirm"]) == [row.pk]


def test_what_starts_within_a_day_is_marked_and_stands_before_older_bookings(at_desk, clinic):
    now = timezone.now()
    far = appointment(clinic, created_time=now - timedelta(days=3), start_time=now + timedelta(days=9))
    near = appointment(clinic, created_time=now - timedelta(hours=1), start_time=now + timedelta(hours=23))
    rows = at_desk.get(HOME).context["to_confirm"]
    assert [(row.summary.pk, row.is_soon) for row in rows] == [(near.pk, True), (far.pk, False)]


def test_lanes_and_navigation_count_all_that_waits_not_only_what_is_shown(at_desk, clinic):
    for _ in range(14):
        appointment(clinic, patient=False)
    answer = at_desk.get(HOME)
    assert (answer.context["counts"]["to_confirm"], len(answer.context["to_confirm"])) == ("14", 12)
    assert "All 14 that wait" in answer.content.decode()


@pytest.mark.parametrize(("rows", "says"), [(2, "2"), (3, "2+"), (9, "2+")])
def test_a_count_ends_where_nobody_counts_on(at_desk, clinic, monkeypatch, rows, says):
    monkeypatch.setattr(counts, "MOST", 2)
    for _ in range(rows):
        appointment(clinic, patient=False)
    assert at_desk.get(HOME).context["counts"]["to_confirm"] == says


def badges(answer):
    """Return what stands beside the navigation's lines, such as {"needs": "2 to answer"}."""
    found = re.findall(r'data-badge="[\w.]+\.(\w+)">(.*?)</span>\s*(?:</a>|$)', answer.content.decode(), re.DOTALL)
    return {name: " ".join(re.sub("<[^>]+>", " ", words).split()) for name, words in found}


def test_the_navigation_counts_on_every_page_what_this_person_has_to_do(at_desk, clinic, other):
    now = timezone.now()
    for row in (appointment(clinic), appointment(clinic), appointment(other)):
        operation(row, state="asks")
        Alert.objects.create(
            code="sync_failing", fault=str(row.pk), connection=row.connection, sentence="-", opened_at=now, last_at=now
        )
    for page in (HOME, "/admin/zocdoc_sync/location/"):
        assert badges(at_desk.get(page)) == {"to_confirm": "2 to confirm", "needs": "2 to answer", "alerts": "2 open"}


def test_what_is_counted_stands_in_a_group_that_never_folds():
    folded = [item for group in NAVIGATION if group.get("collapsible") for item in group["items"]]
    assert [item["title"] for item in folded if "badge" in item] == []
    assert [item["title"] for item in NAVIGATION[0]["items"] if "badge" in item] == [
        "Today",
        "Needs a person",
        "Alerts",
    ]


def test_the_navigation_is_quiet_when_there_is_nothing_to_do(at_desk, clinic):
    assert badges(at_desk.get(HOME)) == {"to_confirm": "", "needs": "", "alerts": ""}


def test_a_run_that_needs_a_person_is_asked_about_where_the_person_may_see_runs(client, clinic, other):
    for connection in (clinic, other):
        flow = workflow(connection, [("confirm", "zocdoc.confirmAppointment", {})], name=f"Of {connection.name}")
        start_by_hand(flow, appointment(connection), actor=None, now=timezone.now())
    WorkflowRun.objects.update(state="asks", sentence="Look at it.")
    client.force_login(person("Front desk", clinic))
    (line,) = client.get(HOME).context["needing"]
    assert (line.title, line.sentence) == ("Of Riverbend Clinic: a run needs a person", "Look at it.")
    assert client.get(line.link).status_code == 200


@pytest.mark.parametrize(
    ("ago", "arrived", "says"),
    [(-5, False, "Confirmed"), (5, False, "Due now"), (40, False, "Over"), (40, True, "Arrived")],
)
def test_today_tells_who_is_due_who_is_here_and_what_is_over(at_desk, clinic, ago, arrived, says):
    now = timezone.now()
    start = now - timedelta(minutes=ago)
    here = now if arrived else None
    appointment(clinic, status="confirmed", start_time=start, local_date=today(), arrived_at=here)
    (row,) = at_desk.get(HOME).context["today"]
    assert re.sub("<[^>]+>", " ", row.state).split()[1:] == says.split()
    assert row.is_over is (ago > 30)


def test_one_click_confirms_once_and_leads_back_home(at_linked_desk, sandbox, linked):
    booked(sandbox, linked)
    (row,) = at_linked_desk.get(HOME).context["to_confirm"]
    for _ in range(2):
        answer = at_linked_desk.post(address(row.summary, "confirm"), {"form_token": row.form_token, "then": "home"})
        assert answer.url == HOME
    assert effects(sandbox) == ["confirmAppointment"]
    assert Appointment.objects.get().status == "confirmed"
    assert at_linked_desk.get(HOME).context["to_confirm"] == []


def test_who_may_not_confirm_has_no_button(client, clinic):
    appointment(clinic)
    client.force_login(person("Viewer", clinic))
    (row,) = client.get(HOME).context["to_confirm"]
    assert row.form_token == ""


def test_outcomes_alerts_and_dead_credentials_need_a_person(at_desk, clinic):
    now = timezone.now()
    operation(appointment(clinic), state="asks", error_sentence="Nobody can tell.")
    operation(appointment(clinic))
    Alert.objects.create(
        code="sync_failing", fault="f", connection=clinic, sentence="It fails.", opened_at=now, last_at=now
    )
    Alert.objects.create(
        code="sync_failing", fault="g", connection=clinic, sentence="Old.", opened_at=now, last_at=now, closed_at=now
    )
    Connection.objects.update(state="needs_reconnecting", state_sentence="The secret is refused.")
    context = at_desk.get(HOME).context
    assert [one.sentence for one in context["needing"]] == [
        "The secret is refused. Ask an administrator to reconnect it.",
        "Nobody can tell.",
    ]
    assert [one.sentence for one in context["alerts"]] == ["It fails."]


def test_rows_of_other_clinics_are_on_nobody_elses_worklist(at_desk, clinic, other):
    operation(appointment(other, last="Zander"), state="asks")
    context = at_desk.get(HOME).context
    lanes = ("to_confirm", "moving", "settling", "today", "needing", "alerts")
    assert {name: context[name] for name in lanes} == {name: [] for name in lanes}
    assert [one.row for one in context["connections"]] == [clinic]


def test_the_worklist_takes_at_most_twenty_queries_however_much_there_is(
    at_desk, desk, clinic, django_assert_max_num_queries
):
    for number in range(12):
        appointment(clinic, start_time=timezone.now() + timedelta(minutes=number))
        operation(appointment(clinic, status="confirmed"), state="asks")
        connection_named(f"Clinic {number}").members.add(desk)
    with django_assert_max_num_queries(20):
        assert at_desk.get(HOME).status_code == 200


def test_a_button_that_acts_at_once_waits_for_the_page_to_settle(at_desk, clinic):
    appointment(clinic, status="pending_booking")
    assert 'class="sd-settling"' in at_desk.get(HOME).content.decode()


def test_writes_on_their_way_and_pending_reschedules_wait_for_zocdoc(at_desk, clinic):
    moving = appointment(clinic, status="pending_reschedule")
    operation(appointment(clinic, status="confirmed"), state="unknown", error_sentence="No answer.")
    context = at_desk.get(HOME).context
    assert pks(context["moving"]) == [moving.pk]
    assert [one.sentence for one in context["settling"]] == ["No answer."]
    assert context["needing"] == []


def test_a_booking_is_declined_in_place_with_a_reason_once(at_linked_desk, sandbox, linked):
    booked(sandbox, linked)
    (row,) = at_linked_desk.get(HOME).context["to_confirm"]
    given = {"form_token": row.decline_token, "cancellation_reason_type": "provider_not_available", "then": "home"}
    for _ in range(2):
        assert at_linked_desk.post(address(row.summary, "cancel"), given).url == HOME
    assert effects(sandbox) == ["cancelAppointment"]


@pytest.mark.parametrize("status", ["confirmed", "pending_booking"])
def test_who_has_arrived_is_said_to_have_arrived_once(at_desk, clinic, status):
    soon = timezone.now() + timedelta(minutes=2)
    appointment(clinic, status=status, start_time=soon, local_date=today(), arrived_at=timezone.now())
    lane = at_desk.get(HOME).content.decode().split("<h2>Today")[1].split("</section>")[0]
    assert lane.count("</span> Arrived</span>") == 1


def test_who_comes_today_is_marked_arrived_or_no_show_only_when_it_is_possible(at_desk, clinic):
    now = timezone.now()
    started = appointment(clinic, status="confirmed", start_time=now - timedelta(seconds=1), local_date=today())
    arrived = appointment(clinic, status="confirmed", start_time=now, local_date=today(), arrived_at=now)
    ahead = appointment(clinic, status="confirmed", start_time=now + timedelta(minutes=2), local_date=today())
    rows = at_desk.get(HOME).context["today"]
    offered = {row.summary.pk: (bool(row.arrived_token), bool(row.no_show_token), bool(row.arrived)) for row in rows}
    assert offered == {
        started.pk: (True, True, False),
        arrived.pk: (False, False, True),
        ahead.pk: (True, False, False),
    }


def test_ticked_bookings_are_confirmed_with_a_summary(at_linked_desk, sandbox, linked):
    rows = [booked(sandbox, linked) for _ in range(2)]
    token = at_linked_desk.get(HOME).context["bulk_token"]
    answer = at_linked_desk.post(
        reverse("admin:appointment_bulk", args=("confirm",)), {"form_token": token, "pk": [row.pk for row in rows]}
    )
    assert (answer.context["done"], len(answer.context["lines"])) == (2, 2)
    assert effects(sandbox) == ["confirmAppointment"] * 2


def test_after_ticked_bookings_the_way_leads_back_home(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    token = at_linked_desk.get(HOME).context["bulk_token"]
    bulk = reverse("admin:appointment_bulk", args=("confirm",))
    answer = at_linked_desk.post(bulk, {"form_token": token, "pk": [row.pk], "then": "home"})
    assert (answer.context["back"], answer.context["back_to"]) == (HOME, "Back to today")
    assert at_linked_desk.post(bulk, {"form_token": token, "then": "home"}).url == HOME


def undo(client, row, token):
    return client.post(reverse("admin:appointment_not_arrived", args=(row.pk,)), {"form_token": token, "then": "home"})


def test_an_arrival_is_taken_back_here_and_nothing_is_sent(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked, status="confirmed")
    Appointment.objects.update(local_date=today(), start_time=timezone.now(), arrived_at=timezone.now())
    (line,) = at_linked_desk.get(HOME).context["today"]
    for _ in range(2):
        assert undo(at_linked_desk, row, line.undo_token).url == HOME
    assert Appointment.objects.get().arrived_at is None
    assert effects(sandbox) == []
    assert AccessEvent.objects.filter(action="arrival.taken_back").count() == 1


def test_an_arrival_is_taken_back_only_by_a_form_of_who_may_set_it(client, at_desk, clinic, other):
    now = timezone.now()
    row, theirs = appointment(clinic, arrived_at=now, local_date=today()), appointment(other, arrived_at=now)
    assert at_desk.get(reverse("admin:appointment_not_arrived", args=(row.pk,))).status_code == 405
    assert undo(at_desk, theirs, "").status_code == 404
    undo(at_desk, row, "")
    token = next(one for one in at_desk.get(HOME).context["today"]).undo_token
    client.force_login(person("Viewer", clinic))
    assert undo(client, row, token).status_code == 403
    assert Appointment.objects.filter(arrived_at=now).count() == 2


@pytest.mark.parametrize(
    ("slug", "offered"), [("confirm", (["Reschedule…", "Cancel appointment…"], False)), ("arrived", ([], True))]
)
def test_what_was_done_last_says_what_can_be_done_about_it(at_linked_desk, sandbox, linked, slug, offered):
    row = booked(sandbox, linked)
    Appointment.objects.update(local_date=today(), start_time=timezone.now() + timedelta(minutes=3))
    context = at_linked_desk.get(HOME).context
    token = context["today"][0].arrived_token if slug == "arrived" else context["to_confirm"][0].form_token
    at_linked_desk.post(address(row, slug), {"form_token": token, "then": "home"})
    done = at_linked_desk.get(HOME).context["last_done"]
    assert ([words for words, _ in done.links], bool(done.undo_token)) == offered
    assert done.summary.pk == row.pk


def test_what_was_done_last_is_forgotten_after_five_minutes_and_names_nobody_elses_rows(at_desk, clinic, other):
    mine, theirs = appointment(clinic), appointment(other)
    for row, ago, shown in ((mine, 299, True), (mine, 301, False), (theirs, 0, False)):
        session = at_desk.session
        session["slotdesk.last_done"] = [row.pk, "confirm", timezone.now().timestamp() - ago]
        session.save()
        assert bool(at_desk.get(HOME).context["last_done"]) is shown


def narrow(client, **chosen):
    token = client.get(HOME).context["filter_token"]
    return client.post(reverse("admin:home_filters"), {"form_token": token, **chosen})


def test_filters_are_remembered_until_they_are_cleared(at_desk, desk, clinic):
    second = connection_named("Second Clinic")
    second.members.add(desk)
    here, there = appointment(clinic), appointment(second)
    assert narrow(at_desk, connection=second.pk).url == HOME
    for _ in range(2):
        assert pks(at_desk.get(HOME).context["to_confirm"]) == [there.pk]
    narrow(at_desk)
    assert sorted(pks(at_desk.get(HOME).context["to_confirm"])) == [here.pk, there.pk]


@pytest.mark.parametrize(
    ("back", "then"),
    [
        ("/admin/reports/?a=1", "/admin/reports/?a=1"),
        ("//evil.example/admin/", HOME),
        ("https://evil.example/admin/", HOME),
        ("/oauth/zocdoc/callback/", HOME),
        ("/admin/\\evil", "/admin/%5Cevil"),
    ],
)
def test_filters_lead_back_to_the_page_of_the_console_that_asked(back, then, at_desk, clinic):
    assert narrow(at_desk, back=back).url == then


def test_a_filter_by_another_clinics_row_counts_as_none(at_desk, clinic, other):
    row = appointment(clinic)
    narrow(at_desk, connection=other.pk)
    context = at_desk.get(HOME).context
    assert (context["filtered"], pks(context["to_confirm"])) == (False, [row.pk])


def test_filters_hide_no_alert(at_desk, clinic):
    now = timezone.now()
    Alert.objects.create(
        code="sync_failing", fault="f", connection=clinic, sentence="It fails.", opened_at=now, last_at=now
    )
    narrow(at_desk, connection=clinic.pk)
    context = at_desk.get(HOME).context
    assert (context["filtered"], [one.sentence for one in context["alerts"]]) == (True, ["It fails."])


def test_filters_are_kept_only_by_a_post_of_our_own_form(at_desk, clinic):
    assert at_desk.get(reverse("admin:home_filters")).status_code == 405
    at_desk.post(reverse("admin:home_filters"), {"connection": clinic.pk})
    assert at_desk.get(HOME).context["filtered"] is False


def test_a_refresh_by_itself_is_one_viewing_in_the_audit_for_five_minutes(at_desk, clinic):
    appointment(clinic)
    listed = AccessEvent.objects.filter(action="patients.listed")
    by_itself = {"x-slotdesk-background": "yes"}
    for _ in range(3):
        at_desk.get(HOME, headers=by_itself)
    assert listed.count() == 1
    session = at_desk.session
    session["patients_listed"] = {"worklist": session["patients_listed"]["worklist"] - 301}
    session.save()
    at_desk.get(HOME, headers=by_itself)
    assert listed.count() == 2
    at_desk.get(HOME)
    assert listed.count() == 3
