"""Alerts by e-mail: once a fault, to those who look after it, and a digest each day."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.alert_mails import plan_digests, send_digest, tell_new
from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.jobs.claiming import claim, finish, rescue_expired
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import Alert, Job

SENTENCE = "The sync of Riverbend Clinic keeps failing."


@pytest.fixture
def clinic(db):
    return connection_named("Riverbend Clinic")


def somebody(role, *connections, name):
    made = person(role, *connections, username=name)
    made.email = f"{name}@clinic.example"
    made.save()
    return made


@pytest.fixture
def admin(clinic):
    return somebody("Administrator", clinic, name="ada")


def at(now):
    return JobContext(1, "alerts", {}, "test", 1, 1, now)


def raised(clinic, fault="f", *, code=AlertCode.SYNC_FAILING, now=NOW):
    raise_alert(code, fault, SENTENCE, now=now, connection=clinic)


def told(now=NOW):
    """Let the job run once, and return who was mailed."""
    mail.outbox.clear()
    tell_new({}, at(now))
    return [one.to for one in mail.outbox]


def test_a_fault_is_told_once_while_it_lasts_and_again_when_it_comes_back(clinic, admin, settings):
    settings.CONSOLE_URL = "https://console.clinic.example/"
    raised(clinic)
    assert told() == [["ada@clinic.example"]]
    assert mail.outbox[0].subject == "Slotdesk: A sync keeps failing"
    assert mail.outbox[0].body.splitlines() == [
        "What happened:",
        "",
        f"- A sync keeps failing: {SENTENCE}",
        f"  https://console.clinic.example/admin/zocdoc_sync/alert/{Alert.objects.get().pk}/change/",
    ]
    raised(clinic)
    assert told() == []
    close_alert("f", now=NOW)
    raised(clinic)
    assert told() == [["ada@clinic.example"]]


def test_only_who_looks_after_a_fault_of_a_visible_connection_is_told(clinic, admin):
    other = connection_named("Hillside Clinic")
    somebody("Administrator", other, name="hal")
    somebody("Front desk", clinic, name="fay")
    somebody("Builder", clinic, name="bea")
    person("Administrator", clinic, username="no-address")
    raised(clinic)
    assert told() == [["ada@clinic.example"]]
    raised(clinic, "w", code=AlertCode.WORKFLOW_PAUSED)
    assert sorted(told()) == [["ada@clinic.example"], ["bea@clinic.example"]]
    raised(None, "installation")
    assert sorted(told()) == [["ada@clinic.example"], ["hal@clinic.example"]]


def test_a_mail_server_that_is_not_there_is_asked_again_later(clinic, admin, monkeypatch):
    def broken(self):
        raise smtplib.SMTPConnectError(421, "busy")

    raised(clinic)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", broken)
        assert told() == []
    assert told(NOW + timedelta(minutes=1)) == [["ada@clinic.example"]]


def test_an_alert_that_a_dying_process_was_telling_is_not_told_twice(clinic, admin, monkeypatch):
    def dies(self, messages):
        raise SystemExit

    raised(clinic)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", dies)
        with pytest.raises(SystemExit):
            tell_new({}, at(NOW))
    assert told() == []


def test_a_console_without_a_mail_server_sends_nothing_and_tells_nobody(clinic, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    raised(clinic)
    tell_new({}, at(NOW))
    plan_digests({}, at(NOW))
    assert (Alert.objects.get().told_at, Job.objects.count(), mail.outbox) == (None, 0, [])


def test_what_is_old_when_mails_begin_is_left_to_the_digest(clinic, admin):
    raised(clinic, now=NOW - timedelta(hours=2))
    assert told() == []


def digest(person_, now=NOW):
    mail.outbox.clear()
    send_digest({"person_id": person_.pk}, at(now))
    return [one.body for one in mail.outbox]


def test_the_digest_tells_what_is_open_and_what_ended_since_yesterday(clinic, admin):
    raised(clinic, "open")
    raised(clinic, "open")
    raised(clinic, "over", code=AlertCode.CLOCK_SKEW)
    close_alert("over", now=NOW)
    raised(clinic, "long over", now=NOW - timedelta(days=3))
    close_alert("long over", now=NOW - timedelta(days=2))
    assert [body.splitlines() for body in digest(admin)] == [[
        "Open now:", "", f"- A sync keeps failing: {SENTENCE} (2 times)", "",
        "Ended since yesterday:", "", f"- The clocks differ: {SENTENCE}",
    ]]  # fmt: skip
    assert mail.outbox[0].subject == "Slotdesk: 1 open alert"


def test_a_digest_with_nothing_in_it_is_not_planned_and_not_sent(clinic, admin):
    plan_digests({}, at(NOW))
    assert (Job.objects.count(), digest(admin)) == (0, [])


def test_a_digest_is_sent_at_most_once_a_day_whatever_dies(clinic, admin):
    raised(clinic)
    plan_digests({}, at(NOW))
    plan_digests({}, at(NOW))
    [job] = Job.objects.all()
    claim(job.pk, now=NOW)
    rescue_expired(NOW + timedelta(minutes=1))
    plan_digests({}, at(NOW + timedelta(minutes=2)))
    assert [one.state for one in Job.objects.all()] == ["parked"]
    tomorrow = NOW + timedelta(days=1)
    plan_digests({}, at(tomorrow))
    again = Job.objects.exclude(pk=job.pk).get()
    assert finish(claim(again.pk, now=tomorrow), now=tomorrow)
    plan_digests({}, at(tomorrow))
    assert Job.objects.count() == 2
