"""TLS is verified always: a server with a certificate of its own making gets no secret."""

import socket
import ssl
import threading
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.errors import NeverSent
from zocdoc_sync.models import Connection


@pytest.fixture
def impostor(tmp_path):
    """A TLS server on this machine that nobody vouches for; yields its address and what it could read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    heard = []
    with socket.create_server(("localhost", 0)) as listener:
        thread = threading.Thread(target=listen, args=(listener, context, heard), daemon=True)
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}", heard
    thread.join(5)


def listen(listener, context, heard):
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(client, server_side=True) as secured:
                heard.append(secured.recv(65536))
        except OSError:
            client.close()


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    path = folder / "impostor.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def test_a_secret_is_not_sent_to_a_server_without_a_valid_certificate(db, impostor):
    url, heard = impostor
    clinic = factories.sandbox_connection(url)
    with pytest.raises(NeverSent, match="does not show a valid certificate; nothing was sent"):
        ConnectionTokens(clinic).token()
    assert heard == []
    assert Connection.objects.get().state == "ready"


def test_no_setting_of_the_machine_makes_it_trusted(db, impostor, tmp_path, monkeypatch):
    url, heard = impostor
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "impostor.pem"))
    with pytest.raises(NeverSent):
        ConnectionTokens(factories.sandbox_connection(url)).token()
    assert heard == []
