import pytest
from django.contrib import admin
from django.db import connection
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, person
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.models import Alert, Appointment, Connection


def alert(owner, fault):
    now = timezone.now()
    return Alert.objects.create(
        code="job_parked", fault=fault, connection=owner, sentence="It gave up.", opened_at=now, last_at=now
    )


def test_a_person_sees_the_rows_of_own_connections_and_of_the_installation(clinic, other):
    mine, theirs = appointment(clinic), appointment(other)
    ours, hidden, everybodys = alert(clinic, "one"), alert(other, "two"), alert(None, "three")
    someone, everything = person("Viewer", clinic), person("superuser")
    assert set(visible_rows(Appointment.objects.all(), someone)) == {mine}
    assert set(visible_rows(Alert.objects.all(), someone)) == {ours, everybodys}
    assert set(visible_rows(Connection.objects.all(), someone)) == {clinic}
    assert set(visible_rows(Appointment.objects.all(), everything)) == {mine, theirs}
    assert set(visible_rows(Alert.objects.all(), everything)) == {ours, hidden, everybodys}


def test_a_person_without_a_connection_sees_none_of_the_rows(clinic):
    appointment(clinic)
    assert list(visible_rows(Appointment.objects.all(), person("Viewer"))) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sorts a table as small as a test's")
def test_a_list_walks_the_index_of_its_order_and_sorts_nothing(clinic):
    rows = visible_rows(Appointment.objects.order_by("-start_time", "-pk"), person("Viewer", clinic))
    plan = rows.values_list("pk", flat=True)[:50].explain()
    assert "USING INDEX appointment_start_all" in plan
    assert "TEMP B-TREE" not in plan


def test_every_list_says_in_a_sentence_of_its_own_what_it_waits_for():
    said = [page.empty_sentence for page in admin.site._registry.values()]
    assert ConsoleModelAdmin.empty_sentence not in said
    assert len(set(said)) == len(said)


def test_an_empty_list_of_appointments_leads_to_all_of_them(at_desk, clinic):
    address = "/admin/zocdoc_sync/appointment/"
    assert 'href="?when=all">Show all</a>' in at_desk.get(address).content.decode()
    assert "Show all</a>" not in at_desk.get(address, {"when": "all"}).content.decode()
