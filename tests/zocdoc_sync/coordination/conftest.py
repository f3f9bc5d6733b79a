"""A process that is no more."""

import subprocess
import sys

import pytest

from tests.databases import ROOT


@pytest.fixture
def ended():
    """The name that a process had which has ended since."""
    code = "from zocdoc_sync.coordination.owner import this_process; print(this_process())"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
