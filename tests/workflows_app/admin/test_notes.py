"""Notes on an appointment's page."""

import pytest
from django.db import connection as database
from django.urls import reverse

from tests.workflows_app.factories import NOW
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from workflows_app.models import Remark
from zocdoc_sync.models import AccessEvent

NOTE = "She is afraid of needles."


@pytest.fixture
def appointment(clinic):
    return rows.appointment(clinic)


@pytest.fixture
def at_desk(client, clinic):
    client.force_login(person("Front desk", clinic))
    return client


def address(appointment):
    return reverse("admin:appointment_note", args=(appointment.pk,))


def box(client, appointment):
    shown = client.get(reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,))).content.decode()
    return shown.partition('id="notes"')[2].partition("</section>")[0]


def token(client, appointment):
    return box(client, appointment).partition('name="form_token" value="')[2].partition('"')[0]


def post(client, appointment, **fields):
    return client.post(address(appointment), {"form_token": token(client, appointment), **fields})


def kept():
    return [(one.text, one.by) for one in Remark.objects.order_by("pk")]


def written(clinic, appointment):
    return Remark.objects.create(connection=clinic, appointment=appointment, key="n", text=NOTE, by="fay", at=NOW)


def test_a_note_is_written_shown_and_removed_and_the_audit_holds_no_word_of_it(at_desk, appointment):
    assert said(at_desk, post(at_desk, appointment, note=f" {NOTE} ")) == ["The note is written."]
    assert kept() == [(NOTE, "front-desk")]
    assert NOTE in box(at_desk, appointment)
    assert said(at_desk, post(at_desk, appointment, off=Remark.objects.get().pk)) == ["The note is removed."]
    assert kept() == []
    lines = AccessEvent.objects.filter(action__startswith="note.").order_by("pk").values_list("action", "subject")
    subject = f"appointment {appointment.zocdoc_id}"
    assert list(lines) == [("note.added", subject), ("note.removed", subject)]


def test_a_form_that_is_posted_twice_writes_once(at_desk, appointment):
    posted = {"form_token": token(at_desk, appointment), "note": NOTE}
    for _ in range(2):
        at_desk.post(address(appointment), posted)
    assert kept() == [(NOTE, "front-desk")]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"note": " "}, "Write the note first."),
        ({"note": "x" * 4001}, "A note may have 4000 characters."),
        ({"off": "999999"}, "There is no such note any more."),
        ({"off": "x"}, "There is no such note any more."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(at_desk, appointment, fields, told):
    assert said(at_desk, post(at_desk, appointment, **fields)) == [told]
    assert kept() == []


def test_a_tag_and_another_appointments_note_are_not_removed_by_it(at_desk, clinic, appointment):
    theirs = written(clinic, rows.appointment(clinic))
    tag = Remark.objects.create(connection=clinic, appointment=appointment, key="t", tag="vip", by="fay", at=NOW)
    for one in (theirs, tag):
        post(at_desk, appointment, off=one.pk)
    assert Remark.objects.count() == 2


def test_the_database_holds_no_word_of_a_note(clinic, appointment):
    written(clinic, appointment)
    with database.cursor() as cursor:
        cursor.execute("select text from workflows_app_remark")
        stored = str(cursor.fetchone())
    # A short word may stand in sealed text by chance.
    assert [word for word in NOTE.split() if len(word) > 4 and word in stored] == []


def test_who_may_not_see_patients_sees_no_box_and_who_only_looks_no_form(client, clinic, appointment):
    written(clinic, appointment)
    client.force_login(person("Scheduler", clinic))
    assert box(client, appointment) == ""
    client.force_login(person("Viewer", clinic))
    shown = box(client, appointment)
    assert (NOTE in shown, "<form" in shown) == (True, False)


def test_writing_needs_a_post_the_permission_a_visible_appointment_and_the_forms_token(
    client, clinic, other, appointment
):
    client.force_login(person("Viewer", clinic))
    assert (client.get(address(appointment)).status_code, client.post(address(appointment)).status_code) == (405, 403)
    client.force_login(person("Front desk", clinic))
    assert client.post(address(rows.appointment(other)), {"note": NOTE}).status_code == 404
    assert client.post(address(appointment), {"note": NOTE}).status_code == 302
    assert kept() == []
