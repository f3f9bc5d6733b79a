import uuid

import pytest
from django.utils import timezone

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.documents.files import TYPE, file
from tests.zocdoc_sync.operations.standin import booked, connection_to
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.documents.keeping import keep
from zocdoc_sync.operations.actor import Actor


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox, monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    running_sandbox.reset("empty")
    return running_sandbox


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
