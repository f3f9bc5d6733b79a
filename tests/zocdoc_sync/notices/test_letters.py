import pytest
from django.core import mail

from tests.zocdoc_sync.factories import NOW
from tests.zocdoc_sync.notices.conftest import MINUTE, fault
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert
from zocdoc_sync.notices.letters import SAID

PATIENT = "Ada Example asked for 9:40"


@pytest.fixture(autouse=True)
def _zone(settings):
    settings.TIME_ZONE, settings.CONSOLE_URL = "America/New_York", "https://console.clinic.example"


def test_a_mail_says_what_where_since_when_and_links_to_the_alert_and_to_the_wish(clinic, reader, post):
    fault(clinic)
    fault(clinic, now=NOW + MINUTE)
    post()
    (sent,) = mail.outbox
    pk = Alert.objects.get().pk
    assert sent.body == (
        "A workflow paused itself: Riverbend\n"
        "Confirm paused itself.\n"
        "Since Mon 02 Mar 2026, 10:00 EST, 2 times.\n"
        f"https://console.clinic.example/admin/zocdoc_sync/alert/{pk}/change/\n"
        "\n"
        "-- \n"
        "Your role in Slotdesk gets mail about alerts. What you get is yours to choose: "
        "https://console.clinic.example/admin/zocdoc_sync/alert/mail/\n"
    )


def test_without_an_address_of_the_console_a_mail_names_the_page(clinic, reader, post, settings):
    settings.CONSOLE_URL = ""
    fault(clinic)
    post()
    assert f"In the console: Alerts, number {Alert.objects.get().pk}\n" in mail.outbox[0].body


@pytest.mark.parametrize("code", sorted(set(AlertCode) - SAID))
def test_a_sentence_that_may_hold_more_than_our_own_words_stays_in_the_console(clinic, reader, post, code):
    fault(clinic, code=code, sentence=PATIENT)
    post()
    (sent,) = mail.outbox
    assert sent.subject == f"Slotdesk: {code.label}: Riverbend"
    assert PATIENT not in sent.message().as_string()


def test_a_connection_with_a_line_break_in_its_name_cannot_add_a_header(clinic, reader, post):
    clinic.name = "River\nBcc: eve@evil.example"
    clinic.save()
    fault(clinic)
    post()
    (sent,) = mail.outbox
    assert (sent.recipients(), sent.subject) == (
        ["ada@clinic.example"], "Slotdesk: A workflow paused itself: River Bcc: eve@evil.example",
    )  # fmt: skip


def test_a_long_list_says_how_many_more_there_are(clinic, reader, post):
    for number in range(53):
        fault(clinic, f"f{number}")
    post()
    assert mail.outbox[0].body.count("Since Mon") == 50
    assert "… and 3 more." in mail.outbox[0].body
