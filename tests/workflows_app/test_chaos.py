"""Thousands of changes, five workflows, four workers, one of them killed each second, and a server with faults."""

import math
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from tests.databases import ROOT, database_of_its_own, default_database, environment
from tests.sandbox_process import Sandbox
from workflows_app.enums import FINAL, TriggerKind, WorkflowState
from workflows_app.models import Remark, Step, Workflow, WorkflowRun, WorkflowVersion
from zocdoc_sync.enums import Channel, ConnectionState, Environment, SyncReason
from zocdoc_sync.models import Appointment, Change, Connection, OperationLog
from zocdoc_sync.sync.appointments import sync_appointments

# Five changes of each: 60 make 300 changes in a minute or two, and the 2000 of `make chaos` ten thousand.
APPOINTMENTS = int(os.environ.get("CHAOS_APPOINTMENTS", "60"))
TO_CONFIRM = LOOKED_AT = min(150, APPOINTMENTS // 4)
KINDS = ("booked", "details", "moved", "confirmed", "details")
MOST = max(600, APPOINTMENTS)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("processes"),
    pytest.mark.timeout(MOST + 300),
]
# As many for each confirmation, whatever the size.
RATE = TO_CONFIRM / 150
FAULTS = [
    {"operation": operation, "kind": kind, "times": math.ceil(times * RATE), "after": int(after * RATE)}
    for operation, kind, times, after in (
        ("confirmAppointment", "drop_after", 10, 5),
        ("confirmAppointment", "429", 3, 80),
        ("getAppointment", "500", 20, 10),
        ("getAppointment", "truncated", 10, 60),
    )
]
ID = "{{ trigger.appointment.id }}"


@pytest.fixture(scope="module")
def story(tmp_path_factory, django_db_blocker):
    """Go through it once and return what there is to count."""
    folder = tmp_path_factory.mktemp("chaos")
    with django_db_blocker.unblock(), database_of_its_own(folder) as url, Sandbox() as sandbox:
        sandbox.start(seed="clinic", tmp_path=folder)
        with default_database(url):
            expected = prepared(sandbox)
            sandbox.faults(FAULTS)
            kills, seconds = raged(url)
            told = counted(sandbox, expected) | {"kills": kills, "seconds": seconds}
            sys.stdout.write(f"\n{summary(told)}\n")
            return told


