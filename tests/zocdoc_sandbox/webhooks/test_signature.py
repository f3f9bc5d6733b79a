"""The signature of a webhook."""

import base64
import binascii
import hashlib
import hmac

import pytest

from zocdoc_sandbox.webhooks.signature import signature

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def test_a_signature_covers_the_timestamp_and_the_raw_body():
    expected = hmac.new(base64.b64decode(KEY), b'1700000000.{"a": 1}', hashlib.sha256).digest()
    assert signature(KEY, 1700000000, b'{"a": 1}') == f"v1:{base64.b64encode(expected).decode()}"


def test_a_key_that_is_not_base64_is_refused():
    with pytest.raises(binascii.Error):
        signature("not base64!", 1700000000, b"{}")
