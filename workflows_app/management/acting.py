"""What the command `workflow` starts: test runs, runs and replays; and how it finds what is meant."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from workflows_app.engine import planning
from workflows_app.engine.reaching import may_be_sent
from workflows_app.engine.rehearsing import Shown, rehearse
from workflows_app.enums import FINAL, RunState
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from workflows_app.steps.kinds import KINDS
from zocdoc_sync import audit
from zocdoc_sync.management.choosing import connection_named
from zocdoc_sync.management.console_command import Refusal
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.operations.actor import Actor

LABEL = "command line"
# What of the exact request of a step says where it goes; what else it has is what is sent.
WHERE = ("method", "path", "url")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the words of the shell said."""

    what: str
    connection: str | None
    appointment: str | None
    username: str | None
    is_sure: bool
    now: datetime

    def record(self, action: str, subject: str, connection: Connection) -> None:
        """Write into the audit that it was done from the command line."""
        audit.record_command(action, label=LABEL, now=self.now, subject=subject, connection=connection)


@dataclass(frozen=True)
class Told:
    """What is printed: the data for programs, the lines for people."""

    data: Any
    lines: tuple[str, ...]


def workflow_named(asked: Asked) -> Workflow:
    """Return the workflow that is meant; raise Refusal when there is none, or several."""
    rows = Workflow.objects.select_related("connection", "draft", "active", "runs_as")
    mine = rows.of(connection_named(asked.connection)) if asked.connection else rows.all()
    found: list[Workflow] = list(mine.filter(name=asked.what).order_by("connection__name"))
    if not found:
        names = list(mine.order_by("name").values_list("name", flat=True)[:20])
        known = ", ".join(f"“{name}”" for name in names) or "none"
        raise Refusal(f"There is no workflow “{asked.what}”. There are: {known}.", code="no_workflow")
    if len(found) > 1:
        owners = ", ".join(f"“{one.connection.name}”" for one in found)
        told = f"Several connections have a workflow “{asked.what}”: name one of {owners} with --connection."
        raise Refusal(told, code="several_workflows")
    return found[0]


def person(asked: Asked, otherwise: User | None = None) -> User:
    """Return whose permissions count: who is named, else `otherwise`, else the only superuser; raise Refusal."""
    if asked.username:
        named = User.objects.filter(username=asked.username, is_active=True).first()
        if named is None:
            raise Refusal(f"There is nobody with the username “{asked.username}” who can sign in.", code="no_person")
        return named
    if otherwise is not None:
        return otherwise
    able = list(User.objects.filter(is_active=True, is_superuser=True)[:2])
    if len(able) != 1:
        raise Refusal("Say whose permissions it acts with: --as USERNAME.", code="no_person")
    return able[0]


def tested(asked: Asked) -> Told:
    """Go through a workflow for an appointment: reads are real, writes are shown and not sent."""
    workflow = workflow_named(asked)
    appointment = _appointment(asked, workflow, or_newest=True)
    version = _version(workflow)
    rehearsal = rehearse(version, appointment, Actor.system(LABEL), asked.now)
    asked.record("workflow.tested", f"appointment {appointment.zocdoc_id}", workflow.connection)
    if rehearsal.fault:
        raise Refusal(rehearsal.fault, code="test_failed")
    verdict = rehearsal.verdict
    stops = verdict is not None and not verdict.matched
    about = "No filter: it always goes on." if verdict is None else verdict.sentence or "The filter lets it through."
    told = f"The filter stops it, a real run would end here: {about} The steps all the same:" if stops else about
    chosen = "" if asked.appointment else ", the newest one"
    lines = [f"Test of {workflow.name} for appointment {appointment.zocdoc_id}{chosen}: nothing is written.", told]
    data = {
        "workflow": workflow.name,
        "appointment": appointment.zocdoc_id,
        "filter": {"lets_through": not stops, "sentence": about},
        "steps": [_step(one) for one in rehearsal.steps],
    }
    return Told(data, (*lines, *(line for one in rehearsal.steps for line in _lines(one))))


