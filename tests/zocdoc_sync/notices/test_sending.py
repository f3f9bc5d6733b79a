import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.zocdoc_sync.factories import NOW
from tests.zocdoc_sync.notices.conftest import MINUTE, fault
from zocdoc_sync.alerts import close_alert
from zocdoc_sync.enums import JobState, MailState
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Alert, AlertMail, Job, MailWish
from zocdoc_sync.notices import sending
from zocdoc_sync.notices.planning import plan_due_mail


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def planned(clinic, reader):
    fault(clinic)
    plan_due_mail(NOW + MINUTE)
    return Job.objects.get()


def breaks(patch, error, method="send_messages"):
    def broken(*_args):
        raise error

    patch.setattr(EmailBackend, method, broken)


def again(job, minutes=10):
    """Let the job be due anew, as after its lease or its pause, and run it."""
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, due_at=NOW, lease_until=None, queued_at=None)
    run(job.pk, now=NOW + minutes * MINUTE)


def state():
    return AlertMail.objects.get().state


def test_a_mail_is_sent_once_whoever_runs_its_job_again(planned):
    run(planned.pk, now=NOW + MINUTE)
    again(planned)
    assert (len(mail.outbox), state()) == (1, MailState.SENT)


def test_a_worker_killed_after_the_mail_left_leaves_one_mail(planned, monkeypatch):
    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_ended", killed)
        with pytest.raises(Killed):
            run(planned.pk, now=NOW + MINUTE)
    assert (len(mail.outbox), state()) == (1, MailState.SENDING)
    again(planned)
    assert (len(mail.outbox), state()) == (1, MailState.UNKNOWN)
    planned.refresh_from_db()
    assert planned.state == JobState.DONE


def test_a_worker_killed_before_it_began_leaves_the_mail_to_the_next(planned, monkeypatch):
    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "letter", killed)
        with pytest.raises(Killed):
            run(planned.pk, now=NOW + MINUTE)
    again(planned)
    assert (len(mail.outbox), state()) == (1, MailState.SENT)


@pytest.mark.parametrize(
    ("error", "method"),
    [
        (OSError("refused"), "open"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "open"),
        (smtplib.SMTPDataError(451, b"later"), "send_messages"),
    ],
)
def test_a_server_that_takes_no_mail_now_gets_it_later(planned, monkeypatch, error, method):
    with monkeypatch.context() as patch:
        breaks(patch, error, method)
        run(planned.pk, now=NOW + MINUTE)
    planned.refresh_from_db()
    assert (state(), planned.state, len(mail.outbox)) == (MailState.WAITING, JobState.WAITING, 0)
    again(planned)
    assert (state(), len(mail.outbox)) == (MailState.SENT, 1)


@pytest.mark.parametrize(
    ("error", "ended"),
    [
        (smtplib.SMTPRecipientsRefused({"ada@clinic.example": (550, b"no")}), MailState.REFUSED),
        (smtplib.SMTPServerDisconnected("gone"), MailState.UNKNOWN),
    ],
)
def test_a_refusal_and_an_unknown_end_are_not_tried_again(planned, monkeypatch, error, ended):
    with monkeypatch.context() as patch:
        breaks(patch, error)
        run(planned.pk, now=NOW + MINUTE)
    again(planned)
    assert (state(), len(mail.outbox)) == (ended, 0)


def test_after_a_day_without_a_server_it_gives_up_and_says_so_on_the_home_page(planned, monkeypatch):
    with monkeypatch.context() as patch:
        breaks(patch, OSError(), "open")
        run(planned.pk, now=NOW + timedelta(days=1))
        assert state() == MailState.WAITING
        again(planned, minutes=25 * 60)
    assert state() == MailState.REFUSED
    assert list(Alert.objects.order_by("pk").values_list("fault", flat=True)) == ["f", "job:alerts.mail:0"]


def test_what_closed_before_the_mail_left_is_not_mailed(planned):
    close_alert("f", now=NOW + MINUTE)
    run(planned.pk, now=NOW + MINUTE)
    assert (state(), len(mail.outbox)) == (MailState.DROPPED, 0)


def test_who_lost_the_connection_or_the_role_meanwhile_gets_nothing(planned, clinic, reader):
    clinic.members.clear()
    run(planned.pk, now=NOW + MINUTE)
    assert (state(), len(mail.outbox)) == (MailState.DROPPED, 0)


def test_a_job_whose_mail_is_gone_ends_quietly(planned, reader):
    reader.delete()
    run(planned.pk, now=NOW + MINUTE)
    planned.refresh_from_db()
    assert planned.state == JobState.DONE


def test_a_persons_wish_outlives_nobody(reader):
    MailWish.objects.create(person=reader)
    reader.delete()
    assert MailWish.objects.count() == 0
