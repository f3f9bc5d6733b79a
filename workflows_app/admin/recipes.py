"""The pages of recipes: what each does, when, what to adjust, and how it begins."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from workflows_app.admin.states import may_build, state_badge
from workflows_app.admin.switching import builder_of
from workflows_app.admin.transfers import PURPOSE
from workflows_app.exchange.differences import title
from workflows_app.exchange.files import read_definition
from workflows_app.exchange.words import filter_words, trigger_words
from workflows_app.models import Workflow
from workflows_app.recipes import RECIPES
from workflows_app.steps.kinds import KINDS
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import page
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.models import Connection


@dataclass(frozen=True)
class Installed:
    """A workflow that was begun from a recipe."""

    name: str
    connection: str
    badge: SafeString
    link: str


def recipe(admin: ConsoleModelAdmin, request: HttpRequest, code: str) -> HttpResponse:
    """Show what a recipe does and what to adjust, where it is installed already, and offer to install it, off."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    chosen = RECIPES.get(code)
    if chosen is None:
        raise Http404
    said = read_definition(chosen.definition)
    kinds = [KINDS[step.kind] for step in said.every_step()]
    builds = may_build(request.user) and admin.has_add_permission(request)
    rows = visible_rows(Workflow.objects.filter(recipe=code), request.user).select_related("connection")
    context: dict[str, Any] = {
        "recipe": chosen,
        "starts": trigger_words(said.trigger, said.trigger_options),
        "only_if": filter_words(said.filter),
        "steps": [title(step) for step in said.steps],
        "writes": [kind.label for kind in kinds if kind.writes],
        "others": [one for one in RECIPES.values() if one.code != code],
        "installed": [
            Installed(row.name, row.connection.name, state_badge(row), builder_of(row))
            for row in rows.order_by("connection__name", "name")[:50]
        ],
        "connections": list(Connection.objects.visible_to(request.user)) if builds else [],
        "builds": builds,
        "form_token": issue(request, PURPOSE) if builds else "",
    }
    return page(request, admin, "console/workflows/recipe.html", chosen.name, **context)
