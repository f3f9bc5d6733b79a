"""After many runs were cancelled or repeated: what came of each so far, and which were left as they were and why."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from workflows_app.admin.runs.acting import BUTTONS, page_of
from workflows_app.admin.runs.previewing import LIST, SHOWN, Group
from workflows_app.admin.states import may_run
from workflows_app.enums import FINAL, RunState, StepState
from workflows_app.history.previews import REPLAY
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go

TEMPLATE = "console/workflows/summary.html"
KEPT, MOST_KEPT = "slotdesk.runs_done", 3
AT_ONCE = 500
FORGOTTEN = "That summary is not kept any more: the list has all runs."


def keep(request: HttpRequest, slug: str, key: str, asked: Collection[int], touched: Collection[int]) -> str:
    """Keep for this person which runs a form asked for and which it touched; return the address of the summary.

    A form that is sent again touches other runs than the first time: they are taken together.
    """
    known: dict[str, Any] = request.session.get(KEPT, {})
    mine = sorted({*touched, *known.get(key, {}).get("touched", ())})
    others = {name: told for name, told in known.items() if name != key}
    kept = {**dict(list(others.items())[1 - MOST_KEPT :]), key: {"asked": sorted(asked), "touched": mine}}
    request.session[KEPT] = kept
    return reverse("admin:runs_done", args=(slug, key.removeprefix("form:")))


def summary(admin: ConsoleModelAdmin, request: HttpRequest, slug: str, nonce: str) -> HttpResponse:
    """Show what came of the runs of a form so far; it says so by itself while some of them are under way."""
    if not may_run(request.user):
        raise PermissionDenied
    kept = request.session.get(KEPT, {}).get(f"form:{nonce}")
    if kept is None or slug not in BUTTONS:
        return say_and_go(request, LIST, FORGOTTEN, ok=False)
    touched, left = set(kept["touched"]), set(kept["asked"]) - set(kept["touched"])
    again = {"by": "replay_of", "trigger_key__endswith": f":form:{nonce}"} if slug == REPLAY else {}
    shown = list(_rows(admin, request, touched, **again))
    context: dict[str, Any] = {
        "button": BUTTONS[slug],
        "groups": _groups(shown, _skipped([run.pk for run in shown])),
        "number": len(shown),
        "left": _left(_rows(admin, request, left)),
        "under_way": sum(run.state not in FINAL for run in shown),
        "back": reverse(LIST),
    }
    return page(request, admin, TEMPLATE, f"{BUTTONS[slug].verb}: what came of it", **context)


def _rows(
    admin: ConsoleModelAdmin, request: HttpRequest, numbers: Collection[int], *, by: str = "pk", **also: str
) -> Iterator[WorkflowRun]:
    """Yield the visible runs with these numbers, in parts that every database takes."""
    ordered = sorted(numbers)
    for at in range(0, len(ordered), AT_ONCE):
        part: Any = admin.get_queryset(request).filter(**{f"{by}__in": ordered[at : at + AT_ONCE]}, **also)
        yield from part.select_related("workflow").order_by("pk")


def _skipped(numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return why steps of these runs were skipped."""
    found: dict[int, list[str]] = defaultdict(list)
    for at in range(0, len(numbers), AT_ONCE):
        rows = StepRun.objects.filter(run__in=numbers[at : at + AT_ONCE], state=StepState.SKIPPED).order_by("pk")
        for run, sentence in rows.values_list("run", "sentence"):
            found[run].append(f"Skipped: {sentence}")
    return found


def _groups(runs: Sequence[WorkflowRun], skipped: dict[int, list[str]]) -> list[Group]:
    """Return the runs by workflow and by what came of them, the largest group first."""
    found: dict[tuple[str, tuple[str, ...]], list[WorkflowRun]] = defaultdict(list)
    for run in runs:
        said = (str(RunState(run.state).label), run.sentence, *skipped.get(run.pk, ()))
        found[(run.workflow.name, tuple(one for one in said if one))].append(run)
    return _as_groups(found)


def _left(runs: Iterator[WorkflowRun]) -> list[Group]:
    """Return the runs that were not touched, by the state that they are in."""
    found: dict[tuple[str, tuple[str, ...]], list[WorkflowRun]] = defaultdict(list)
    for run in runs:
        told = f"Left as it is: {str(RunState(run.state).label).lower()}."
        found[(run.workflow.name, (told,))].append(run)
    return _as_groups(found)


def _as_groups(found: dict[tuple[str, tuple[str, ...]], list[WorkflowRun]]) -> list[Group]:
    return [
        Group(name, said, barred=False, number=len(runs), first=[(run.pk, page_of(run)) for run in runs[:SHOWN]])
        for (name, said), runs in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
