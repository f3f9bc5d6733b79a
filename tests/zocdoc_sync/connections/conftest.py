"""A stand-in for Zocdoc, connections to it, and no pauses between tries."""

import pytest

from tests.zocdoc_sync import factories
from zocdoc_sync.client.sender import Sender


@pytest.fixture
def clinic(db, sandbox):
    """A connection that signs in as a machine."""
    return factories.sandbox_connection(sandbox.url, name="Riverbend")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
