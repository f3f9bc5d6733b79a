"""Secrets and tokens are in no log, no error, no page and no output."""

import json
import logging
import traceback

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.zocdoc_sync.client.wire import closed_port
from zocdoc_sync.connections.checking import check
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import ConnectionToken

PLANTED = "planted-client-secret-4711"


@pytest.fixture
def clinic(clinic, sandbox):
    client = {"client_id": "planted", "secret": PLANTED, "scopes": ["external.appointment.read"]}
    sandbox.control("POST", "clients", client)
    clinic.client_id, clinic.client_secret = "planted", PLANTED
    clinic.save()
    return clinic


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def found_in(text, *words):
    return [word for word in words if word in text]


def test_the_log_holds_neither_secret_nor_token(clinic, logged):
    check(clinic, now=timezone.now())
    token = ConnectionToken.objects.get().access_token
    logging.getLogger("zocdoc_sync").debug("the log is heard")
    assert "the log is heard" in logged.text
    assert found_in(logged.text, PLANTED, token, "Bearer") == []


@pytest.mark.parametrize(
    "fault",
    [
        {"operation": "token", "kind": "500"},
        {"operation": "token", "kind": "200_html"},
        {"operation": "token", "kind": "truncated"},
        {"operation": "token", "kind": "drop_before"},
        {"operation": "getAppointments", "kind": "500"},
        {"operation": "getAppointments", "kind": "drop_after"},
    ],
)
def test_no_failure_tells_secret_or_token(clinic, sandbox, logged, fault):
    sandbox.faults([fault])
    with pytest.raises(ZocdocError) as failure:
        client_for(clinic).appointments.get_appointments(page=0, page_size=1)
    row = ConnectionToken.objects.first()
    told = "".join(traceback.format_exception(failure.value)) + repr(failure.value) + logged.text
    assert failure.value.sentence in told
    assert found_in(told, PLANTED, *([row.access_token] if row else [])) == []


def test_an_address_that_does_not_answer_tells_no_secret(clinic, logged):
    clinic.token_url = closed_port()
    clinic.save()
    with pytest.raises(ZocdocError) as failure:
        ConnectionTokens(clinic).token()
    assert found_in("".join(traceback.format_exception(failure.value)) + logged.text, PLANTED) == []


def test_rows_tell_nothing_when_they_are_printed(clinic):
    ConnectionTokens(clinic).token()
    row = ConnectionToken.objects.get()
    assert (repr(clinic), repr(row)) == (
        "<Connection: Riverbend>",
        f"<ConnectionToken: tokens of connection {clinic.pk}>",
    )


def test_the_check_of_the_command_line_prints_neither(clinic, capsys):
    call_command("zocdoc_check", "Riverbend", "--json")
    out = capsys.readouterr().out
    assert json.loads(out)["scopes"] == ["external.appointment.read"]
    assert found_in(out, PLANTED, ConnectionToken.objects.get().access_token) == []
