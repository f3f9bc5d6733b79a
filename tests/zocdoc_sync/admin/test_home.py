from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, connection_named, operation, person
from tests.zocdoc_sync.admin.pressing import address
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import Alert, Appointment, Connection

HOME = "/admin/"


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
    sentences = [one.sentence for one in at_desk.get(HOME).context["needing"]]
    assert sentences == ["The secret is refused.", "Nobody can tell.", "It fails."]


def test_rows_of_other_clinics_are_on_nobody_elses_worklist(at_desk, clinic, other):
    operation(appointment(other, last="Zander"), state="asks")
    context = at_desk.get(HOME).context
    assert (context["to_confirm"], context["today"], context["needing"]) == ([], [], [])
    assert [one["row"] for one in context["connections"]] == [clinic]


@pytest.mark.parametrize(("role", "says"), [("superuser", "Add a connection"), ("Front desk", "Ask an administrator")])
def test_an_empty_console_says_what_to_do_first(client, db, role, says):
    client.force_login(person(role))
    assert says in client.get(HOME).content.decode()


def test_the_worklist_takes_at_most_fifteen_queries_however_much_there_is(
    at_desk, desk, clinic, django_assert_max_num_queries
):
    for number in range(12):
        appointment(clinic, start_time=timezone.now() + timedelta(minutes=number))
        operation(appointment(clinic, status="confirmed"), state="asks")
        connection_named(f"Clinic {number}").members.add(desk)
    with django_assert_max_num_queries(15):
        assert at_desk.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"last_good_poll_at": None}, "new"),
        ({"last_good_poll_at": timedelta(minutes=10)}, "late"),
        ({"last_good_poll_at": timedelta(0)}, "fresh"),
        ({"last_good_poll_at": timedelta(0), "is_active": False}, "off"),
        ({"last_good_poll_at": timedelta(0), "state": "needs_reconnecting"}, "cut"),
    ],
)
def test_the_strip_tells_how_fresh_each_connection_is(at_desk, clinic, row, shown):
    ago = row["last_good_poll_at"]
    Connection.objects.update(**{**row, "last_good_poll_at": None if ago is None else timezone.now() - ago})
    (strip,) = at_desk.get(HOME).context["connections"]
    assert strip["freshness"] == shown
    assert strip["rhythm"].startswith("every 60 s, last ")


def test_a_button_that_acts_at_once_waits_for_the_page_to_settle(at_desk, clinic):
    appointment(clinic, status="pending_booking")
    assert 'class="sd-settling"' in at_desk.get(HOME).content.decode()
