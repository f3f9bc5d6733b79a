import os
import subprocess
import sys

import pytest

from tests.databases import ROOT
from zocdoc_sync.coordination.owner import has_ended, this_process

FORKS = """
import os
from zocdoc_sync.coordination.owner import this_process
print(this_process(), flush=True)
if os.fork() == 0:
    print(this_process(), flush=True)
    os._exit(0)
os.wait()
print(this_process(), flush=True)
"""


def test_the_name_stays_while_the_process_lives():
    assert this_process() == this_process()
    assert this_process().split(":")[1] == str(os.getpid())


def test_the_name_is_another_after_a_fork():
    done = subprocess.run([sys.executable, "-c", FORKS], cwd=ROOT, capture_output=True, text=True, check=True)
    before, child, after = done.stdout.split()
    assert before == after
    assert child.split(":")[1:] != before.split(":")[1:]
    assert child.rsplit(":", 1)[1] != before.rsplit(":", 1)[1]


def test_a_process_that_ended_is_known_to_have_ended(ended):
    assert has_ended(ended)
    assert not has_ended(this_process())


@pytest.mark.parametrize("part", [0, 2])
def test_nothing_is_said_of_a_process_of_another_machine_or_container(ended, part):
    words = ended.split(":")
    assert not has_ended(":".join([*words[:part], "elsewhere", *words[part + 1 :]]))


@pytest.mark.parametrize("name", ["", "worker", "a:b:c:d", "host:1:"])
def test_nothing_is_said_of_a_name_that_is_none(name):
    assert not has_ended(name)
