from datetime import UTC, date, datetime

from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Location, Practice, Provider, ProviderLocation, VisitReason
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
