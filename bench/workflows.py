"""Workflow runs a second, the time to the first request, and what a hundred workflows that do not match cost.

    python bench/workflows.py [RUNS]

“Own work” is the time for which our processes had a processor: it hardly depends on what else the machine does.
It makes databases of its own: a file for SQLite, and one on the PostgreSQL server of DATABASE_URL or of this machine.
Zocdoc is the stand-in, and is asked only for the time to the first request: its limits would be measured else.
"""

# ruff: noqa: E402 (a script: its imports follow the start of Django)

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
SERVER = os.environ.get("DATABASE_URL", "")
if not SERVER.startswith("postgres"):
    SERVER = "postgres://postgres@127.0.0.1:5432/postgres"

import django

django.setup()

import psycopg
from django.db import connection as database
from django.db import connections
from django.utils import timezone
from workflow_rows import changed, clinic, workflow

from tests.databases import ROOT, database_of_its_own, default_database, environment
from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from workflows_app.engine.dispatching import dispatch
from workflows_app.engine.ticking import dispatch_now, plan_advances
from workflows_app.enums import WorkflowState
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.jobs.handing_over import due_jobs
from zocdoc_sync.jobs.running import run as run_job
from zocdoc_sync.models import Job

PROCESSES, FIRST_REQUESTS, BESIDE = 2, 60, 100
READ = "getAppointmentParticipants"


def perform_all():
    """Perform all due runs in PROCESSES processes.

    Return the seconds that it took, those of them for which they had a processor, and the megabytes of the largest.
    """
    plan_advances(timezone.now())
    connections.close_all()
    began = time.monotonic()
    pids = [os.fork() for _ in range(PROCESSES)]
    if 0 in pids:
        worked()
    used = [os.wait4(pid, 0)[2] for pid in pids]
    seconds, work = time.monotonic() - began, sum(one.ru_utime + one.ru_stime for one in used)
    return seconds, work, max(one.ru_maxrss for one in used) / 1024


def worked():
    """Run jobs in this child until no run is left."""
    while WorkflowRun.objects.filter(state__in=("queued", "running")).exists():
        plan_advances(timezone.now())
        job = due_jobs(timezone.now()).values_list("pk", flat=True).first()
        if job is None or not run_job(job, now=timezone.now()):
            time.sleep(0.005)
    os._exit(0)


def throughput(number):
    """Print changes to finished three-step runs per second: look at a value, decide, write a note and a tag."""
    owner, rows = clinic(number)
    status = {"conditions": [{"field": "trigger.appointment.status", "operator": "not_empty"}]}
    workflow(owner, [
        ("decide", "only_if", {"conditions": status}),
        ("note", "note", {"text": "{{ trigger.appointment.provider.name }}"}),
        ("tag", "tag", {"tag": "seen"}),
    ])  # fmt: skip
    changed(rows)
    dispatched, _ = timed(dispatch_all)
    seconds, work, megabytes = perform_all()
    done = WorkflowRun.objects.filter(connection=owner, state="succeeded").count()
    if done != number:
        raise SystemExit(f"Only {done} of {number} runs succeeded.")
    Job.objects.all().delete()
    tell(
        f"{number / (dispatched + seconds):,.0f} changes to finished three-step runs a second, {number} of them "
        f"in {PROCESSES} processes, own work {work / number * 1000:.1f} ms a run; "
        f"the larger peaked at {megabytes:.0f} MB"
    )


def dispatch_all():
    """Let the workflows look at all changes."""
    while dispatch(timezone.now()):
        pass


def unmatched(number):
    """Print what a change costs with a hundred active workflows whose filters do not match, and with none."""
    owner, rows = clinic(number)
    changed(rows)
    alone, _ = timed(dispatch_all)
    never = {"field": "trigger.appointment.status", "operator": "equals", "value": "no_show"}
    for _ in range(BESIDE):
        workflow(owner, [("tag", "tag", {"tag": "never"})], [never])
    changed(rows)
    cost, work = timed(dispatch_all)
    tell(
        f"a change costs {cost / number * 1000:.1f} ms with {BESIDE} workflows that do not match, "
        f"own work {work / number * 1000:.1f} ms; "
        f"{alone / number * 1000:.1f} ms with none"
    )


def first_requests(url, folder):
    """Print how soon after a change's row a worker's first request to Zocdoc comes, one change at a time."""
    with Sandbox().start(tmp_path=folder) as sandbox:
        owner = factories.sandbox_connection(
            sandbox.url, name="Riverbend", next_poll_at=timezone.now() + timedelta(days=1)
        )
        ids = sandbox.appointments(*[{"appointment_status": "pending_booking"} for _ in range(FIRST_REQUESTS)])
        place = factories.provider_location(owner)
        rows = [factories.appointment(owner, zocdoc_id=one, provider_location=place) for one in ids]
        workflow(owner, [("patient", f"zocdoc.{READ}", {"appointment_id": "{{ trigger.appointment.id }}"})])
        with worker(url) as process:
            time.sleep(10)
            written = {row.zocdoc_id: written_now(row) for row in rows}
            time.sleep(5)
            megabytes = memory_of(process.pid)
        asked = {one["path"]: datetime.fromisoformat(one["time"]) for one in reversed(sandbox.requests())}
        took = [(at - written[key]).total_seconds() for path, at in asked.items() for key in written if key in path]
    tell(
        f"from a change's row to the first request {statistics.median(took) * 1000:.0f} ms at the median, "
        f"p95 {sorted(took)[int(len(took) * 0.95)] * 1000:.0f} ms, of {len(took)}; "
        f"all processes of run_worker hold {megabytes:.0f} MB"
    )


def written_now(row):
    """Write a change as a sync does, and return when it was committed."""
    changed([row])
    at = timezone.now()
    dispatch_now(at)
    time.sleep(0.4)
    return at


@contextmanager
def worker(url):
    """Run the product's worker meanwhile."""
    command = [sys.executable, "manage.py", "run_worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(url, DEBUG="True"), stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def memory_of(pid):
    """Return the megabytes of a process and all its children; what several of them share counts once."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return kilobytes / 1024 + sum(memory_of(child) for child in children)


def timed(do):
    """Return how many seconds something takes, and for how many of them it had a processor."""
    began, work = time.monotonic(), time.process_time()
    do()
    return time.monotonic() - began, time.process_time() - work


def tell(words):
    """Print a result, and on which database."""
    print(f"{database.vendor}: {words}", flush=True)


def servers():
    """Return what databases of its own can be made on: always SQLite, and PostgreSQL where one answers."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        print("PostgreSQL is not measured: no server answers. Set DATABASE_URL to one.", flush=True)
        return ["sqlite"]
    return ["sqlite", SERVER]


def main(number=1000):
    """Measure and print, on each database."""
    for server in servers():
        os.environ["DATABASE_URL"] = server
        with tempfile.TemporaryDirectory() as name, database_of_its_own(Path(name)) as url, default_database(url):
            throughput(number)
            unmatched(BESIDE)
            Job.objects.all().delete()
            Workflow.objects.update(state=WorkflowState.OFF)
            first_requests(url, Path(name))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
