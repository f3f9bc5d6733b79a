"""Every operation meets every error of Zocdoc: page and command say in one clear sentence what it means."""

import re
from datetime import datetime, timedelta

import pytest
import requests
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.asking.asking import send
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.operations.inputs import APPOINTMENT, BOOKING, NOW_DAY, PLACE, VALID
from zocdoc_sync import errors
from zocdoc_sync.client.exchange import Raw, told
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations.bodies import flatten, prefixes_of
from zocdoc_sync.operations.catalogue import CATALOGUE

REQUEST_ID = "req-4711"
RAW = "Value must match pattern ^[a-z]+$"
SAID = {"request_id": REQUEST_ID, "errors": [{"field": "appointment_id", "message": RAW}]}
NOTHING, NOT_SENT, MAYBE = "Nothing was changed.", "It was not sent and nothing changed", "may or may not have happened"


def status(code, body=SAID):
    return lambda *_: Raw(code, body, body is not None, None)


def lost(error):
    def break_off(*_):
        raise told(error) from error

    return break_off


def unreachable(*_):
    raise errors.NeverSent("Zocdoc's address cannot be reached from here; nothing was sent.")


def used_up(*_):
    raise errors.BudgetExhausted("The request budget of this account is used up; nothing was sent.")


# Of each fault: what happens, what became of a write, and whether Zocdoc gave an id.
FAULTS = {
    "400": (status(400), NOTHING, True),
    "400 without a reason": (status(400, {"request_id": REQUEST_ID}), NOTHING, True),
    "400 in HTML": (status(400, None), NOTHING, False),
    "401": (status(401), NOTHING, True),
    "403": (status(403), NOTHING, True),
    "404": (status(404), NOTHING, True),
    "409": (status(409), NOTHING, True),
    "418": (status(418), NOTHING, True),
    "422": (status(422), NOTHING, True),
    "429": (status(429), NOT_SENT, True),
    "500": (status(500), MAYBE, True),
    "502 in HTML": (status(502, None), MAYBE, False),
    "200 in HTML": (status(200, None), MAYBE, False),
    "time-out": (lost(requests.ReadTimeout()), MAYBE, False),
    "broken": (lost(requests.ConnectionError()), MAYBE, False),
    "unreachable": (unreachable, NOT_SENT, False),
    "budget used up": (used_up, NOT_SENT, False),
}
CODES = sorted(CATALOGUE)
CLASSES = [name for name, one in vars(errors).items() if isinstance(one, type)]
# What no reader may see: JSON, markup, codes and Zocdoc's names with underscores, names of classes and operations.
STRANGE = re.compile(r"[{}<>]|\[|None|Error\b|\b\w+_\w+\b|" + "|".join(rf"\b{one}\b" for one in [*CLASSES, *CATALOGUE]))

# An administrator asks Zocdoc for a missing scope by its name.
SCOPE = re.compile(r"external\.\w+\.\w+")


@pytest.fixture(autouse=True)
def _at_the_time_of_the_inputs():
    with time_machine.travel(datetime.fromisoformat(f"{NOW_DAY}T15:00:00+00:00")):
        yield


@pytest.fixture
def clinic(db, monkeypatch):
    """A connection with a token and the rows that the inputs name; nothing of it reaches a network."""
    monkeypatch.setattr("zocdoc_sync.operations.sending.PAUSE_SECONDS", 0.0)
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    monkeypatch.setattr(Sender, "_token", lambda _self: "a-token")
    connection = connection_named("Riverbend Clinic")
    provider = factories.provider(connection, zocdoc_id="pr_abc123")
    location = factories.location(connection, zocdoc_id="lo_abc123-def456_wxyz7890", time_zone="America/New_York")
    factories.provider_location(connection, zocdoc_id=PLACE, provider=provider, location=location)
    now = timezone.now()
    factories.appointment(connection, zocdoc_id=APPOINTMENT, seen_at=now, start_time=now + timedelta(hours=2))
    return connection