def started(asked: Asked) -> Told:
    """Start a run for an appointment by hand: no filter stops it."""
    workflow = workflow_named(asked)
    if not asked.appointment:
        raise Refusal("Say for which appointment: --appointment ID.", code="usage")
    appointment, version = _appointment(asked, workflow), _version(workflow)
    if not may_be_sent(workflow, version):
        raise Refusal("Sending a draft for real is only for sandboxes: activate the workflow first.", code="draft")
    acts_as = person(asked, workflow.runs_as)
    _check_permissions(version, acts_as)
    _ask(asked, f"Run {workflow.name} for real through {workflow.connection.name}?")
    run = planning.start_by_hand(workflow, appointment, actor=acts_as, now=asked.now, version=version)
    asked.record("workflow.sent", f"workflow {workflow.pk}, appointment {appointment.zocdoc_id}", workflow.connection)
    return _made(run)


def replayed(asked: Asked) -> Told:
    """Run an earlier run again, whole."""
    rows = WorkflowRun.objects.select_related("workflow__active", "workflow__connection", "version", "appointment")
    run = rows.filter(pk=int(asked.what)).first() if asked.what.isdigit() and len(asked.what) < 19 else None
    if run is None:
        raise Refusal(f"There is no run {asked.what}: `workflow show NAME` lists the last ones.", code="no_run")
    if run.state == RunState.ASKS:
        raise Refusal(f"Run {run.pk} needs a person first: settle its operation in the console.", code="asks")
    if run.state not in FINAL:
        raise Refusal(f"Run {run.pk} has not ended: {run.get_state_display().lower()}.", code="not_ended")
    _ask(asked, f"Run {run.workflow.name} again for real through {run.workflow.connection.name}?")
    asked.record("run.replay", f"run {run.pk}", run.workflow.connection)
    return _made(planning.replay(run, now=asked.now))


def _made(run: WorkflowRun) -> Told:
    told = f"Run {run.pk} is made: it goes on while the worker runs."
    return Told({"run": run.pk, "workflow": run.workflow.name, "state": run.state}, (told,))


def _version(workflow: Workflow) -> WorkflowVersion:
    version = workflow.draft or workflow.active
    if version is None:
        raise Refusal("There is nothing to run yet: add a step first.", code="no_version")
    return version


def _appointment(asked: Asked, workflow: Workflow, *, or_newest: bool = False) -> Appointment:
    joined = ("provider", "location", "visit_reason", "provider_location", "practice", "connection", "participant")
    rows = Appointment.objects.of(workflow.connection).select_related(*joined)
    if asked.appointment:
        found: Appointment | None = rows.filter(zocdoc_id=asked.appointment).first()
    else:
        found = rows.filter(gone_at__isnull=True).order_by("-created_time", "-pk").first() if or_newest else None
    if found is None:
        which = f"There is no appointment {asked.appointment}" if asked.appointment else "There is no appointment yet"
        raise Refusal(f"{which} in {workflow.connection.name}.", code="no_appointment")
    return found


def _check_permissions(version: WorkflowVersion, acts_as: User) -> None:
    kinds = [KINDS[one.kind] for one in version.steps.filter(is_enabled=True) if one.kind in KINDS]
    missing = sorted({kind.label for kind in kinds if kind.permission and not acts_as.has_perm(kind.permission)})
    if missing:
        raise Refusal(f"{acts_as.get_username()} may not do these steps: {', '.join(missing)}.", code="not_permitted")


def _ask(asked: Asked, question: str) -> None:
    if asked.is_sure:
        return
    if not sys.stdin.isatty():
        raise Refusal("It may write to Zocdoc: add --yes to start it without being asked.", code="not_sure")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise Refusal("Nothing was started.", code="not_sure")


def _step(one: Shown) -> dict[str, Any]:
    return {
        "step": one.path,
        "kind": one.step.kind,
        "outcome": one.words,
        "sentence": getattr(one.result, "sentence", ""),
        "given": dict(one.given),
        "output": getattr(one.result, "output", {}),
        "request": getattr(one.result, "request", None),
        "request_id": getattr(one.result, "request_id", ""),
        "seconds": round(one.seconds, 3),
    }


def _lines(one: Shown) -> list[str]:
    kind = KINDS.get(one.step.kind)
    sentence = getattr(one.result, "sentence", "")
    first = f"{one.path}: {one.step.label or (kind.label if kind else one.step.kind)}. {one.words}. {sentence}".rstrip()
    request = getattr(one.result, "request", None)
    if not request:
        return [first]
    where = " ".join(request[name] for name in WHERE if name in request)
    rest = {name: value for name, value in request.items() if name not in WHERE and value}
    body = rest.pop("json", None)
    parts = [json.dumps(part, ensure_ascii=False) for part in (body, rest) if part]
    return [first, *(f"    {part}" for part in (where, *parts) if part)]
