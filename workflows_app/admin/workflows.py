"""The list of workflows, and the addresses of their pages."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.admin import display
from django.db.models import Count, DateTimeField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflows_app.admin import recipes, switching, testing, transfers, versions
from workflows_app.admin.builder.page import build
from workflows_app.admin.states import may_build, may_run, run_badge, state_badge
from workflows_app.enums import RunState, WorkflowState
from workflows_app.exchange.words import filter_words, trigger_words
from workflows_app.models import Workflow, WorkflowRun
from workflows_app.recipes import RECIPES
from workflows_app.recipes.recipe import Recipe
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import issue

DAY = timedelta(hours=24)
UNFINISHED = "has changes that are not active"
ADJUST = "What to adjust"
# What the list counts of the last day: words, the badge's state, and the states that count.
OUTCOMES: dict[str, tuple[str, RunState, tuple[RunState, ...]]] = {
    "went_well": ("succeeded", RunState.SUCCEEDED, (RunState.SUCCEEDED,)),
    "went_wrong": ("failed", RunState.FAILED, (RunState.FAILED, RunState.PARTLY)),
    "asks": ("need a person", RunState.ASKS, (RunState.ASKS,)),
    "under_way": (
        "under way",
        RunState.RUNNING,
        (RunState.QUEUED, RunState.RUNNING, RunState.RETRYING, RunState.SETTLING, RunState.WAITING),
    ),
    "filtered_out": ("filtered out", RunState.FILTERED, (RunState.FILTERED,)),
}


def _counted(states: tuple[RunState, ...], since: Any) -> Any:
    runs = WorkflowRun.objects.filter(workflow=OuterRef("pk"), created_at__gte=since, state__in=states).order_by()
    number = runs.values("workflow").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _adjusting(row: Workflow) -> SafeString | str:
    """Return the way to what is to be adjusted in a recipe, "" once it was activated."""
    if row.recipe not in RECIPES or row.active_id:
        return ""
    return format_html(
        '<a class="sd-link" href="{}">{}</a>', reverse("admin:workflow_recipe", args=(row.recipe,)), ADJUST
    )


class WorkflowAdmin(ConsoleModelAdmin):
    """Workflows are changed in the builder; the list tells what runs and how it goes."""

    empty_sentence = (
        "No workflow. A workflow waits for something, such as a new booking, checks conditions, and then acts: "
        "it confirms, sends an e-mail, asks another system."
    )
    list_display = ("named", "shown_state", "starts", "last_day", "last_run", "connection", "switch")
    list_filter = (words_filter("state", WorkflowState), ConnectionFilter)
    list_select_related = ("active", "draft")
    search_fields = ("name",)
    sortable_by = ()
    ordering = ("name", "pk")
    list_before_template = "console/workflows/list_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible workflows with what came of their runs in the last day."""
        since = timezone.now() - DAY
        newest = WorkflowRun.objects.filter(workflow=OuterRef("pk")).order_by("-created_at", "-pk")
        counts = {name: _counted(states, since) for name, (_, _, states) in OUTCOMES.items()}
        newest_at = Subquery(newest.values("created_at")[:1], output_field=DateTimeField())
        rows: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .select_related(*self.list_select_related)
            .annotate(**counts, last_at=newest_at, last_state=Subquery(newest.values("state")[:1]))
        )
        return rows

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with the token of its switches."""
        shown = {"switch_token": issue(request, switching.SWITCHING), "recipes": self._recipes(request)}
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **shown})
        return answer

    def _recipes(self, request: HttpRequest) -> list[Recipe]:
        """Return the recipes to offer: all of them to who builds, while there is no workflow."""
        is_empty = may_build(request.user) and not super().get_queryset(request).exists()
        return list(RECIPES.values()) if is_empty else []

    def get_urls(self) -> list[URLPattern]:
        """Return our own pages before Django's."""
        wrap = self.admin_site.admin_view
        pages = {
            "switch": ("<int:pk>/switch/", switching.switch),
            "test": ("<int:pk>/test/", testing.test),
            "send": ("<int:pk>/send/", testing.send),
            "versions": ("<int:pk>/versions/", versions.history),
            "revert": ("<int:pk>/revert/", versions.revert_to),
            "drop_draft": ("<int:pk>/drop-draft/", versions.drop),
            "export": ("<int:pk>/export/", transfers.download),
            "duplicate": ("<int:pk>/duplicate/", transfers.copy),
        }
        ours = [path(at, wrap(partial(page, self)), name=f"workflow_{name}") for name, (at, page) in pages.items()]
        recipe = path("recipes/<slug:code>/", wrap(partial(recipes.recipe, self)), name="workflow_recipe")
        return [*ours, recipe, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *_unused: Any, **_also: Any) -> HttpResponse:
        """Show the builder."""
        return build(self, request, object_id)

    def add_view(self, request: HttpRequest, *_unused: Any, **_also: Any) -> HttpResponse:
        """Ask what a new workflow begins with."""
        return transfers.begin(self, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow to delete a workflow that never ran; others are switched off, so that their runs stay readable."""
        if obj is not None and WorkflowRun.objects.filter(workflow=obj).exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002 (Django's signature)
        """Name the workflow alone: its versions go with it."""
        return [str(one) for one in objs], {}, set(), []

    @display(description="Name")
    def named(self, row: Workflow) -> SafeString:
        draft = row.active_id and row.draft_id
        more = format_html('<span class="sd-sub">{}</span>', UNFINISHED) if draft else ""
        return format_html("<span>{}{}</span>", row.name, more)

    @display(description="State")
    def shown_state(self, row: Workflow) -> SafeString:
        reason = format_html('<span class="sd-sub">{}</span>', row.pause_reason) if row.pause_reason else ""
        return format_html("<span>{}{}{}</span>", state_badge(row), reason, _adjusting(row))

    @display(description="Starts")
    def starts(self, row: Workflow) -> SafeString | str:
        version = row.active or row.draft
        if version is None:
            return "—"
        only_if = filter_words(version.filter)
        more = format_html('<span class="sd-sub">only if {}</span>', only_if[:200]) if only_if else ""
        return format_html("<span>{}{}</span>", trigger_words(version.trigger, version.trigger_options), more)

    @display(description="Last 24 hours")
    def last_day(self, row: Any) -> SafeString | str:
        counts = [(words, state, getattr(row, name)) for name, (words, state, _) in OUTCOMES.items()]
        shown = [(run_badge(state, f"{number} {words}"),) for words, state, number in counts if number]
        return format_html('<span class="sd-links">{}</span>', format_html_join(" ", "{}", shown)) if shown else "—"

    @display(description="Last run")
    def last_run(self, row: Any) -> SafeString | str:
        if row.last_at is None:
            return "never"
        return format_html(
            '<span>{}<span class="sd-sub">{}</span></span>', run_badge(row.last_state), console_time(row.last_at)
        )

    @display(description="Switch")
    def switch(self, row: Workflow) -> SafeString:
        return switching.button(row)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave the switches out for people who only look."""
        return [name for name in self.list_display if name != "switch" or may_run(request.user)]
