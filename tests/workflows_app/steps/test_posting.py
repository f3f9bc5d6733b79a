import base64
import hashlib
import hmac

import pytest

from tests.workflows_app.steps.circumstances import defaults, performing, problems, run
from tests.zocdoc_sync import factories
from workflows_app.enums import StepState
from workflows_app.models import WebhookTarget
from workflows_app.steps.results import Done, Failed, TryAgain
from workflows_app.values.rendering import render

SECRET = "an-invented-secret"
GIVEN = {"target": "Billing", "type": "appointment.changed", "data": {"n": 1, "tags": ["a"], "none": None}}


@pytest.fixture
def clinic(db, settings):
    settings.DEBUG = True  # so that a system on this machine may be posted to
    return factories.connection()


@pytest.fixture
def target(clinic, receiver):
    return WebhookTarget.objects.create(connection=clinic, name="Billing", url=receiver.url, signing_secret=SECRET)


def test_a_message_arrives_signed_with_the_target_s_secret(clinic, target, receiver):
    result = run("post_webhook", GIVEN, clinic)
    ((_, headers, body),) = receiver.posts
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert (receiver.bodies[0]["type"], receiver.bodies[0]["data"]) == ("appointment.changed", GIVEN["data"])
    assert (result.wrote, result.output) == (True, {"status": 200, "body": {"ok": True}})


def test_every_try_of_a_step_has_one_id_and_every_other_step_another(clinic, target, receiver):
    for key, before in (("wf:7:post:0", None), ("wf:7:post:0", StepState.RUNNING), ("wf:7:post:3", StepState.RETRYING)):
        run("post_webhook", GIVEN, clinic, key=key, before=before)
    for key in ("wf:8:post:0", "wf:7:each[1].post:0"):
        run("post_webhook", GIVEN, clinic, key=key)
    assert [receiver.ids.index(one) for one in receiver.ids] == [0, 0, 0, 3, 4]


def test_every_try_for_one_change_has_the_same_body(clinic, target, receiver):
    change = {"observed_at": "2026-03-02T15:00:00+00:00"}
    for number in range(2):
        run("post_webhook", GIVEN, clinic, key=f"wf:7:post:{number}", scope={"trigger": {"change": change}})
    assert receiver.posts[0][2] == receiver.posts[1][2]


@pytest.mark.parametrize(
    ("status", "result", "sentence"),
    [
        (200, Done, "The other system took it (200)."),
        (204, Done, "The other system took it (204)."),
        (307, Failed, "The other system redirected it (307), which is not followed."),
        (400, Failed, "The other system refused it (400)."),
        (410, Failed, "The other system refused it (410)."),
        (408, TryAgain, "The other system answered with 408."),
        (429, TryAgain, "The other system answered with 429."),
        (500, TryAgain, "The other system answered with 500."),
        (503, TryAgain, "The other system answered with 503."),
    ],
)
def test_the_answer_decides_what_comes_of_it(status, result, sentence, target, receiver):
    receiver.answers = [(status, {}, b"")]
    found = run("post_webhook", GIVEN, target.connection)
    assert (type(found), found.sentence, len(receiver.posts)) == (result, sentence, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"text": "x" * 300_000}, "too_large"),
        ({"number": float("nan")}, "wrong_data"),
        ("not json", "wrong_data"),
    ],
)
def test_what_cannot_be_posted_is_refused_before_anything_leaves(data, code, clinic, target, receiver):
    found = run("post_webhook", {**GIVEN, "data": data}, clinic)
    assert (found.code, receiver.posts) == (code, [])


def without_secret(target):
    target.signing_secret = ""
    target.save()


@pytest.mark.parametrize("lose", [lambda target: target.delete(), without_secret])
def test_a_target_that_is_gone_or_has_no_secret_fails(lose, clinic, target, receiver):
    lose(target)
    assert (run("post_webhook", GIVEN, clinic).code, receiver.posts) == ("no_target", [])


def test_another_clinic_s_target_is_not_there(target, receiver):
    assert run("post_webhook", GIVEN, factories.connection()).code == "no_target"
    assert receiver.posts == []


def test_outside_development_this_machine_is_not_posted_to(clinic, target, receiver, settings):
    settings.DEBUG = False
    assert run("post_webhook", GIVEN, clinic).code == "refused_address"
    assert receiver.posts == []


def test_a_test_run_shows_the_message_and_posts_none(clinic, target, receiver):
    result = run("post_webhook", GIVEN, clinic, rehearsing=True)
    assert (result.request["url"], result.request["body"]["data"]) == (receiver.url, GIVEN["data"])
    assert (receiver.posts, result.wrote, SECRET in str(result)) == ([], False, False)


def test_the_offered_fields_say_what_happened_without_the_patient(clinic, target, receiver):
    appointment = factories.appointment(clinic, payload=factories.raw_appointment(notes="Zornwright"))
    factories.participant(appointment, last_name="Zornwright")
    given = render(defaults("post_webhook", target="Billing"), performing(clinic, appointment).scope)
    run("post_webhook", given, clinic, appointment)
    assert receiver.bodies[0]["data"] == {
        "appointment_id": appointment.zocdoc_id,
        "status": "pending_booking",
        "start_time": "2026-03-05T15:00:00+00:00",
        "provider": None,
        "location": None,
    }


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, [("target", "Choose the system that it posts to.")]),
        ({"target": "Billing", "data": "{{ trigger.appointment }}"}, []),
        (
            {"target": "Billing", "data": "{a"},
            [("data", "What is to be posted must be JSON, such as an object of fields.")],
        ),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(config, found):
    assert problems("post_webhook", config) == found
