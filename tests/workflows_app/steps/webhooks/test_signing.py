import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from workflows_app.steps.webhooks.errors import PostRefused
from workflows_app.steps.webhooks.signing import headers

AT = datetime(2021, 1, 1, tzinfo=UTC)
KEY = b"0123456789abcdef01234567"


@pytest.mark.parametrize("secret", [f"whsec_{base64.b64encode(KEY).decode()}", KEY.decode()])
def test_a_message_is_signed_over_its_id_its_time_and_its_body(secret):
    digest = hmac.new(KEY, b'msg_1.1609459200.{"a":1}', hashlib.sha256).digest()
    assert headers("msg_1", b'{"a":1}', secret, AT) == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1609459200",
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def test_the_example_of_standard_webhooks_is_signed_as_written_there():
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    made = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", at
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_that_is_no_base64_is_refused_without_naming_it():
    with pytest.raises(PostRefused) as caught:
        headers("msg_1", b"{}", "whsec_not base64!", AT)
    assert "not base64!" not in caught.value.sentence
