"""Webhooks reach a receiver, signed, and only the news that a partner did not make itself."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

KEY = base64.b64encode(b"k" * 32).decode()


class Receiver(ThreadingHTTPServer):
    """Keep what comes; `answers` are the statuses given, the last one for ever, None for closing without an answer."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got, self.answers = [], [204]
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"

    def wait(self, number, seconds=10.0):
        deadline = time.monotonic() + seconds
        while len(self.got) < number and time.monotonic() < deadline:
            time.sleep(0.02)
        return [json.loads(body)["data"]["appointment_data"] for _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        answers = self.server.answers
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        if status is not None:
            self.send_response(status)
            self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(sandbox):
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def registered(sandbox, receiver):
    sandbox.control("POST", "webhooks", {"url": receiver.url, "key": KEY})
    return receiver


def test_a_change_by_the_patient_is_told_signed_and_without_patient_data(sandbox, registered):
    made = sandbox.appointments({"status": "confirmed", "patient": {"first_name": "Planted"}})[0]
    sandbox.control("PATCH", f"appointments/{made}", {"status": "cancelled"})
    told = registered.wait(1)[0]
    headers, body = registered.got[0]
    headers = {name.lower(): value for name, value in headers.items()}
    assert (told["appointment_id"], told["appointment_update_type"]) == (made, "cancelled")
    assert told["changed_attributes"] == [{"attribute_path": "appointment.status"}]
    signed = f"{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1:{expected}"
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
    assert b"Planted" not in body


def test_a_partner_is_not_told_of_its_own_changes(sandbox, api, registered):
    own, other = sandbox.appointments({"status": "pending_booking"}, {})
    assert api.act("confirm", own).status_code == 200
    sandbox.control("PATCH", f"appointments/{other}", {"notes": "Moved house"})
    told = registered.wait(1)
    assert [(one["appointment_id"], one["appointment_update_type"]) for one in told] == [(other, "updated")]


def test_a_new_booking_is_told_when_asked_for(sandbox, registered):
    made = sandbox.control("POST", "appointments", {"appointments": [{}], "notify": True})["appointment_ids"]
    assert [one["appointment_update_type"] for one in registered.wait(1)] == ["created"]
    assert registered.wait(1)[0]["appointment_id"] == made[0]


def test_an_answer_of_500_is_not_repeated_and_no_answer_is(sandbox, registered):
    refused, lost = sandbox.appointments({}, {})
    registered.answers = [500, None, 204]
    sandbox.control("POST", "switches", {"webhook_pause": 0.1})
    for one in (refused, lost):
        sandbox.control("PATCH", f"appointments/{one}", {"notes": "n"})
    told = [one["appointment_id"] for one in registered.wait(3)]
    assert told == [refused, lost, lost]
    time.sleep(0.4)
    assert len(registered.got) == 3


def test_a_receiver_elsewhere_is_refused(sandbox):
    with pytest.raises(RuntimeError, match="this machine"):
        sandbox.control("POST", "webhooks", {"url": "http://hooks.example/x", "key": KEY})


def test_the_mock_request_is_sent_for_real_and_answered_with_its_body(api, receiver):
    body = {"webhook_url": receiver.url, "webhook_key": KEY, "appointment_update_type": "created"}
    answer = api.post("/v1/webhook/mock-request", body).json()
    assert receiver.wait(1) == [answer["data"]["appointment_data"]]
    assert answer["data"]["appointment_data"]["appointment_update_type"] == "created"
    elsewhere = api.post("/v1/webhook/mock-request", body | {"webhook_url": "http://hooks.example/x"})
    assert elsewhere.status_code == 400
