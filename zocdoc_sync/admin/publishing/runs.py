"""Publishing runs: the list, and the page of one with its progress, questions and buttons."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.publishing.going import going, names_of
from zocdoc_sync.admin.publishing.ordering import TITLES, order, page_of
from zocdoc_sync.admin.publishing.progress import shown, shown_days
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import PublishKind, PublishRun, PublishState
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.roles import may_publish
from zocdoc_sync.timeslots.publishing import steering

Doing = Callable[[PublishRun, HttpRequest, Actor, datetime], str]


class PublishRunAdmin(ReadOnlyAdmin):
    """A run changes only through its buttons and the worker."""

    list_display = ("started", "shown_kind", "days", "how_many", "shown_state", "by", "connection")
    list_filter = (words_filter("state", PublishState), words_filter("kind", PublishKind), ConnectionFilter)
    list_before_template = "console/publishing/runs_bar.html"
    empty_sentence = "Nothing was published in bulk yet."
    ordering = ("-pk",)
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the forms and buttons before Django's."""
        wrap = self.admin_site.admin_view
        doing = [
            path(f"<int:pk>/{name}/", wrap(partial(act, self, name=name)), name=f"publishrun_{name}")
            for name in ACTIONS
        ]
        return [path("new/<str:kind>/", wrap(partial(order, self)), name="publishrun_new"), *doing, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        more = {"may_publish": may_publish(request.user), "kinds": [(one.value, TITLES[one]) for one in PublishKind]}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 (Django's signature)
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 (Django's signature)
    ) -> HttpResponse:
        """Show one run; `?part=progress` is the part that renews itself."""
        run: PublishRun = visible_or_404(self, request, object_id)
        context = shown(run, timezone.now())
        if request.GET.get("part") == "progress":
            return render(request, "console/publishing/progress.html", context)
        names = names_of(run)
        context |= {
            "questions": [(one, going(one.days, names)) for one in steering.questions(run)],
            "form_token": issue(request, purpose(run)),
            "may_publish": may_publish(request.user),
            **shown_days(run, request.GET.get("state", ""), names),
        }
        return page(
            request, self, "console/publishing/run.html", f"{run.get_kind_display()}: {run.range_text}", **context
        )

    @display(description="Started")
    def started(self, row: PublishRun) -> str:
        return console_time(row.started_at)

    @display(description="What")
    def shown_kind(self, row: PublishRun) -> str:
        return str(row.get_kind_display())

    @display(description="Days")
    def days(self, row: PublishRun) -> str:
        return row.range_text

    @display(description="Providers")
    def how_many(self, row: PublishRun) -> int:
        return len(row.providers)

    @display(description="State")
    def shown_state(self, row: PublishRun) -> SafeString:
        return badge(PublishState, row.state)

    @display(description="By")
    def by(self, row: PublishRun) -> str:
        return row.actor_label


def purpose(run: PublishRun) -> str:
    """Return what the forms of a run's page are made for: this run in this state."""
    return f"run:{run.pk}:{run.state}"


def act(admin: ReadOnlyAdmin, request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of ACTIONS with a visible run (POST), and write it into the audit."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    run: PublishRun = visible_or_404(admin, request, pk)
    if not may_publish(request.user):
        raise PermissionDenied
    now = timezone.now()
    try:
        if name in TOKENED:
            key_of(request, purpose(run))
        told = ACTIONS[name](run, request, Actor.of(request.user), now)  # type: ignore[arg-type]  # signed in
    except StaleForm:
        return say_and_go(
            request, page_of(run), "The run has gone on since this page was opened: look again.", ok=False
        )
    except steering.NotAnswered as refused:
        return say_and_go(request, page_of(run), refused.sentence, ok=False)
    audit.record(
        f"publishing.{name}", request=request, now=now, subject=f"publishing run {pk}", connection=run.connection
    )
    return say_and_go(request, page_of(run), told, ok=True)


def _publish(run: PublishRun, _request: HttpRequest, actor: Actor, now: datetime) -> str:
    done = steering.publish(run, actor=actor, now=now)
    return (
        "Publishing: the worker sends the days that differ." if done else "There is nothing to publish in this state."
    )


def _stop(run: PublishRun, _request: HttpRequest, _actor: Actor, _now: datetime) -> str:
    return "Stopped: nothing more is sent." if steering.stop(run) else "It was not running any more."


def _go_on(run: PublishRun, _request: HttpRequest, actor: Actor, now: datetime) -> str:
    done = steering.go_on(run, actor=actor, now=now)
    return "It goes on where it was." if done else "It was not stopped."


def _again(run: PublishRun, _request: HttpRequest, actor: Actor, now: datetime) -> str:
    count = steering.again(run, actor=actor, now=now)
    return f"{count} days are compared once more." if count else "No day fell through, or the run is still working."


def _answer(run: PublishRun, request: HttpRequest, actor: Actor, now: datetime) -> str:
    said = {code: request.POST.get(f"say_{code}", "") for code in steering.CODES}
    typed = request.POST.get("typed", "")[:60]
    yes = [code for code, word in said.items() if word == "yes"]
    leave = [code for code, word in said.items() if word == "leave"]
    if not yes and not leave:
        raise steering.NotAnswered("Say for at least one kind of day what is to be done.")
    shown = {one.code: str(len(one.days)) for one in steering.questions(run)}
    if any(request.POST.get(f"count_{code}") != shown.get(code) for code in (*yes, *leave)):
        raise steering.NotAnswered("Other days ask this by now than were shown: look at them again.")
    sent, skipped = steering.answer(run, yes=yes, leave=leave, typed=typed, actor=actor, now=now)
    return f"{sent} days are to be sent, {skipped} are left alone."


ACTIONS: dict[str, Doing] = {
    "publish": _publish, "stop": _stop, "continue": _go_on, "again": _again, "answer": _answer,
}  # fmt: skip
# Stopping must work on a page that is a minute old.
TOKENED = frozenset({"publish", "continue", "again", "answer"})
