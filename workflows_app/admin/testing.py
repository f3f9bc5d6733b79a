"""The test run: a workflow gone through for a chosen appointment, reads for real, writes shown and not sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from workflows_app.admin.states import may_run
from workflows_app.admin.switching import builder_of, purpose
from workflows_app.engine.planning import start_by_hand
from workflows_app.engine.reaching import is_harmless, is_live, may_be_sent
from workflows_app.engine.rehearsing import Rehearsal, Shown, rehearse
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.results import Each, Sleep
from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.searching import found
from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.badges import ASK, BAD, OFF, OK, WAIT, marked
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Appointment, Provider
from zocdoc_sync.operations.actor import Actor

TEMPLATE = "console/workflows/test.html"
NEWEST, MOST_FOUND, MOST_PROVIDERS = 5, 20, 50
JOINS = ("provider", "location", "visit_reason", "provider_location", "practice", "connection")


@dataclass(frozen=True)
class StepShown:
    """One step of the test run, readable; what may hold patient data is empty for those who may not see it."""

    number: str
    title: str
    key: str
    badge: SafeString
    sentence: str
    given: str
    output: str
    request: str
    request_id: str
    seconds: str


def test(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Offer appointments to test with (GET, or POST of a search); go through the workflow for the chosen one (POST)."""
    workflow: Workflow = visible_or_404(admin, request, pk)
    if not may_run(request.user):
        raise PermissionDenied
    version = workflow.draft or workflow.active
    if version is None:
        return say_and_go(request, builder_of(workflow), "There is nothing to test yet: add a step first.", ok=False)
    chosen = _chosen(request, workflow) if request.method == "POST" else None
    context = _offered(request, workflow)
    if chosen is not None:
        context |= _tested(request, version, chosen)
    elif "appointment" in request.POST:
        raise Http404
    return page(request, admin, TEMPLATE, f"Test of {workflow.name}", **context)


def _offered(request: HttpRequest, workflow: Workflow) -> dict[str, Any]:
    term = request.POST.get("term", "").strip()[:200] if request.method == "POST" else ""
    rows = _found(request, workflow, term) if term else _newest(request, workflow)
    sees = may_see_patients(request.user)
    now = timezone.now()
    if sees and rows:
        audit.record("patients.listed", request=request, now=now, subject="appointments to test a workflow with")
    return {
        "workflow": workflow,
        "original": workflow,
        "rows": [summary(row, request.user, now) for row in rows],
        "is_search": bool(term),
        "sees_patients": sees,
        "form_token": issue(request, purpose(workflow)),
        "back": builder_of(workflow),
        "may_send": is_harmless(workflow.connection) or is_live(workflow),
        "is_live": is_live(workflow),
    }


def _mine(request: HttpRequest, workflow: Workflow) -> Any:
    rows = visible_rows(Appointment.objects.of(workflow.connection), request.user).select_related(*JOINS)
    return rows.select_related(*JOINS, "participant") if may_see_patients(request.user) else rows


def _newest(request: HttpRequest, workflow: Workflow) -> list[Appointment]:
    rows = _mine(request, workflow).filter(gone_at__isnull=True).order_by("-created_time", "-pk")
    return list(rows[:NEWEST])


def _found(request: HttpRequest, workflow: Workflow, term: str) -> list[Appointment]:
    ids = found(term, request.user, patients=may_see_patients(request.user))  # type: ignore[arg-type]  # signed in
    named = list(_mine(request, workflow).filter(pk__in=ids).order_by("-start_time", "-pk")[:MOST_FOUND])
    more = _of_providers(request, workflow, term).exclude(pk__in=[row.pk for row in named])
    return [*named, *more[: MOST_FOUND - len(named)]]


def _of_providers(request: HttpRequest, workflow: Workflow, term: str) -> Any:
    # The providers first: their few ids go through the index, a join on the name would not.
    providers = Provider.objects.of(workflow.connection).filter(name__icontains=term).order_by("name", "pk")
    ids = list(providers.values_list("pk", flat=True)[:MOST_PROVIDERS])
    rows = _mine(request, workflow).filter(provider__in=ids, gone_at__isnull=True)
    return rows.order_by("-start_time", "-pk")


def _chosen(request: HttpRequest, workflow: Workflow) -> Appointment | None:
    number = request.POST.get("appointment", "")
    rows = _mine(request, workflow)
    chosen: Appointment | None = rows.filter(pk=int(number)).first() if number.isdigit() else None
    return chosen


