"""Let a process die with its parent, whatever kills the parent."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent ends; elsewhere than on Linux, do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def children_die_with_this_process() -> None:
    """Hand the same down: every process that is forked from now on dies with the one that forked it."""
    os.register_at_fork(after_in_child=die_with_parent)
