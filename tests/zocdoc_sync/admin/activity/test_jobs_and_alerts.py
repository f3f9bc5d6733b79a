from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from zocdoc_sync.models import Alert, Job


def parked(clinic, **more):
    values = {"kind": "sync.appointments", "key": "appointments:1", "state": "parked", "attempts": 5}
    return Job.objects.create(connection=clinic, due_at=timezone.now(), **{**values, **more})


def alert(clinic):
    now = timezone.now()
    return Alert.objects.create(
        code="job_parked", fault="f", connection=clinic, sentence="It gave up.", opened_at=now, last_at=now
    )


def test_a_job_that_gave_up_is_started_anew(client, clinic):
    job = parked(clinic)
    client.force_login(person("Administrator", clinic))
    client.post(f"/admin/zocdoc_sync/job/{job.pk}/retry/")
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_a_job_is_not_started_beside_a_live_one_nor_when_it_is_done(client, clinic):
    job, done = parked(clinic), parked(clinic, state="done")
    parked(clinic, state="waiting", attempts=0)
    client.force_login(person("superuser"))
    first = client.post(f"/admin/zocdoc_sync/job/{job.pk}/retry/")
    assert said(client, first) == ["The same work is planned already."]
    second = client.post(f"/admin/zocdoc_sync/job/{done.pk}/retry/")
    assert said(client, second) == ["It has not given up: there is nothing to try again."]
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "parked", "waiting"]


def test_retrying_needs_a_post_the_permission_and_a_visible_row(client, clinic, other):
    mine, theirs = parked(clinic), parked(other, key="appointments:2")
    client.force_login(person("Administrator", clinic))
    assert client.get(f"/admin/zocdoc_sync/job/{mine.pk}/retry/").status_code == 405
    assert client.post(f"/admin/zocdoc_sync/job/{theirs.pk}/retry/").status_code == 404
    client.force_login(person("Builder", clinic))
    assert client.post(f"/admin/zocdoc_sync/job/{mine.pk}/retry/").status_code == 403
    assert set(Job.objects.values_list("state", flat=True)) == {"parked"}


def test_an_alert_is_closed_by_who_may(client, clinic):
    row = alert(clinic)
    close = f"/admin/zocdoc_sync/alert/{row.pk}/close/"
    client.force_login(person("Front desk", clinic))
    assert client.post(close).status_code == 403
    client.force_login(person("Administrator", clinic))
    assert client.get(close).status_code == 405
    client.post(close)
    row.refresh_from_db()
    assert row.closed_at is not None
