import logging

import pytest

from config.logs import LOGGING


@pytest.mark.parametrize("name", ["requests_oauthlib", "requests_oauthlib.oauth2_session", "oauthlib", "urllib3"])
def test_libraries_that_log_secrets_and_bodies_are_not_heard_below_warnings(name):
    # Also when somebody turns the root up to look for a fault.
    assert name.partition(".")[0] in LOGGING["loggers"]
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)
    try:
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
        assert logging.getLogger("zocdoc_sync").isEnabledFor(logging.DEBUG)
    finally:
        root.setLevel(before)
