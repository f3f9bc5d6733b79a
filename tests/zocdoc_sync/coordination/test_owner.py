import os
import subprocess
import sys

from tests.databases import ROOT
from zocdoc_sync.coordination.owner import this_process

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
