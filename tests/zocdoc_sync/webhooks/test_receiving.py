import time
from threading import Barrier, Thread

import pytest
from django.db import connection as database
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.webhooks.deliveries import (
    KEY,
    OTHER_KEY,
    address_of,
    body_about,
    deliver,
    keyed,
    signed,
)
from zocdoc_sync.models import Alert, Job, WebhookCount, WebhookEvent, WebhookKey

pytestmark = pytest.mark.django_db
APPOINTMENT = "3f0c1c5a-9a3e-4f5e-8a67-0b5cf0c6b001"


@pytest.fixture
def clinic():
    made = factories.connection()
    keyed(made)
    return made


def counts():
    return dict(WebhookCount.objects.values_list("outcome", "number"))


def test_a_signed_delivery_becomes_one_row_and_one_job(client, clinic):
    answer = deliver(client, clinic, body_about(APPOINTMENT))
    assert (answer.status_code, answer.content) == (200, b"Accepted.\n")
    event = WebhookEvent.objects.get()
    assert (event.connection, event.zocdoc_id, event.update_type) == (clinic, APPOINTMENT, "updated")
    assert (event.state, event.told_at.isoformat()) == ("waiting", "2026-03-02T15:00:00+00:00")
    job = Job.objects.get()
    assert (job.kind, job.payload, job.queued_at) == ("webhooks.read", {"connection_id": clinic.pk}, job.due_at)
    assert counts() == {"accepted": 1}