def prepared(sandbox):
    """Mirror a clinic, make the five workflows and the changes; return the pairs that must have a run."""
    sandbox.generate(count=2 * APPOINTMENTS, status="pending_booking")
    clinic = Connection.objects.create(
        name="Chaos", environment=Environment.CUSTOM, client_id="demo-clinic", client_secret="demo-secret",
        api_url=sandbox.url, token_url=f"{sandbox.url}/oauth/token", authorize_url=f"{sandbox.url}/authorize",
        audience=f"{sandbox.url}/", state=ConnectionState.READY, is_active=True, poll_seconds=3600,
        next_poll_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    pending = Appointment.objects.filter(status="pending_booking", start_time__gt=timezone.now() + timedelta(hours=1))
    rows = list(pending.order_by("pk")[:APPOINTMENTS])
    Appointment.objects.update(patient_due_at=None)
    flows = workflows(clinic, rows)
    return {(flows[name].pk, one.pk) for one in changes(rows) for name in waiting_for(one.kind)}


def waiting_for(kind):
    return ("tag", "confirm") if kind == "booked" else ("note", "never", "look")


def workflows(clinic, rows):
    owner = User.objects.create_superuser("owner")
    created, updated = TriggerKind.CREATED, TriggerKind.UPDATED
    table = {
        "tag": (created, [], [("tag", {"tag": "new"})]),
        "confirm": (created, only(rows[:TO_CONFIRM]), [("zocdoc.confirmAppointment", {"appointment_id": ID})]),
        "note": (updated, [], [("note", {"text": "{{ trigger.change.observed_at }}"})]),
        "never": (updated, [{"field": "trigger.appointment.status", "operator": "equals", "value": "no_show"}], []),
        "look": (updated, only(rows[: LOOKED_AT // 4]), [
            ("zocdoc.getAppointment", {"appointment_id": ID}), ("wait.for", {"amount": "0.02", "unit": "minutes"}),
            ("tag", {"tag": "looked at"}),
        ]),
    }  # fmt: skip
    return {name: made(owner, clinic, name, parts) for name, parts in table.items()}


def only(rows):
    """Return the conditions that let only these appointments through."""
    return [{"field": "trigger.appointment.id", "operator": "one_of", "value": [row.zocdoc_id for row in rows]}]


def made(owner, clinic, name, parts):
    trigger, conditions, steps = parts
    now = timezone.now()
    flow = Workflow.objects.create(
        connection=clinic, name=name, state=WorkflowState.ACTIVE, runs_as=owner, activated_at=now, at_once=50
    )
    flow.active = WorkflowVersion.objects.create(
        connection=clinic, workflow=flow, number=1, trigger=trigger, activated_at=now,
        filter={"match": "all", "conditions": conditions},
    )  # fmt: skip
    for number, (kind, config) in enumerate(steps):
        Step.objects.create(
            connection=clinic, version=flow.active, position=number, key=f"s{number}", kind=kind, config=config
        )
    flow.save()
    return flow


def changes(rows):
    now = timezone.now()
    told = [
        Change(
            connection_id=row.connection_id, appointment=row, version=row.version + number, kind=kind, kinds=[kind],
            channel=Channel.POLL, observed_at=now + timedelta(microseconds=number),
        )
        for number, kind in enumerate(KINDS, 1)
        for row in rows
    ]  # fmt: skip
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(version=F("version") + len(KINDS))
    return Change.objects.bulk_create(told, batch_size=2000)


def raged(url):
    done = subprocess.run(
        [sys.executable, "-m", "tests.workflows_app.chaos", str(MOST)],
        cwd=ROOT, env=environment(url, DJANGO_SETTINGS_MODULE="config.settings", WORKERS="5"),
        capture_output=True, text=True, timeout=MOST + 60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    kills, seconds = done.stdout.split()
    return int(kills), int(seconds)


def counted(sandbox, expected):
    # What a confirmation changed is news to the workflows too, and is not counted here.
    told_of = WorkflowRun.objects.filter(change__operation=None)
    runs = list(told_of.values_list("workflow", "change", "state", "workflow__name"))
    effects = [effect for effect in sandbox.effects() if effect["operation"] == "confirmAppointment"]
    return {
        "changes": Change.objects.filter(operation=None).count(),
        "expected": expected,
        "pairs": Counter((flow, change) for flow, change, _, _ in runs),
        "states": Counter((name, state) for _, _, state, name in runs),
        "faults": Counter(told_of.exclude(error_code="").values_list("workflow__name", "error_code", "sentence")),
        "open": [state for _, _, state, _ in runs if state not in FINAL],
        "effects": Counter(effect["appointment_id"] for effect in effects),
        "operations": Counter(OperationLog.objects.values_list("state", flat=True)),
        "tags": Counter(Remark.objects.filter(tag="new").values_list("appointment", flat=True)),
        "notes": notes_by_appointment(),
        "confirmed": Appointment.objects.filter(pk__in=confirmed_by_us(), status="confirmed").count(),
    }


def summary(told):
    return {
        "changes": told["changes"], "pairs expected": len(told["expected"]), "runs": sum(told["pairs"].values()),
        "by state": dict(told["states"]), "faults": dict(told["faults"]),
        "confirms that took effect": sum(told["effects"].values()),
        "operations": dict(told["operations"]), "killed": told["kills"], "seconds": told["seconds"],
    }  # fmt: skip


def confirmed_by_us():
    return OperationLog.objects.filter(state__in=("confirmed", "reconciled")).values("appointment")


def notes_by_appointment():
    """Return the changes that each appointment's notes tell of, in the order in which the notes were written."""
    found = {}
    ours = set(WorkflowRun.objects.filter(change__operation=None).values_list("pk", flat=True))
    for appointment, key in Remark.objects.filter(tag="").order_by("pk").values_list("appointment", "key"):
        if int(key.split(":")[1]) not in ours:
            continue
        found.setdefault(appointment, []).append(int(key.split(":")[1]))
    return found


def test_each_workflow_has_exactly_one_run_of_each_change_that_it_waits_for(story):
    assert story["changes"] == APPOINTMENTS * len(KINDS)
    assert set(story["pairs"]) == story["expected"]
    assert set(story["pairs"].values()) == {1}


def test_every_write_reached_the_server_at_most_once(story):
    assert len(story["effects"]) == TO_CONFIRM
    assert set(story["effects"].values()) == {1}


def test_every_run_ended_in_a_final_state(story):
    assert story["open"] == []
    assert {state for _, state in story["states"]} == {"succeeded", "filtered"}


def test_what_is_written_on_an_appointment_is_written_once_and_in_the_order_of_its_changes(story):
    assert set(story["tags"].values()) == {1}
    assert len(story["notes"]) == APPOINTMENTS
    assert {len(runs) for runs in story["notes"].values()} == {len(KINDS) - 1}
    assert [runs for runs in story["notes"].values() if runs != sorted(runs)] == []


def test_a_worker_was_killed_each_second_from_the_beginning_to_the_end(story):
    # A second in which the machine is too busy to kill anybody is allowed for, now and then.
    assert story["kills"] >= 0.8 * story["seconds"] - 1
    assert story["kills"] >= 5
