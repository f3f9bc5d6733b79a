import uuid

import pytest
from django.utils import timezone

from tests.zocdoc_sync.documents.files import TYPE, file
from tests.zocdoc_sync.operations.standin import booked, connection_to
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.documents.keeping import keep
from zocdoc_sync.operations.actor import Actor


@pytest.fixture
def sandbox(sandbox, monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    return sandbox


@pytest.fixture
def appointment(sandbox, db):
    return booked(sandbox, connection_to(sandbox), status="confirmed")


@pytest.fixture
def kept(appointment):
    def make(content=None, *, kind=TYPE, pk=None, of=None):
        given = file() if content is None else content
        actor, now = Actor.system("test"), timezone.now()
        return keep(of or appointment, given, kind, actor=actor, now=now, pk=pk or uuid.uuid4())

    return make