def _tested(request: HttpRequest, version: WorkflowVersion, appointment: Appointment) -> dict[str, Any]:
    now, sees = timezone.now(), may_see_patients(request.user)
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    rehearsal = rehearse(version, appointment, actor, now)
    subject = f"appointment {appointment.zocdoc_id}"
    if sees:
        audit.record("patient.viewed", request=request, now=now, subject=subject, connection=version.connection)
    audit.record("workflow.tested", request=request, now=now, subject=subject, connection=version.connection)
    return {
        "chosen": summary(appointment, request.user, now),
        "rehearsal": rehearsal,
        "verdict_badge": _verdict_badge(rehearsal),
        "trigger": pretty(rehearsal.trigger) if sees else "",
        "steps": [shown(one, sees=sees) for one in rehearsal.steps],
        "writes": sum(bool(_request_of(one)) for one in rehearsal.steps),
        "would_stop": rehearsal.verdict is not None and not rehearsal.verdict.matched,
    }


def _verdict_badge(rehearsal: Rehearsal) -> SafeString:
    if rehearsal.verdict is None:
        return marked(*OK, "No filter: it always goes on")
    return (
        marked(*OK, "The filter lets it through") if rehearsal.verdict.matched else marked(*OFF, "The filter stops it")
    )


TONES: Mapping[str, tuple[str, str]] = {
    "Skipped": OFF,
    "Would wait": WAIT,
    "Would be sent": WAIT,
    "Would end here": OFF,
    "Would fail": BAD,
    "Goes through the items": OK,
    "Done": OK,
}


def _badge(one: Shown) -> SafeString:
    return marked(*TONES.get(one.words, ASK), one.words)


def shown(one: Shown, *, sees: bool) -> StepShown:
    """Return a step of a test run, readable."""
    result: Any = one.result
    kind = KINDS.get(one.step.kind)
    until = f" Until {console_time(result.until)}." if isinstance(result, Sleep) else ""
    items = f" {len(result.items)} items; the first 5 are shown." if isinstance(result, Each) else ""
    return StepShown(
        number=one.path,
        title=one.step.label or (kind.label if kind else one.step.kind),
        key=one.step.key,
        badge=_badge(one),
        sentence=f"{getattr(result, 'sentence', '')}{until}{items}".strip(),
        given=pretty(one.given) if sees else "",
        output=pretty(getattr(result, "output", None)) if sees else "",
        request=pretty(_request_of(one)) if sees else "",
        request_id=getattr(result, "request_id", ""),
        seconds=f"{one.seconds:.1f} s" if one.seconds >= 0.05 else "",
    )


def _request_of(one: Shown) -> Any:
    return getattr(one.result, "request", None)


def pretty(value: Any) -> str:
    """Return a value as indented JSON, "" for nothing."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) if value else ""


def send(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Start a real run of what was tested (POST), once for a form; of a draft only where no real clinic is reached."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    workflow: Workflow = visible_or_404(admin, request, pk)
    if not may_run(request.user):
        raise PermissionDenied
    appointment, version = _chosen(request, workflow), workflow.draft or workflow.active
    if appointment is None or version is None:
        raise Http404
    if not may_be_sent(workflow, version):
        told = "Sending a draft for real is only for sandboxes: activate the workflow first."
        return say_and_go(request, builder_of(workflow), told, ok=False)
    return _started(request, workflow, version, appointment)


def _started(
    request: HttpRequest, workflow: Workflow, version: WorkflowVersion, appointment: Appointment
) -> HttpResponse:
    now = timezone.now()
    missing = _not_allowed(request, version)
    try:
        key = key_of(request, purpose(workflow))
    except StaleForm as stale:
        return say_and_go(request, builder_of(workflow), str(stale), ok=False)
    if missing:
        told = f"You may not do these steps yourself: {', '.join(missing)}."
        return say_and_go(request, builder_of(workflow), told, ok=False)
    run = start_by_hand(workflow, appointment, actor=request.user, now=now, version=version, key=key)  # type: ignore[arg-type]  # signed in
    subject = f"workflow {workflow.pk}, appointment {appointment.zocdoc_id}"
    audit.record("workflow.sent", request=request, now=now, subject=subject, connection=workflow.connection)
    told = f"Run {run.pk} is started: it goes on while the worker runs."
    return say_and_go(request, run_page(run), told, ok=True)


def _not_allowed(request: HttpRequest, version: WorkflowVersion) -> list[str]:
    kinds = [KINDS[one.kind] for one in version.steps.filter(is_enabled=True) if one.kind in KINDS]
    return sorted({kind.label for kind in kinds if kind.permission and not request.user.has_perm(kind.permission)})


def run_page(run: WorkflowRun) -> str:
    """Return the address of a run's page, that of its workflow where runs have none."""
    try:
        return reverse("admin:workflows_app_workflowrun_change", args=(run.pk,))
    except NoReverseMatch:
        return builder_of(run.workflow)
