import ipaddress
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.workflows_app.steps.receiver import Receiver
from workflows_app.steps.webhooks.addresses import Place
from workflows_app.steps.webhooks.delivery import Reply, post
from workflows_app.steps.webhooks.errors import PostFailed

HERE = ipaddress.ip_address("127.0.0.1")


def place(receiver, **fields):
    values = {"scheme": "http", "host": "hooks.example", "port": receiver.port, "path": "/in?a=1", "addresses": (HERE,)}
    return Place(**values | fields)


def certificate(name, folder):
    """Return the file of a certificate for a name that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    told = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(told + made.public_bytes(serialization.Encoding.PEM))
    return str(file)


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """Return a receiver over TLS whose certificate for hooks.example is trusted."""
    file = certificate("hooks.example", tmp_path)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with Receiver(context) as receiver:
        yield receiver


def test_a_message_arrives_at_the_address_under_its_name(receiver):
    assert post(place(receiver), b'{"a":1}', {"webhook-id": "msg_1"}) == Reply(200, {"ok": True})
    ((path, headers, body),) = receiver.posts
    assert (path, headers["Host"], body) == ("/in?a=1", f"hooks.example:{receiver.port}", b'{"a":1}')
    assert (headers["webhook-id"], headers["Content-Type"]) == ("msg_1", "application/json")


def test_a_name_is_not_resolved_a_second_time(receiver, monkeypatch):
    asked, real = [], socket.getaddrinfo

    def elsewhere(host, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.9" if host == "hooks.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
    assert post(place(receiver), b"{}", {}).status == 200
    assert asked == ["127.0.0.1"]


def test_the_certificate_must_be_of_the_name(trusted):
    assert post(place(trusted, scheme="https"), b"{}", {}) == Reply(200, {"ok": True})
    with pytest.raises(PostFailed) as caught:
        post(place(trusted, scheme="https", host="other.example"), b"{}", {})
    assert (caught.value.code, len(trusted.posts)) == ("untrusted", 1)


def test_a_redirect_is_told_and_not_followed(receiver):
    receiver.answers = [(302, {"Location": receiver.url}, b"")]
    assert post(place(receiver), b"{}", {}).status == 302
    assert len(receiver.posts) == 1


@pytest.mark.parametrize(
    ("answer", "body"),
    [(b"", None), (b"<html>", None), (b"[1]", [1]), (b"[" * 60_000, None), (b'"' + b"x" * 70_000 + b'"', None)],
    ids=["empty", "no JSON", "JSON", "nested", "long"],
)
def test_an_answer_is_read_as_far_as_it_can_be(answer, body, receiver):
    receiver.answers = [(200, {}, answer)]
    assert post(place(receiver), b"{}", {}) == Reply(200, body)


def test_a_server_that_hangs_is_left_at_the_deadline(receiver):
    receiver.delay, began = 5.0, time.monotonic()
    with pytest.raises(PostFailed) as caught:
        post(place(receiver), b"{}", {}, seconds=0.3)
    assert (caught.value.code, time.monotonic() - began < 2) == ("no_answer", True)


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PostFailed) as caught:
        post(Place("http", "hooks.example", port, "/", (HERE,)), b"{}", {})
    assert caught.value.code == "unreachable"


def test_no_proxy_takes_the_message_elsewhere(receiver, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(place(receiver), b"{}", {}).status == 200
