import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import connection_named
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.models import Connection, Job, Provider, ProviderDay, SyncRun
from zocdoc_sync.timeslots.jobs import KIND, plan_reading, read_next_days


def work(pk, days=2):
    context = JobContext(1, KIND, {}, "me", 1, 1, timezone.now())
    return read_next_days({"connection_id": pk, "days": days}, context)


def test_the_job_reads_the_next_days_of_its_connection(provider):
    work(provider.connection_id)
    assert ProviderDay.objects.filter(provider=provider, read_at__isnull=False).count() == 2


def test_it_comes_again_while_no_provider_is_known(provider):
    Provider.objects.all().delete()
    with pytest.raises(Postpone):
        work(provider.connection_id)


def test_nothing_is_read_of_a_connection_that_is_switched_off_or_gone(provider):
    Connection.objects.update(is_active=False)
    work(provider.connection_id)
    work(0)
    assert SyncRun.objects.count() == 0


def test_it_is_planned_once_for_a_connection_and_behind_what_people_wait_for(db):
    clinic = connection_named("Riverbend Clinic")
    for _ in range(2):
        plan_reading(clinic, 7, now=timezone.now())
    assert list(Job.objects.values_list("kind", "connection_id", "priority")) == [(KIND, clinic.pk, 8)]