def fields_of(code):
    """Return an input of an operation as a form takes it."""
    if code == "createAppointment":
        given = flatten(BOOKING, prefixes_of(CATALOGUE[code].form.all_fields()))
    elif code == "uploadAppointmentAttachment":
        given = {"appointment_id": APPOINTMENT, "attachment_type": "pcp_patient_referral"}
    else:
        given = VALID[code]
    return {name: _typed(value) for name, value in given.items()}


def _typed(value):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return str(value).replace("'", '"')
    return ",".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value


def on_page(client, code):
    """Perform an operation on its page; return its sentence and the whole page."""
    fields = fields_of(code)
    if CATALOGUE[code].form.multipart:
        fields["attachment"] = SimpleUploadedFile("referral.pdf", b"%PDF-1.7 invented", "application/pdf")
    page = send(client, code, **fields)
    assert "outcome" in page.context, page.context["form"].errors
    return page.context["outcome"].sentence, page.content.decode()


def by_command(capsys, code, tmp_path):
    """Perform an operation in the shell; return its sentence, what it told for machines, and for people."""
    words = [f"{name}={value}" for name, value in fields_of(code).items()]
    if CATALOGUE[code].form.multipart:
        file = tmp_path / "referral.pdf"
        file.write_bytes(b"%PDF-1.7 invented")
        words.append(f"attachment={file}")
    said = give(capsys, "zocdoc_call", code, *words, "--yes", "--json", "--skip-checks")
    assert (said.status, said.out) == (1, "")
    return said.error


def faults_of(sentence, spec, fate):
    """Return what is wrong with a sentence."""
    found = [f"strange: {one}" for one in STRANGE.findall(SCOPE.sub("", sentence.replace(RAW, "")))]
    found += [] if re.fullmatch(r"[A-Z“].*[.?]( .*[.?])?", sentence, re.DOTALL) else ["no sentence"]
    found += [] if not spec.writes or fate in sentence else [f"does not say: {fate}"]
    found += ["only Zocdoc's words"] if sentence.startswith(RAW) else []
    found += ["too long"] if len(sentence) > 400 else []
    return [f"{one} in “{sentence}”" for one in found]


@pytest.fixture
def ways(client, clinic, capsys, tmp_path):
    """How an operation is performed: on its page, and in the shell; both tell the sentence, and if the id is there."""
    client.force_login(person("superuser"))

    def page(code):
        sentence, shown = on_page(client, code)
        return sentence, f'data-copy="{REQUEST_ID}"' in shown

    def command(code):
        error = by_command(capsys, code, tmp_path)
        return error["sentence"], error.get("request_id") == REQUEST_ID

    return page, command


@pytest.mark.parametrize("code", CODES)
def test_every_error_of_an_operation_is_told_in_one_clear_sentence(code, ways, monkeypatch):
    faults = []
    for number, (name, (happens, fate, has_id)) in enumerate(FAULTS.items(), start=CODES.index(code)):
        monkeypatch.setattr("zocdoc_sync.client.sender.exchange", happens)
        # What one operation meets on its page, the next meets in the shell: both for each would take twice as long.
        undone = transaction.savepoint()
        sentence, tells_id = ways[number % 2](code)
        faults += [f"{name}: {one}" for one in faults_of(sentence, CATALOGUE[code], fate)]
        faults += [f"{name}: the request id"] if tells_id is not has_id else []
        kept = list(OperationLog.objects.values_list("error_sentence", flat=True))
        faults += [f"{name}: the ledger says {kept}"] if kept not in ([sentence], []) else []
        transaction.savepoint_rollback(undone)
    assert not faults, "\n".join(faults)


def test_every_class_of_errors_is_met():
    """Those of the token endpoint are met in test_token_requests.py, foreign addresses in the client's tests."""
    met = set()
    for happens, _, _ in FAULTS.values():
        try:
            raw = happens()
        except errors.ZocdocError as error:
            met.add(type(error))
        else:
            met.add(raw.status)
    assert {errors.NeverSent, errors.BudgetExhausted, errors.NoAnswer} <= met
    assert {400, 401, 403, 404, 409, 422, 429, 500, 502, 200} <= met
