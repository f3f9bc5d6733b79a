import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.workflows_app.steps.circumstances import defaults, performing, problems, run
from tests.zocdoc_sync import factories
from workflows_app.enums import StepState
from workflows_app.steps.results import Asks, Done, Failed, TryAgain
from workflows_app.values.rendering import render

MAIL = {"to": ["desk@clinic.example"], "subject": "A booking", "body": "See the worklist."}


@pytest.fixture
def clinic(db):
    return factories.connection()


@pytest.fixture
def breaks(monkeypatch):
    """Let the mail server fail at a method with an error."""

    def at(method, error):
        def broken(*_args):
            raise error

        monkeypatch.setattr(EmailBackend, method, broken)

    return at


def test_an_email_is_handed_to_the_mail_server(clinic):
    result = run("send_email", MAIL, clinic)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (MAIL["to"], "A booking", "See the worklist.")
    assert (result.sentence, result.wrote) == ("The mail server took the e-mail for 1 address.", True)
    assert result.output == {"recipients": 1, "message_id": sent.extra_headers["Message-ID"]}


@pytest.mark.parametrize(
    "to", ["a@clinic.example, b@clinic.example", ["a@clinic.example", " b@clinic.example ", "a@clinic.example"]]
)
def test_each_address_is_written_to_once(to, clinic):
    run("send_email", {**MAIL, "to": to}, clinic)
    assert mail.outbox[0].to == ["a@clinic.example", "b@clinic.example"]


def test_the_same_step_has_the_same_message_id_and_another_one_has_another(clinic):
    for key in ("wf:7:mail:0", "wf:7:mail:0", "wf:8:mail:0"):
        run("send_email", MAIL, clinic, key=key)
    first, again, other = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert (first == again, first == other) == (True, False)


def test_a_worker_that_died_in_it_leaves_the_question_to_a_person_and_sends_nothing(clinic):
    result = run("send_email", MAIL, clinic, before=StepState.RUNNING)
    assert isinstance(result, Asks)
    assert mail.outbox == []


def test_a_person_who_asks_for_it_again_gets_it_sent(clinic):
    run("send_email", MAIL, clinic, before=StepState.RETRYING)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"subject": "Hello\nBcc: thief@evil.example"}, "A subject is one line."),
        ({"subject": "Hello\r\nBcc: thief@evil.example"}, "A subject is one line."),
        ({"subject": "x" * 201}, "A subject has 1 to 200 characters."),
        ({"subject": " "}, "A subject has 1 to 200 characters."),
        ({"body": "\n"}, "A text has 1 to 50,000 characters."),
        ({"body": "x" * 50_001}, "A text has 1 to 50,000 characters."),
        ({"to": []}, "An e-mail goes to 1 to 20 addresses."),
        ({"to": None}, "An e-mail goes to 1 to 20 addresses."),
        ({"to": [f"a{n}@clinic.example" for n in range(21)]}, "An e-mail goes to 1 to 20 addresses."),
        ({"to": ["desk@clinic.example\nBcc: thief@evil.example"]},
         "Address 1 is not an e-mail address such as desk@clinic.example."),
        ({"to": ["desk@clinic.example\n"]}, "Address 1 is not an e-mail address such as desk@clinic.example."),
        ({"to": ["desk@clinic.example", "Ada Zornwright"]},
         "Address 2 is not an e-mail address such as desk@clinic.example."),
        ({"to": ["Ada <ada@clinic.example>"]}, "Address 1 is not an e-mail address such as desk@clinic.example."),
    ],
)  # fmt: skip
def test_what_is_no_email_is_refused_in_one_sentence_that_names_nobody(given, sentence, clinic):
    assert run("send_email", {**MAIL, **given}, clinic) == Failed("wrong_email", sentence)
    assert mail.outbox == []


REFUSED_ALL = smtplib.SMTPRecipientsRefused({"ada@patients.example": (550, b"No such user")})
BUSY_ALL = smtplib.SMTPRecipientsRefused({"ada@patients.example": (450, b"Later")})


@pytest.mark.parametrize(
    ("method", "error", "result"),
    [
        ("open", ConnectionRefusedError(), TryAgain),
        ("open", TimeoutError(), TryAgain),
        ("open", smtplib.SMTPAuthenticationError(535, b"No"), TryAgain),
        ("send_messages", smtplib.SMTPDataError(554, b"Spam"), Failed),
        ("send_messages", smtplib.SMTPSenderRefused(553, b"No", "x@y.example"), Failed),
        ("send_messages", smtplib.SMTPDataError(451, b"Later"), TryAgain),
        ("send_messages", REFUSED_ALL, Failed),
        ("send_messages", BUSY_ALL, TryAgain),
    ],
)
def test_what_the_mail_server_did_not_take_is_tried_again_or_has_failed(method, error, result, clinic, breaks):
    breaks(method, error)
    found = run("send_email", MAIL, clinic)
    assert type(found) is result
    assert "patients.example" not in found.sentence


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError(), ConnectionResetError(), ValueError("odd")]
)
def test_what_broke_on_the_way_is_never_sent_again_by_itself(error, clinic, breaks):
    breaks("send_messages", error)
    assert isinstance(run("send_email", MAIL, clinic), Asks)


def test_a_server_that_hangs_up_after_it_took_the_mail_took_it(clinic, breaks):
    breaks("close", smtplib.SMTPServerDisconnected("gone"))
    assert isinstance(run("send_email", MAIL, clinic), Done)


def test_without_a_mail_server_nothing_is_printed(clinic, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    result = run("send_email", {**MAIL, "body": "Zornwright"}, clinic)
    assert result == Failed("no_mail_server", "This console has no mail server: set EMAIL_URL.")
    assert "Zornwright" not in capsys.readouterr().out


def test_a_test_run_shows_the_email_and_sends_none(clinic):
    result = run("send_email", MAIL, clinic, rehearsing=True)
    assert result.request == {"to": MAIL["to"], "subject": "A booking", "body": "See the worklist."}
    assert (result.wrote, mail.outbox) == (False, [])


def test_the_offered_text_says_what_happened_without_the_patient(clinic):
    appointment = factories.appointment(clinic, provider=factories.provider(clinic, name="Dr. Ana Lopez"))
    factories.participant(appointment, last_name="Zornwright")
    told = render(defaults("send_email", to="desk@clinic.example"), performing(clinic, appointment).scope)
    day = "Thursday 05 March, 15:00"
    assert told["body"] == f"Tell the desk: the appointment with Dr. Ana Lopez on {day} is pending_booking."
    assert told["subject"] == "Tell the desk"


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, [("to", "Say who gets it."), ("subject", "Write a subject."), ("body", "Write the text.")]),
        (MAIL, []),
        ({**MAIL, "to": "{{ trigger.patient.email }}"}, []),
        ({**MAIL, "to": ["desk"]}, [("to", "Address 1 is not an e-mail address such as desk@clinic.example.")]),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(config, found):
    assert problems("send_email", config) == found
