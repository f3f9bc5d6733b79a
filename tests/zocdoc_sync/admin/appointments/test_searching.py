import pytest

from tests.zocdoc_sync.admin.clinic import add_patient, appointment
from zocdoc_sync.admin.appointments.searching import found
from zocdoc_sync.encryption.blind import blind_index


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


def test_an_appointments_id_is_found_inside_a_copied_address(desk, clinic):
    row = appointment(clinic)
    assert found(f"https://www.zocdoc.com/video/{row.zocdoc_id.upper()}?x=1", desk, patients=False) == [row.pk]
