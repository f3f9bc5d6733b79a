import gzip
import time

import pytest

from tests.zocdoc_sync.client.sending import QUICK, Watched
from tests.zocdoc_sync.client.wire import answer, slow_head, trickle, wire
from zocdoc_sync import errors
from zocdoc_sync.client.exchange import Limits
from zocdoc_sync.client.sender import Attempts

ONCE = Attempts(read=1, write=1)


@pytest.mark.parametrize("script", [trickle(total=200, every=0.05), slow_head(every=0.05)], ids=["body", "headers"])
def test_one_byte_a_moment_does_not_hold_us_past_the_total(script):
    with wire(script) as zocdoc:
        began = time.monotonic()
        with pytest.raises(errors.NoAnswer):
            Watched(zocdoc.url, attempts=ONCE).read()
    assert time.monotonic() - began < QUICK.total + 1


def test_a_small_gzip_that_grows_large_is_refused():
    bomb = gzip.compress(b" " * 5_000_000)
    limits = Limits(connect=1, read=1, total=5, largest=1_000_000)
    served = answer(200, bomb, headers="Content-Encoding: gzip\r\n")
    with wire(served) as zocdoc, pytest.raises(errors.UnreadableAnswer, match="larger"):
        Watched(zocdoc.url, attempts=ONCE, limits=limits).read()


def test_a_compressed_answer_is_read():
    body = gzip.compress(b'{"request_id": "r-3"}')
    with wire(answer(200, body, headers="Content-Encoding: gzip\r\n")) as zocdoc:
        assert Watched(zocdoc.url).read().request_id == "r-3"
    assert b"accept-encoding: gzip" in zocdoc.received[0].lower()


def test_an_empty_success_is_an_empty_answer():
    with wire(answer(200)) as zocdoc:
        got = Watched(zocdoc.url).write()
    assert (got.body, got.data, got.items, got.next_url) == ({}, None, [], "")


def test_the_servers_clock_comes_with_the_answer():
    with wire(answer(200, b"{}", headers="Date: Mon, 23 Nov 2026 09:14:00 GMT\r\n")) as zocdoc:
        assert Watched(zocdoc.url).read().server_time.isoformat() == "2026-11-23T09:14:00+00:00"


def test_the_user_agent_says_what_and_which_version():
    with wire(answer(200, b"{}")) as zocdoc:
        Watched(zocdoc.url).read()
    assert b"User-Agent: zocdoc-console/0.1.0\r\n" in zocdoc.received[0]


def test_an_untrusted_certificate_ends_before_anything_is_sent(tmp_path):
    with wire(answer(200, b"{}")) as plain:
        https = plain.url.replace("http://", "https://")
        with pytest.raises(errors.ZocdocError) as raised:
            Watched(https, attempts=ONCE).read()
    assert not isinstance(raised.value, errors.RequestRefused)
    assert b"Bearer" not in b"".join(plain.received)


def test_a_netrc_does_not_replace_our_token(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(netrc))
    with wire(answer(200, b"{}")) as zocdoc:
        Watched(zocdoc.url).read()
    assert b"Authorization: Bearer token-1\r\n" in zocdoc.received[0]


@pytest.mark.parametrize(
    "url", ["http://elsewhere.example/v1/appointments?page=1", "//elsewhere.example/x", "https:///x", "http://[x"]
)
def test_a_next_page_on_another_server_is_not_followed(url):
    with wire(answer(200, b"{}")) as zocdoc:
        watched = Watched(zocdoc.url)
        with pytest.raises(errors.ForeignAddress):
            watched.sender.follow("getAppointments", url)
        with pytest.raises(errors.ForeignAddress):
            list(watched.sender.download(url))
        assert zocdoc.received == []


def test_a_next_page_on_our_own_server_is_followed():
    with wire(answer(200, b'{"data": [1], "next_url": ""}')) as zocdoc:
        got = Watched(zocdoc.url).sender.follow("getAppointments", f"{zocdoc.url}/v1/appointments?page=1")
    assert (got.items, got.next_url) == ([1], "")
    assert zocdoc.received[0].startswith(b"GET /v1/appointments?page=1 ")


def test_an_attachment_is_streamed_with_our_token():
    with wire(answer(200, b"\x89PNG")) as zocdoc:
        assert b"".join(Watched(zocdoc.url).sender.download("/files/1")) == b"\x89PNG"
    assert b"Bearer token-1" in zocdoc.received[0]


def test_a_revoked_token_is_replaced_while_a_file_is_read():
    with wire(answer(401), answer(200, b"file")) as zocdoc:
        watched = Watched(zocdoc.url)
        assert b"".join(watched.sender.download("/files/1")) == b"file"
    assert watched.tokens.refused == ["token-1"]


def test_a_file_that_breaks_off_is_no_file():
    with wire(answer(200, b"half", length=400)) as zocdoc, pytest.raises(errors.NoAnswer):
        list(Watched(zocdoc.url).sender.download("/files/1"))


def test_a_token_with_a_line_break_is_not_printed_in_an_error():
    watched = Watched("http://127.0.0.1:9")
    watched.tokens.token = lambda: "secret\r\nX: y"
    with pytest.raises(errors.CredentialsRejected) as raised:
        watched.read()
    assert "secret" not in str(raised.value)


def test_json_nested_too_deep_is_unreadable():
    with wire(answer(200, b"[" * 100_000)) as zocdoc, pytest.raises(errors.UnreadableAnswer):
        Watched(zocdoc.url, attempts=ONCE).read()


def test_what_zocdoc_repeats_of_a_patient_is_not_in_the_error():
    told = (
        b'{"errors": [{"field": "data.patient.phone_number", "message": "2125550199 of Wren is not a phone number"}]}'
    )
    body = {"data": {"patient": {"first_name": "Wren", "phone_number": "2125550199"}}}
    with wire(answer(400, told)) as zocdoc, pytest.raises(errors.InvalidRequest) as raised:
        Watched(zocdoc.url).sender.send("createAppointment", json=body)
    assert raised.value.sentence == (
        "Zocdoc refused the request: data.patient.phone_number: … of … is not a phone number."
    )
