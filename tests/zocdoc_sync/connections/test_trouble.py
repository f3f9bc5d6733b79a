from datetime import timedelta

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync import errors
from zocdoc_sync.connections.trouble import is_ready, needs_reconnecting, note_failure
from zocdoc_sync.models import Alert, Connection

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def clinic(db):
    return factories.connection(name="Riverbend", next_poll_at=LATER)


def test_a_connection_that_needs_reconnecting_says_why_and_alerts_once(clinic):
    needs_reconnecting(clinic, "Refused.", now=NOW)
    needs_reconnecting(clinic, "Refused again.", now=LATER)
    assert (clinic.state, clinic.state_sentence, clinic.state_since, clinic.rejections) == (
        "needs_reconnecting",
        "Refused.",
        NOW,
        1,
    )
    alert = Alert.objects.get()
    assert (alert.sentence, alert.count, alert.opened_at, alert.closed_at) == ("Riverbend: Refused.", 1, NOW, None)


def test_a_connection_that_is_ready_again_is_polled_at_once_and_its_alert_is_closed(clinic):
    needs_reconnecting(clinic, "Refused.", now=NOW)
    is_ready(clinic, now=LATER)
    row = Connection.objects.get()
    assert (row.state, row.state_sentence, row.state_since, row.rejections, row.next_poll_at) == (
        "ready",
        "",
        LATER,
        0,
        None,
    )
    assert Alert.objects.get().closed_at == LATER


def test_a_connection_that_was_ready_all_the_time_keeps_its_next_poll(clinic):
    is_ready(clinic, now=NOW)
    assert Connection.objects.get().next_poll_at == LATER


def test_a_second_trouble_after_the_first_was_mended_is_a_new_alert(clinic):
    for _ in range(2):
        needs_reconnecting(clinic, "Refused.", now=NOW)
        is_ready(clinic, now=LATER)
    assert Alert.objects.count() == 2


@pytest.mark.parametrize("kind", [errors.CredentialsRejected, errors.TokenRefused])
def test_rejected_credentials_are_trouble(clinic, kind):
    note_failure(clinic, kind("Refused."), now=NOW)
    assert Connection.objects.get().state == "needs_reconnecting"


@pytest.mark.parametrize(
    "kind", [errors.NeverSent, errors.ServerFault, errors.RateLimited, errors.PermissionMissing, errors.NotFound]
)
def test_what_passes_by_itself_is_no_trouble_of_the_credentials(clinic, kind):
    note_failure(clinic, kind("Not now."), now=NOW)
    assert (Connection.objects.get().state, Alert.objects.count()) == ("ready", 0)
