"""Beginning a workflow: from nothing, from a recipe, from a file, from a copy; and taking one away as a file."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from workflows_app.admin.states import may_build
from workflows_app.admin.switching import builder_of, purpose
from workflows_app.exchange.definition import Definition
from workflows_app.exchange.drafts import NameTaken, create
from workflows_app.exchange.files import ImportRefused, duplicate, export, import_, read_file
from workflows_app.models import Workflow
from workflows_app.recipes import RECIPES
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Connection

TEMPLATE = "console/workflows/begin.html"
PURPOSE = "workflow:begin"
MADE, MOST_KEPT = "slotdesk.workflows_made", 20


def begin(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Ask what a new workflow begins with (GET), and make it, switched off (POST)."""
    if not (may_build(request.user) and admin.has_add_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return _asked(admin, request)
    try:
        workflow = _once(request, key_of(request, PURPOSE), _made)
    except StaleForm as stale:
        return _asked(admin, request, str(stale))
    except NameTaken as taken:
        return _asked(admin, request, str(taken))
    except ImportRefused as refused:
        return _asked(admin, request, *refused.problems)
    return _to_builder(request, workflow, "workflow.added", "It is off until you activate it.")


def _asked(admin: ConsoleModelAdmin, request: HttpRequest, *faults: str) -> HttpResponse:
    context: dict[str, Any] = {
        "connections": list(Connection.objects.visible_to(request.user)),
        "faults": faults,
        "recipes": list(RECIPES.values()),
        "form_token": issue(request, PURPOSE),
        "given": request.POST,
        "chosen": request.POST.get("start", "blank"),
    }
    return page(request, admin, TEMPLATE, "New workflow", status=400 if faults else 200, **context)


def _made(request: HttpRequest) -> Workflow:
    number = request.POST.get("connection", "")
    seen = Connection.objects.visible_to(request.user)
    connection = seen.filter(pk=int(number)).first() if number.isdigit() else None
    if connection is None:
        raise ImportRefused("Choose the connection that the workflow belongs to.")
    start = request.POST.get("start", "blank")
    return BEGINNINGS.get(start, _from_recipe)(request, connection)


def _once(request: HttpRequest, key: str, make: Callable[[HttpRequest], Workflow]) -> Workflow:
    """Return what a form made before when it is posted again, such as by going back or by a reload."""
    made: dict[str, int] = request.session.get(MADE, {})
    known: Workflow | None = Workflow.objects.filter(pk=made.get(key, 0)).first()
    if known is not None:
        return known
    workflow = make(request)
    request.session[MADE] = {**dict(list(made.items())[1 - MOST_KEPT :]), key: workflow.pk}
    return workflow


def _blank(request: HttpRequest, connection: Connection) -> Workflow:
    name = request.POST.get("name", "").strip()[:120]
    if not name:
        raise ImportRefused("Give it a name that says what it does, such as “Confirm in-network bookings”.")
    return create(connection, Definition(name=name), request.user)  # type: ignore[arg-type]  # signed in


def _from_file(request: HttpRequest, connection: Connection) -> Workflow:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise ImportRefused("Choose the file first.")
    return import_(read_file(uploaded.read(600 * 1024)), connection, request.user)  # type: ignore[arg-type]  # signed in


def _from_recipe(request: HttpRequest, connection: Connection) -> Workflow:
    recipe = RECIPES.get(request.POST.get("start", "").removeprefix("recipe:"))
    if recipe is None:
        raise ImportRefused("Choose what to begin with.")
    return import_(recipe.definition, connection, request.user, recipe=recipe.code)  # type: ignore[arg-type]  # signed in


BEGINNINGS: Mapping[str, Callable[[HttpRequest, Connection], Workflow]] = {"blank": _blank, "file": _from_file}


def download(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Return a workflow as a JSON file."""
    workflow: Workflow = visible_or_404(admin, request, pk)
    _record(request, workflow, "workflow.exported")
    text = json.dumps(export(workflow), indent=2, ensure_ascii=False)
    answer = HttpResponse(f"{text}\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(workflow.name) or "workflow"}.json"'
    return answer


def copy(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Make a copy of a workflow, switched off (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    workflow: Workflow = visible_or_404(admin, request, pk)
    if not (may_build(request.user) and admin.has_add_permission(request)):
        raise PermissionDenied
    try:
        key = key_of(request, purpose(workflow))
    except StaleForm as stale:
        return say_and_go(request, builder_of(workflow), str(stale), ok=False)
    copied = _once(request, f"copy:{key}", lambda asked: duplicate(workflow, asked.user))  # type: ignore[arg-type]  # signed in
    return _to_builder(request, copied, "workflow.duplicated", "This is the copy. It is off until you activate it.")


def _to_builder(request: HttpRequest, workflow: Workflow, action: str, told: str) -> HttpResponse:
    _record(request, workflow, action)
    return say_and_go(request, reverse("admin:workflows_app_workflow_change", args=(workflow.pk,)), told, ok=True)


def _record(request: HttpRequest, workflow: Workflow, action: str) -> None:
    subject = f"workflow {workflow.pk}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=workflow.connection)