def test_the_same_delivery_again_is_answered_and_does_nothing(client, clinic):
    body = body_about()
    headers = signed(body)
    answers = [deliver(client, clinic, body, headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (WebhookEvent.objects.count(), Job.objects.count()) == (1, 1)
    assert counts() == {"accepted": 1, "repeated": 2}


@pytest.mark.django_db(transaction=True)
def test_ten_times_in_parallel_it_is_one_row_and_one_job(clinic):
    body = body_about()
    headers, together, codes = signed(body), Barrier(10), []

    def post():
        together.wait()
        codes.append(deliver(Client(), clinic, body, headers).status_code)
        connections.close_all()

    threads = [Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 10
    assert (WebhookEvent.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize("seconds", [-360, 360])
def test_a_timestamp_six_minutes_off_is_refused_and_the_clocks_are_told_of(client, clinic, seconds):
    answer = deliver(client, clinic, at=time.time() + seconds)
    assert (answer.status_code, WebhookEvent.objects.count(), counts()) == (401, 0, {"clock": 1})
    alert = Alert.objects.get()
    assert (alert.code, alert.connection) == ("clock_skew", clinic)
    assert f"6 minutes {'older' if seconds < 0 else 'newer'} than this machine's clock" in alert.sentence


def test_a_forged_old_delivery_tells_nothing_of_the_clocks(client, clinic):
    assert deliver(client, clinic, key=OTHER_KEY, at=time.time() - 360).status_code == 401
    assert (counts(), Alert.objects.count()) == ({"forged": 1}, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": OTHER_KEY}, "forged"),
        ({"headers": {}}, "unsigned"),
        ({"headers": {"webhook-timestamp": "1800000000"}}, "unsigned"),
        ({"headers": {"webhook-signature": "v1:AAAA"}}, "unsigned"),
        ({"headers": {"webhook-timestamp": "now", "webhook-signature": "v1:AAAA"}}, "unsigned"),
    ],
)
def test_what_is_not_proved_is_refused_and_only_counted(client, clinic, change, reason):
    assert deliver(client, clinic, **change).status_code == 401
    assert (WebhookEvent.objects.count(), Job.objects.count(), counts()) == (0, 0, {reason: 1})


def test_a_body_that_was_written_again_is_refused(client, clinic):
    body = body_about()
    assert deliver(client, clinic, body.replace(b", ", b","), signed(body)).status_code == 401


def test_two_keys_hold_while_one_replaces_the_other(client, clinic):
    keyed(clinic, OTHER_KEY)
    assert [deliver(client, clinic, key=key).status_code for key in (KEY, OTHER_KEY)] == [200, 200]
    WebhookKey.objects.filter(pk=WebhookKey.objects.earliest("pk").pk).update(retired_at=timezone.now())
    assert [deliver(client, clinic, key=key).status_code for key in (KEY, OTHER_KEY)] == [401, 200]


def test_the_key_of_another_connection_opens_nothing(client, clinic):
    other = factories.connection()
    keyed(other, OTHER_KEY)
    assert deliver(client, other, key=KEY).status_code == 401
    assert (WebhookEvent.objects.count(), WebhookCount.objects.get().connection) == (0, other)


def test_without_a_key_nothing_is_taken(client):
    assert deliver(client, factories.connection()).status_code == 401
    assert counts() == {"no_key": 1}


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{}", 400, "malformed"),
        (b"[" * 30_000, 400, "malformed"),
        (b'"text"', 400, "malformed"),
        (b'{"event_type": "appointment_updated"}', 400, "malformed"),
        (body_about("../../v1/providers"), 400, "malformed"),
        (body_about("3f0c1c5a9a3e4f5e8a670b5cf0c6b001"), 400, "malformed"),
        (body_about("{3f0c1c5a-9a3e-4f5e-8a67-0b5cf0c6b001}"), 400, "malformed"),
        (body_about(event="provider_updated"), 200, "other_event"),
    ],
)
def test_a_signed_body_without_an_appointment_is_not_believed(client, clinic, body, status, reason):
    assert deliver(client, clinic, body).status_code == status
    assert (WebhookEvent.objects.count(), counts()) == (0, {reason: 1})


def test_an_unknown_kind_of_update_and_an_unreadable_time_are_left_out(client, clinic):
    body = body_about(APPOINTMENT.upper(), kind="<script>", told_at="yesterday")
    assert deliver(client, clinic, body).status_code == 200
    event = WebhookEvent.objects.get()
    assert (event.zocdoc_id, event.update_type, event.told_at) == (APPOINTMENT, "", None)


@pytest.mark.parametrize(
    ("given", "status", "reason"),
    [
        ({"content_type": "text/plain"}, 415, "wrong_type"),
        ({"content_type": "application/x-www-form-urlencoded"}, 415, "wrong_type"),
        ({"body": b" " * (64 * 1024 + 1)}, 413, "too_large"),
    ],
)
def test_other_types_and_large_bodies_are_refused_unread(client, clinic, given, status, reason):
    assert deliver(client, clinic, **given).status_code == status
    assert (WebhookEvent.objects.count(), counts()) == (0, {reason: 1})


def test_a_body_of_64_kilobytes_is_taken(client, clinic):
    body = body_about()
    assert deliver(client, clinic, body + b" " * (64 * 1024 - len(body))).status_code == 200


@pytest.mark.parametrize(
    "path", ["/webhooks/zocdoc/", "/webhooks/zocdoc/1/", "/webhooks/zocdoc/00000000-0000-4000-8000-000000000000/"]
)
def test_an_address_that_is_nobodys_is_not_found(client, clinic, path):
    body = body_about()
    answer = client.post(path, data=body, content_type="application/json", headers=signed(body))
    assert (answer.status_code, WebhookCount.objects.count()) == (404, 0)


def test_only_post_is_answered_and_nothing_redirects(client, clinic):
    assert client.get(address_of(clinic)).status_code == 405
    body = body_about()
    unslashed = address_of(clinic).rstrip("/")
    answer = client.post(unslashed, data=body, content_type="application/json", headers=signed(body))
    assert answer.status_code == 200


def test_it_needs_no_token_against_forged_forms_and_sets_no_cookie(clinic):
    answer = deliver(Client(enforce_csrf_checks=True), clinic)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})


def test_an_answer_takes_few_queries_and_none_for_sessions(client, clinic):
    deliver(client, clinic)
    with CaptureQueriesContext(database) as asked:
        deliver(client, clinic)
    statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert [sql for sql in statements if "session" in sql or "auth_user" in sql] == []
    assert len(statements) <= 8
