"""Workflow runs a second, what a hundred workflows that do not match cost, and the time to the first request.

    python bench/workflows.py [RUNS]

It makes a database of its own beside the one in DATABASE_URL. The other system is a server of this process on the
loopback address; Zocdoc is not asked, because its limits would be measured instead of us.
"""

# ruff: noqa: E402
# A benchmark is a script: its imports follow the start of Django.

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER.name}/bench.sqlite3")

import django

django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection as database
from django.db import connections
from django.utils import timezone

from tests.workflows_app.factories import add_steps
from tests.zocdoc_sync import factories
from workflows_app.engine.dispatching import dispatch
from workflows_app.engine.ticking import plan_advances
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from zocdoc_sync.enums import Channel
from zocdoc_sync.jobs.handing_over import due_jobs
from zocdoc_sync.jobs.running import run as run_job
from zocdoc_sync.models import Change, Job

PROCESSES = 2


def clinic(number):
    """Return a connection with so many appointments and one change of each."""
    owner = factories.connection()
    place = factories.provider_location(owner)
    rows = [
        factories.appointment(owner, provider_location=place, provider=place.provider, location=place.location)
        for _ in range(number)
    ]
    return owner, rows


def changed(rows):
    """Make one change of each appointment."""
    now = timezone.now()
    Change.objects.bulk_create(
        Change(
            connection_id=row.connection_id, appointment=row, version=1000 + Change.objects.count() + number,
            kind="details", kinds=["details"], channel=Channel.POLL, observed_at=now,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip


def workflow(owner, steps, conditions=()):
    """Return an active workflow that starts from any update."""
    now = timezone.now()
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    made = Workflow.objects.create(
        connection=owner, name=f"W{Workflow.objects.count()}", state=WorkflowState.ACTIVE, runs_as=user,
        activated_at=now - timedelta(hours=1), at_once=50,
    )  # fmt: skip
    made.active = WorkflowVersion.objects.create(
        connection=owner, workflow=made, number=1, trigger=TriggerKind.UPDATED, activated_at=now,
        filter={"match": "all", "conditions": list(conditions)},
    )  # fmt: skip
    add_steps(made.active, steps)
    made.save()
    return made


def perform_all():
    """Perform all due runs in PROCESSES processes, and return the seconds that it took."""
    plan_advances(timezone.now())
    connections.close_all()
    began = time.monotonic()
    pids = [os.fork() for _ in range(PROCESSES)]
    if 0 in pids:
        work()
    for pid in pids:
        os.waitpid(pid, 0)
    return time.monotonic() - began


def work():
    """Run jobs in this child until no run is left."""
    while WorkflowRun.objects.filter(state__in=("queued", "running")).exists():
        plan_advances(timezone.now())
        job = due_jobs(timezone.now()).values_list("pk", flat=True).first()
        if job is None or not run_job(job, now=timezone.now()):
            time.sleep(0.005)
    os._exit(0)


def throughput(number):
    """Return changes to finished three-step runs per second: look at a value, decide, write a tag."""
    owner, rows = clinic(number)
    status = {"conditions": [{"field": "trigger.appointment.status", "operator": "not_empty"}]}
    workflow(owner, [
        ("decide", "only_if", {"conditions": status}),
        ("note", "note", {"text": "{{ trigger.appointment.provider.name }}"}),
        ("tag", "tag", {"tag": "seen"}),
    ])  # fmt: skip
    changed(rows)
    began = time.monotonic()
    while dispatch(timezone.now()):
        pass
    dispatched = time.monotonic() - began
    seconds = perform_all()
    done = WorkflowRun.objects.filter(connection=owner, state="succeeded").count()
    if done != number:
        raise SystemExit(f"Only {done} of {number} runs succeeded.")
    Job.objects.all().delete()
    return number / (dispatched + seconds), dispatched / number * 1000


def unmatched(number):
    """Return what a change costs (ms) with a hundred active workflows whose filters do not match, and with none."""
    owner, rows = clinic(number)
    changed(rows)
    alone = timed(lambda: dispatch(timezone.now()))
    never = {"field": "trigger.appointment.status", "operator": "equals", "value": "no_show"}
    for _ in range(100):
        workflow(owner, [("tag", "tag", {"tag": "never"})], [never])
    changed(rows)
    return timed(lambda: dispatch(timezone.now())) / number * 1000, alone / number * 1000


def timed(do):
    """Return how long something takes, in seconds."""
    began = time.monotonic()
    do()
    return time.monotonic() - began


def main():
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    call_command("migrate", verbosity=0)
    rate, each = throughput(number)
    print(f"{database.vendor}: {rate:,.0f} three-step runs a second in {PROCESSES} processes; a change {each:.1f} ms")
    hundred, none = unmatched(100)
    print(
        f"{database.vendor}: a change costs {hundred:.1f} ms with 100 workflows that do not match, {none:.1f} with none"
    )


if __name__ == "__main__":
    main()
