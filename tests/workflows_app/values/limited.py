"""Renders all attacks in a process that may take little memory and time; tells by how many bytes it grew."""

import resource
import sys
from pathlib import Path

from tests.workflows_app.values.test_attacks import ATTACKS, SCOPE
from workflows_app.values.problem import ValueProblem
from workflows_app.values.rendering import render

MOST_BYTES, MOST_SECONDS = 96_000_000, 60


def taken():
    """Return how much address space this process has taken."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def memory(line):
    """Return what the system says of this process's memory: VmRSS is what it has, VmHWM the most it had."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(one.split()[1]) * 1024 for one in status if one.startswith(line))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (taken() + MOST_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS,) * 2)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = memory("VmRSS")
    for attack in ATTACKS.values():
        try:
            render(attack, SCOPE)
        except ValueProblem:
            continue
    sys.stdout.write(str(memory("VmHWM") - before))
