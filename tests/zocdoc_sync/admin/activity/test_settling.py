import pytest

from tests.zocdoc_sync.admin.clinic import appointment, operation, person
from tests.zocdoc_sync.admin.pressing import said
from zocdoc_sync.models import AccessEvent, OperationLog


def address(row, answer):
    return f"/admin/zocdoc_sync/operationlog/{row.pk}/settle/{answer}/"


@pytest.mark.parametrize(("answer", "state"), [("happened", "reconciled"), ("did-not", "not_sent")])
def test_a_person_settles_what_nobody_could_read(at_desk, clinic, answer, state):
    row = operation(appointment(clinic), state="asks")
    at_desk.post(address(row, answer))
    settled = OperationLog.objects.get()
    assert (settled.state, settled.settled_by) == (state, "person")
    assert AccessEvent.objects.filter(action=f"operation.settled:{answer}").count() == 1


def test_what_is_settled_cannot_be_settled_again(at_desk, clinic):
    row = operation(appointment(clinic))
    answer = at_desk.post(address(row, "did-not"))
    assert said(at_desk, answer) == ["Its outcome is settled already."]
    assert OperationLog.objects.get().state == "confirmed"


def test_settling_needs_a_post_the_permission_and_a_visible_row(client, at_desk, clinic, other):
    mine, theirs = operation(appointment(clinic), state="asks"), operation(appointment(other), state="asks")
    assert at_desk.get(address(mine, "happened")).status_code == 405
    assert at_desk.post(address(theirs, "happened")).status_code == 404
    assert at_desk.post(address(mine, "perhaps")).status_code == 404
    client.force_login(person("Viewer", clinic))
    client.post(address(mine, "happened"))
    assert set(OperationLog.objects.values_list("state", flat=True)) == {"asks"}


def test_the_page_of_an_open_question_asks_it(at_desk, clinic):
    row = operation(appointment(clinic), state="asks", error_sentence="Both facts.")
    shown = at_desk.get(f"/admin/zocdoc_sync/operationlog/{row.pk}/change/").content.decode()
    assert [text in shown for text in ("Did it happen?", "Both facts.", "It did not happen")] == [True] * 3
