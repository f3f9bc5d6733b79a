"""A child process of the supervisor: how it is started, watched, and ended with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zocdoc_sync.worker.death import die_with_parent

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class ChildSpec:
    """What a child is.

    `beat` names the sign of life that it must give, at most `stale_after` seconds old; `grace` is how many seconds it
    gets to end by itself.
    """

    name: str
    command: tuple[str, ...]
    grace: float = 10.0
    beat: str = ""
    stale_after: float = 0.0
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A running child in a session of its own, so that a signal to our group does not reach it."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 (our own commands)
            spec.command,
            cwd=ROOT,
            env={**os.environ, **spec.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (the supervisor has one thread)
        )

    @property
    def pid(self) -> int:
        """Return the process id, which is also that of its session and group."""
        return self._process.pid

    def ended(self) -> bool:
        """Return whether its main process is gone."""
        return self._process.poll() is not None

    def ask_to_end(self) -> None:
        """Send SIGTERM to its main process only: a cluster whose every process gets it hangs."""
        if not self.ended():
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for it until `deadline` (time.monotonic), then kill its whole group."""
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """Kill every process of its group, also when its main process is gone already."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self._process.wait()


def managed(*words: str) -> tuple[str, ...]:
    """Return the command line of one of our management commands."""
    return (sys.executable, str(ROOT / "manage.py"), *words)
