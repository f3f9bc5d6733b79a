"""Handlers with effects that a test can count."""

import os
import signal
import time
from pathlib import Path

SLOW_SECONDS = 8


def note(payload, context):
    append("effects", payload["line"])


def slow(payload, context):
    append("started", os.getpid())
    time.sleep(SLOW_SECONDS)
    append("effects", payload["line"])


def poison(payload, context):
    append("poisoned", os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


def append(name, line):
    with (Path(os.environ["EFFECTS"]) / name).open("a") as file:
        file.write(f"{line}\n")
