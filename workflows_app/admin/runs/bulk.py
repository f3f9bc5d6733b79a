"""What a person does with many runs at once: each of them once, however often the form is sent."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib.admin import action
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from workflows_app.admin.runs.acting import BUTTONS
from workflows_app.admin.runs.previewing import LIST, MOST, many_purpose, preview_many
from workflows_app.admin.runs.summaries import keep
from workflows_app.admin.states import may_run
from workflows_app.engine import planning
from workflows_app.history.previews import CANCEL, REPLAY, RETRY
from workflows_app.models import WorkflowRun
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.tokens import StaleForm, key_of

AT_ONCE = 250
# A number with more digits is none of ours, and none that databases take.
LONGEST = 19
DONE = {CANCEL: "cancelled", RETRY: "go on from their failed step", REPLAY: "run again"}
# What telling a trigger anew reads of each run.
JOINS = tuple(
    f"appointment__{name}"
    for name in ("provider", "location", "visit_reason", "provider_location", "practice", "connection")
)


def _offer(slug: str) -> Any:
    @action(description=f"{BUTTONS[slug].verb}…")
    def shown(admin: ConsoleModelAdmin, request: HttpRequest, queryset: QuerySet[WorkflowRun]) -> HttpResponse:
        return preview_many(admin, request, queryset, slug)

    shown.__name__ = f"runs_{slug}"
    return shown


ACTIONS = tuple(_offer(slug) for slug in BUTTONS)


def act_on_many(admin: ConsoleModelAdmin, request: HttpRequest, slug: str) -> HttpResponse:
    """Do with the previewed runs what a button says (POST); those that have moved on since are left as they are."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if slug not in BUTTONS:
        raise Http404
    if not may_run(request.user):
        raise PermissionDenied
    try:
        key = key_of(request, many_purpose(slug))
    except StaleForm as stale:
        return say_and_go(request, LIST, str(stale), ok=False)
    asked = _numbers(request.POST.get("numbers", ""))
    touched = [pk for part in _parts(asked) for pk in _fitting(admin, request, part, slug)]
    done = sum(WORK[slug](admin, request, part, key) for part in _parts(asked))
    subject = f"{done} of {len(asked)} runs"
    audit.record(f"runs.{slug}", request=request, now=timezone.now(), subject=subject)
    told = _summary(slug, done, len(asked) - done)
    return say_and_go(request, keep(request, slug, key, asked, touched), told, ok=done > 0)


def _summary(slug: str, done: int, left: int) -> str:
    moved_on = f" {left:,} had moved on and are left as they are." if left else ""
    return f"{done:,} runs {DONE[slug]}.{moved_on}"


def _numbers(posted: str) -> Sequence[int]:
    return sorted({int(one) for one in posted.split(",") if one.isdecimal() and len(one) < LONGEST})[:MOST]


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))


def _mine(admin: ConsoleModelAdmin, request: HttpRequest, numbers: Sequence[int]) -> QuerySet[WorkflowRun]:
    rows: QuerySet[WorkflowRun] = admin.get_queryset(request).filter(pk__in=numbers)
    return rows


def _fitting(admin: ConsoleModelAdmin, request: HttpRequest, numbers: Sequence[int], slug: str) -> Sequence[int]:
    """Return which of these runs are in a state for a button as they stand."""
    return list(_mine(admin, request, numbers).filter(state__in=BUTTONS[slug].states).values_list("pk", flat=True))


def _cancel(admin: ConsoleModelAdmin, request: HttpRequest, numbers: Sequence[int], _key: str) -> int:
    mine = list(_mine(admin, request, numbers).values_list("pk", flat=True))
    return planning.cancel_all(mine, request.user, timezone.now())  # type: ignore[arg-type]  # signed in


def _retry(admin: ConsoleModelAdmin, request: HttpRequest, numbers: Sequence[int], _key: str) -> int:
    return planning.retry_all(list(_mine(admin, request, numbers).values_list("pk", flat=True)), timezone.now())


def _replay(admin: ConsoleModelAdmin, request: HttpRequest, numbers: Sequence[int], key: str) -> int:
    settled = _mine(admin, request, numbers).filter(state__in=BUTTONS[REPLAY].states)
    whole = settled.select_related("workflow", "change", *JOINS).defer(None).defer("data")
    runs = list(whole.prefetch_related("appointment__remarks"))
    return planning.replay_all(runs, now=timezone.now(), key=key)


Work = Callable[[ConsoleModelAdmin, HttpRequest, Sequence[int], str], int]
WORK: dict[str, Work] = {CANCEL: _cancel, RETRY: _retry, REPLAY: _replay}
