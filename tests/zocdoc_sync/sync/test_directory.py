from datetime import UTC, date, datetime

from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Facility, Location, Practice, Provider, ProviderLocation, Specialty, VisitReason
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.directory import sync_directory
from zocdoc_sync.sync.reference import sync_reference


def read(clinic):
    return sync_directory(clinic, reason=SyncReason.ASKED, now=timezone.now())


def test_names_and_zones_come_for_all_that_the_clinic_offers(clinic, sandbox):
    run = read(clinic)
    assert (run.state, run.error_sentence, run.what) == ("done", "", "directory")
    assert ProviderLocation.objects.count() == run.rows_seen > 0
    assert Provider.objects.filter(name="").count() == 0
    assert Provider.objects.filter(npi="").count() == 0
    assert Location.objects.filter(time_zone="").count() == 0
    assert Location.objects.filter(name="").count() == 0
    assert Practice.objects.exclude(name="").count() == 1
    assert ProviderLocation.objects.filter(detailed_at__isnull=True).count() == 0


def test_what_appointments_mention_gets_its_name(clinic, sandbox):
    sandbox.generate(count=20)
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    assert VisitReason.objects.filter(name="").count() > 0
    read(clinic)
    assert VisitReason.objects.filter(name="").count() == 0


def test_reference_names_visit_reasons_alone(clinic, sandbox):
    sandbox.generate(count=20)
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    run = sync_reference(clinic, reason=SyncReason.ASKED, now=timezone.now())
    assert (run.state, run.rows_changed) == ("done", VisitReason.objects.exclude(name="").count())
    assert Provider.objects.exclude(name="").count() == 0


def test_a_place_that_is_no_longer_listed_is_gone_and_comes_back(clinic, sandbox):
    read(clinic)
    known = ProviderLocation.objects.first()
    stranger = factories.provider_location(clinic)
    ProviderLocation.objects.filter(pk=known.pk).update(gone_at=timezone.now())
    read(clinic)
    stranger.refresh_from_db()
    known.refresh_from_db()
    assert (stranger.gone_at is not None, known.gone_at) == (True, None)


def test_who_is_left_without_a_place_is_gone_and_comes_back_with_one(clinic, sandbox):
    read(clinic)
    working = Provider.objects.exclude(places=None).first()
    Provider.objects.filter(pk=working.pk).update(gone_at=timezone.now())
    stranger = factories.provider_location(clinic)
    bare = factories.provider(clinic)
    read(clinic)
    gone = {row.pk: row.gone_at is not None for row in Provider.objects.all()}
    assert (gone[working.pk], gone[stranger.provider_id], gone[bare.pk]) == (False, True, False)
    stranger.location.refresh_from_db()
    assert stranger.location.gone_at is not None


def test_what_it_takes_to_book_at_a_place_is_kept(clinic, sandbox):
    read(clinic)
    terms = ProviderLocation.objects.first().payload
    assert "required_fields" in terms["booking_requirements"]


def test_facilities_of_the_directory_and_of_the_mirror_are_read_and_unknown_ones_are_gone(clinic, sandbox):
    lost = factories.facility(clinic)
    known = factories.facility(clinic, npi="5884143085", name="")
    read(clinic)
    lost.refresh_from_db()
    names = set(Facility.objects.exclude(pk__in=[lost.pk, known.pk]).values_list("name", flat=True))
    assert lost.gone_at is not None
    assert names == {"Riverbend Brooklyn Walk-in", "Riverbend Chicago Hospital", "Riverbend Midtown Vaccination"}
    hospital = Facility.objects.get(building_type="hospital")
    assert (hospital.state, hospital.practice.name != "", hospital.place.zocdoc_id.count("|")) == ("IL", True, 1)


def test_a_client_without_facilities_reads_the_rest(clinic, sandbox):
    factories.facility(clinic, npi="5884143085")
    sandbox.faults([{"operation": "getFacilities", "kind": "403", "times": -1}])
    assert read(clinic).state == "done"
    assert Facility.objects.filter(gone_at__isnull=False).count() == 0


def test_specialties_and_the_clinics_own_visit_reasons_are_named_and_lost_ones_gone(clinic, sandbox):
    lost = factories.specialty(clinic)
    read(clinic)
    lost.refresh_from_db()
    assert lost.gone_at is not None
    assert Specialty.objects.filter(name="", gone_at=None).count() == 0
    own = set(VisitReason.objects.values_list("specialty__zocdoc_id", flat=True))
    theirs = {one for row in Provider.objects.all() for one in row.payload["specialty_ids"]}
    assert own == theirs != set()


def test_after_a_listing_that_did_not_come_nothing_is_gone(clinic, sandbox):
    stranger = factories.provider_location(clinic)
    sandbox.faults([{"operation": "getSchedulableEntities", "kind": "500", "times": -1}])
    assert read(clinic).state == "failed"
    stranger.refresh_from_db()
    assert stranger.gone_at is None


def test_days_are_set_anew_when_a_zone_becomes_known(clinic, sandbox):
    read(clinic)
    place = Location.objects.exclude(time_zone="").first()
    zone = place.time_zone
    Location.objects.filter(pk=place.pk).update(time_zone="")
    row = factories.appointment(
        clinic,
        location=place,
        start_time=datetime(2026, 6, 2, 3, tzinfo=UTC),
        local_date=date(2026, 6, 2),
    )
    read(clinic)
    row.refresh_from_db()
    place.refresh_from_db()
    assert (place.time_zone, row.local_date) == (zone, date(2026, 6, 1))
