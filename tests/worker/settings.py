"""The product's settings with job kinds whose effects a test can count; a worker under test runs on these."""

import os
from datetime import timedelta

from config.settings import *  # noqa: F403 (a settings module that adds to another)
from config.settings import JOB_KINDS as OURS
from zocdoc_sync.jobs.kinds import JobKind
from zocdoc_sync.jobs.timetable import Schedule

JOB_KINDS = OURS | {
    "test.note": JobKind("tests.worker.handlers.note", "Write one line"),
    "test.slow": JobKind("tests.worker.handlers.slow", "Work for some seconds, then write one line"),
    "test.poison": JobKind("tests.worker.handlers.poison", "Kill the worker that runs it"),
}
SCHEDULES = {}
if os.environ.get("EVERY_SECOND_A_NOTE"):
    SCHEDULES = {"note": Schedule("test.note", every=timedelta(seconds=1), payload={"line": "scheduled"})}
