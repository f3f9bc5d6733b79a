import pytest
from django.contrib.sessions.models import Session

from tests.zocdoc_sync.admin.clinic import add_patient, appointment, person
from zocdoc_sync.admin.appointments.searching import found
from zocdoc_sync.encryption.blind import blind_index
from zocdoc_sync.models import AccessEvent

FIND = "/admin/zocdoc_sync/appointment/find/"


@pytest.mark.parametrize(
    "term",
    [
        "Zoë Quimby", "zoe quimby", "Quimby, Zoe", "quimby", "ZOE", "(212) 555-0199", "+1 212 555 0199",
        "Zoe@Patients.example", "1984-07-09", "07/09/1984", "abc-77 1",
    ],
)  # fmt: skip
def test_a_patient_is_found_by(term, desk, clinic):
    row = appointment(clinic, patient=False)
    made = add_patient(
        row, first="Zoë", last="Quimby", phone="2125550199", email="zoe@patients.example", born="1984-07-09"
    )
    made.member_id = "ABC771"
    made.reindex()
    made.save()
    appointment(clinic)
    assert found(term, desk, patients=True) == [row.pk]


def test_an_appointment_is_found_by_its_id_and_by_the_clinics_own_patient_id(desk, clinic):
    row = appointment(clinic, developer_patient_index=blind_index("developer_patient_id", "MRN-7"))
    appointment(clinic)
    assert found(row.zocdoc_id, desk, patients=False) == [row.pk]
    assert found("MRN-7", desk, patients=False) == [row.pk]


def test_patients_words_find_nothing_for_who_may_not_see_patients(desk, clinic):
    row = appointment(clinic, last="Quimby")
    assert found("quimby", desk, patients=False) == []
    assert found("quimby", desk, patients=True) == [row.pk]


def test_another_clinics_patients_are_not_found(desk, clinic, other):
    theirs = appointment(other, last="Quimby")
    assert found("quimby", desk, patients=True) == []
    assert found(theirs.zocdoc_id, desk, patients=True) == []


def test_the_words_are_in_no_address_no_title_no_session_and_no_audit(at_desk, clinic):
    row = appointment(clinic, last="Quimby")
    appointment(clinic, last="Other")
    answer = at_desk.post(FIND, {"term": "Quimby"})
    assert "quimby" not in answer.url.lower()
    page = at_desk.get(answer.url)
    assert [one.pk for one in page.context["cl"].result_list] == [row.pk]
    kept = [Session.objects.get().get_decoded(), list(AccessEvent.objects.values_list("action", "subject"))]
    assert "quimby" not in str(kept).lower()
    assert ("appointments.searched", "1 found") in kept[1]


def test_a_token_of_another_session_finds_nothing(client, at_desk, clinic):
    appointment(clinic, last="Quimby")
    address = at_desk.post(FIND, {"term": "Quimby"}).url
    client.logout()
    client.force_login(person("superuser"))
    assert list(client.get(address).context["cl"].result_list) == []


def test_a_search_is_a_post_and_an_empty_one_shows_all(at_desk, clinic):
    assert at_desk.get(FIND).status_code == 405
    assert at_desk.post(FIND, {"term": " "}).url == "/admin/zocdoc_sync/appointment/"
