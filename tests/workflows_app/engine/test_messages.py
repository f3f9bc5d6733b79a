"""E-mails and posts in whole runs: what a death, a failure and a retry make of them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.workflows_app.factories import NOW, workflow
from tests.workflows_app.steps.receiver import Receiver
from workflows_app.engine.planning import retry
from workflows_app.engine.ticking import rescue_runs
from workflows_app.models import WebhookTarget
from workflows_app.steps import posting
from zocdoc_sync.models import Job

MAIL = ("mail", "send_email", {"to": ["desk@clinic.example"], "subject": "{{ workflow.name }}", "body": "Look."})
POST = ("post", "post_webhook", {"target": "Billing", "data": {"id": "{{ trigger.appointment.id }}"}})


class Died(BaseException):
    """What a killed worker leaves: nothing after it runs."""


@pytest.fixture
def receiver(settings):
    settings.DEBUG = True
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def target(clinic, receiver):
    return WebhookTarget.objects.create(connection=clinic, name="Billing", url=receiver.url, signing_secret="s" * 16)


@pytest.fixture
def dying(monkeypatch, go):
    """Perform what is due with a worker that dies right after a call, and let the next one find its run."""

    def perform(owner, method):
        real = getattr(owner, method)

        def dies(*args, **kwargs):
            real(*args, **kwargs)
            raise Died

        with monkeypatch.context() as patch:
            patch.setattr(owner, method, dies)
            with pytest.raises(Died):
                go()
        Job.objects.update(state="waiting")
        assert rescue_runs(NOW) == 1
        Job.objects.update(state="running")

    return perform


def test_a_mail_is_not_sent_again_after_a_death_but_when_a_person_says_so(clinic, run_of, go, dying):
    run = run_of(workflow(clinic, [MAIL]))
    dying(EmailBackend, "send_messages")
    assert (go(), len(mail.outbox)) == (["asks"], 1)
    assert retry(run, NOW) is True
    assert (go(), len(mail.outbox)) == (["succeeded"], 2)


def test_a_message_is_posted_again_after_a_death_under_the_same_id(target, run_of, go, dying, receiver):
    run_of(workflow(target.connection, [POST]))
    dying(posting, "post")
    assert go() == ["succeeded"]
    assert (len(receiver.ids), len(set(receiver.ids))) == (2, 1)


def test_a_message_that_was_not_taken_is_posted_later_under_the_same_id(target, run_of, go, receiver):
    receiver.answers = [(503, {}, b""), (503, {}, b"")]
    run_of(workflow(target.connection, [POST]))
    states = [state for minutes in (0, 1, 3) for state in go(NOW + timedelta(minutes=minutes))]
    assert (states, len(receiver.ids), len(set(receiver.ids))) == (["retrying", "retrying", "succeeded"], 3, 1)


def test_messages_of_two_runs_have_ids_of_their_own(target, run_of, go, receiver):
    flow = workflow(target.connection, [POST])
    run_of(flow), run_of(flow)
    assert (go(), len(set(receiver.ids))) == (["succeeded"] * 2, 2)


def test_a_loop_sends_one_message_for_each_item(target, run_of, go, receiver):
    inner = [("post", "post_webhook", {"target": "Billing", "data": {"n": "{{ item }}"}})]
    each = {"key": "each", "kind": "for_each", "config": {"items": "{{ (1..3) }}"}, "inner": inner}
    run_of(workflow(target.connection, [each]))
    assert go() == ["succeeded"]
    assert ([one["data"]["n"] for one in receiver.bodies], len(set(receiver.ids))) == ([1, 2, 3], 3)
