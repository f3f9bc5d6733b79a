"""A worker as a real process tree on a database of its own, and a look into that tree."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import environ
from django.db import connections
from django.utils import timezone

from config.databases import tuned
from tests.databases import ROOT, environment
from zocdoc_sync.models import Job

STARTS_WITHIN = 90
# Each start loads Django in three processes: all at once on two processors, none would be whole in time.
STARTING = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    started: int
    words: str


class Installation:
    """One worker: start it, give it jobs, look at its processes, kill some, end it."""

    def __init__(self, folder, url, **more):
        self.folder = folder
        self.mark = uuid.uuid4().hex
        self.alias = f"installation_{self.mark}"
        settings = "tests.worker.settings"
        self.environment = environment(
            url, DJANGO_SETTINGS_MODULE=settings, EFFECTS=str(folder), MARK=self.mark, **{"WORKERS": "2"} | more
        )
        connections.settings[self.alias] = connections.settings["default"] | tuned(environ.Env.db_url_config(url))
        self.supervisor = None

    def start(self):
        with STARTING:
            self.supervisor = self.run("run_worker")
            self.wait_until_whole()

    def run(self, *words):
        with (self.folder / "stderr").open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stderr=errors, start_new_session=True,
            )  # fmt: skip

    def plan(self, kind, line, **fields):
        payload = {"line": line}
        return Job.objects.using(self.alias).create(kind=kind, payload=payload, due_at=timezone.now(), **fields).pk

    def job(self, pk):
        return Job.objects.using(self.alias).get(pk=pk)

    def lines(self, name="effects"):
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def processes(self):
        """Return every living process that descends from this installation, whatever became of its parents."""
        found = (read(path, self.mark) for path in Path("/proc").glob("[0-9]*"))
        return sorted((one for one in found if one), key=lambda one: (one.started, one.pid))

    def parts(self):
        """Return the processes by what they do; a cluster that is not whole yet has no workers, monitor and pusher.

        The sentinel starts its children in a fixed order: the workers, the monitor, the pusher.
        """
        living = self.processes()
        children = [one for one in living if one.parent == self.supervisor.pid]
        found = {"ticker": [one.pid for one in children if one.words.endswith("ticker")]}
        found["main"] = [one.pid for one in children if one.words.endswith("cluster")]
        found["sentinel"] = [one.pid for one in living if one.parent in found["main"]]
        crew = [one.pid for one in living if one.parent in found["sentinel"]]
        if len(crew) == 4:
            found |= {"workers": crew[:2], "monitor": crew[2:3], "pusher": crew[3:]}
        return found

    def wait_until_whole(self):
        wait_for(lambda: "pusher" in self.parts(), STARTS_WITHIN, self.complaint)
        before = len(self.lines())
        self.plan("test.note", "whole")
        wait_for(lambda: len(self.lines()) > before, STARTS_WITHIN, self.complaint)

    def complaint(self):
        return "\n".join([*self.lines("stderr")[-30:], *(str(one) for one in self.processes())])

    def close(self):
        """Leave nothing behind, however the test ended."""
        for one in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        if self.supervisor is not None:
            self.supervisor.wait(10)
        connections[self.alias].close()
        del connections[self.alias]
        del connections.settings[self.alias]


def read(path, mark):
    with contextlib.suppress(OSError):
        if f"MARK={mark}".encode() not in (path / "environ").read_bytes().split(b"\0"):
            return None
        after_name = (path / "stat").read_text().rsplit(")", 1)[1].split()
        if after_name[0] == "Z":
            return None
        words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        return Process(int(path.name), int(after_name[1]), int(after_name[19]), words)
    return None


def wait_for(look, seconds, complaint=str):
    """Return what `look` finds and how long it took; fail with the complaint when it finds nothing in time."""
    began = time.monotonic()
    while not (found := look()):
        if time.monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds} s: {complaint()}")
        time.sleep(0.1)
    return found
