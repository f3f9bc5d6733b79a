"""Ten real processes on one database need one token."""

import json
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from tests.databases import ROOT, database_of_its_own, environment, manage
from tests.zocdoc_sync.connections.counting import token_requests
from zocdoc_sync.connections.tokens import WAIT_SECONDS

pytestmark = pytest.mark.slow

PROCESSES = 10
CONNECT = """
from zocdoc_sync.models import Connection
Connection.objects.create(name="One", environment="local", client_id="demo-clinic", client_secret={secret!r})
"""
ASK = """
import json, sys, time
import django; django.setup()
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.errors import TokenRefused
from zocdoc_sync.models import Connection
connection = Connection.objects.get()
print("ready", flush=True)
sys.stdin.readline()
try:
    print(json.dumps(["token", ConnectionTokens(connection).token()]))
except TokenRefused as error:
    print(json.dumps(["refused", error.sentence]))
"""


def started(url, **around):
    return subprocess.Popen(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment(url, DJANGO_SETTINGS_MODULE="config.settings", **around),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def together(sandbox, tmp_path, secret):
    """Let all processes ask at the same moment and return what each got, and how long that took together."""
    around = {"LOCAL_ZOCDOC_URL": sandbox.url}
    with database_of_its_own(tmp_path) as url, ExitStack() as stack:
        manage(url, "shell", "-v", "0", "-c", CONNECT.format(secret=secret), **around)
        processes = [stack.enter_context(started(url, **around)) for _ in range(PROCESSES)]
        for process in processes:
            stack.callback(process.kill)
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
        began = time.monotonic()
        for process in processes:
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
        return answers, time.monotonic() - began


def test_ten_processes_make_one_token_request(sandbox, tmp_path):
    # The answer takes long enough for all of them to arrive meanwhile.
    sandbox.faults([{"operation": "token", "kind": "delay", "seconds": 2, "times": 1}])
    answers, _ = together(sandbox, tmp_path, "demo-secret")
    assert token_requests(sandbox) == 1
    assert {kind for kind, _ in answers} == {"token"}
    assert len({token for _, token in answers}) == 1


def test_ten_processes_with_refused_credentials_make_one_token_request(sandbox, tmp_path):
    sandbox.faults([{"operation": "token", "kind": "delay", "seconds": 2, "times": 1}])
    answers, seconds = together(sandbox, tmp_path, "wrong")
    assert token_requests(sandbox) == 1
    assert len({tuple(answer) for answer in answers}) == 1
    assert answers[0][0] == "refused"
    assert seconds < WAIT_SECONDS
