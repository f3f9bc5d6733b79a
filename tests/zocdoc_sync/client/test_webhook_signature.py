import base64

import pytest

from zocdoc_sync.client.webhook_signature import WebhookRefused, WebhookTooOld, signature, verify

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()
BODY = b'{"event_type":"appointment_updated"}'
NOW = 1_795_400_000


def headers(timestamp=NOW, key=KEY, body=BODY, more=""):
    return {"Webhook-Timestamp": str(timestamp), "Webhook-Signature": more + signature(str(timestamp), body, key)}


def test_a_known_vector_is_reproduced():
    assert signature("1700000000", b"{}", KEY) == "v1:Czs1UlwQs3V/+njfaQNwIfwxaNg5ClGk/LSo1WoltVc="


@pytest.mark.parametrize("more", ["", "v2:abc;", "v1:AAAA;"])
def test_a_genuine_delivery_is_accepted_among_other_versions(more):
    verify(headers(more=more), BODY, [OTHER, KEY], now=NOW + 299)


@pytest.mark.parametrize("at", range(len(BODY)))
def test_a_changed_byte_is_refused(at):
    changed = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    with pytest.raises(WebhookRefused):
        verify(headers(), changed, [KEY], now=NOW)


@pytest.mark.parametrize("now", [NOW + 301, NOW - 301])
def test_an_old_or_future_delivery_is_told_apart(now):
    with pytest.raises(WebhookTooOld):
        verify(headers(), BODY, [KEY], now=now)


@pytest.mark.parametrize(
    "given", [{}, {"webhook-timestamp": "x", "webhook-signature": "v1:a"}, {"webhook-timestamp": str(NOW)}]
)
def test_missing_and_malformed_headers_are_refused(given):
    with pytest.raises(WebhookRefused):
        verify(given, BODY, [KEY], now=NOW)


@pytest.mark.parametrize("key", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_weak_or_broken_key_is_refused(key):
    with pytest.raises(WebhookRefused):
        verify(headers(), BODY, [key], now=NOW)


def test_no_keys_accept_nothing():
    with pytest.raises(WebhookRefused):
        verify(headers(), BODY, [], now=NOW)
