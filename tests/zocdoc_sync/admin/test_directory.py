import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person


@pytest.fixture
def viewer(client, clinic):
    client.force_login(person("Viewer", clinic))
    return client


def rows(client, model, **asked):
    return list(client.get(reverse(f"admin:zocdoc_sync_{model}_changelist"), asked).context["cl"].result_list)


def page(client, row):
    address = reverse(f"admin:zocdoc_sync_{row._meta.model_name}_change", args=(row.pk,))
    return " ".join(client.get(address).content.decode().split())


def test_places_are_told_apart_by_kind_and_by_who_left(viewer, clinic):
    office = factories.provider_location(clinic)
    video = factories.provider_location(clinic, location=factories.location(clinic, is_virtual=True))
    gone = factories.provider_location(clinic, gone_at=factories.NOW)
    assert set(rows(viewer, "providerlocation", kind="video")) == {video}
    assert set(rows(viewer, "providerlocation", kind="person")) == {office, gone}
    assert set(rows(viewer, "providerlocation", gone="yes")) == {gone}
    assert set(rows(viewer, "providerlocation", gone="no", provider=office.provider_id)) == {office}


@pytest.mark.parametrize("model", ["provider", "location", "practice", "specialty", "facility", "visit_reason"])
def test_a_row_is_found_by_part_of_its_name(viewer, clinic, model):
    make = getattr(factories, model)
    wanted = make(clinic, name="Riverbend Uptown")
    make(clinic, name="Hillside")
    assert rows(viewer, model.replace("_", ""), q="uptown") == [wanted]


def test_what_a_booking_needs_is_on_the_page_of_a_place(viewer, clinic):
    needs = {"booking_requirements": {"required_fields": ["data.patient.email_address"]}}
    assert "data.patient.email_address" in page(viewer, factories.provider_location(clinic, payload=needs))


@pytest.mark.parametrize("payload", [None, {}, {"booking_requirements": None}])
def test_a_place_without_terms_has_a_page_too(viewer, clinic, payload):
    assert "A booking needs" in page(viewer, factories.provider_location(clinic, payload=payload))


def test_a_facility_leads_to_its_schedule(viewer, clinic):
    place = factories.provider_location(clinic)
    row = factories.facility(
        clinic, place=place, practice=factories.practice(clinic, name="Riverbend"), specialties=["Dentist"]
    )
    shown = page(viewer, row)
    assert reverse("admin:zocdoc_sync_providerlocation_change", args=(place.pk,)) in shown
    assert ("Riverbend" in shown, "Dentist" in shown) == (True, True)


def test_a_specialty_counts_the_visit_reasons_that_are_still_there(viewer, clinic):
    row = factories.specialty(clinic)
    factories.visit_reason(clinic, specialty=row)
    factories.visit_reason(clinic, specialty=row, gone_at=factories.NOW)
    (shown,) = rows(viewer, "specialty")
    assert shown.reason_count == 1
    assert [one.specialty for one in rows(viewer, "visitreason", specialty=row.pk)] == [row, row]
