"""Changes at many places: shown as a draft first, then made place by place by a job, with a result for each."""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zocdoc_sync.insurance.changing import Wish, change_plans
from zocdoc_sync.insurance.comparing import Compared
from zocdoc_sync.insurance.errors import NothingToChange
from zocdoc_sync.insurance.naming import doing
from zocdoc_sync.insurance.outlook import ADD, REMOVE
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import (
    Connection,
    InsuranceRun,
    InsuranceRunPlace,
    InsuranceRunState,
    ProviderLocation,
    RunPlaceState,
)
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.outcomes import UNSETTLED

# One job works for so long, then plans the next: others get their turn.
SLICE_SECONDS = 30
GONE = "The person who started this does not exist any more: nothing was changed."


@dataclass(frozen=True)
class Line:
    """What is to change at one place; `empties` when it would take no plan afterwards."""

    place: ProviderLocation
    added: frozenset[str]
    removed: frozenset[str]
    empties: bool = False


def line_of(one: Compared, *, only_add: bool) -> Line | None:
    """Return what brings a place in line, None when nothing has to change there."""
    removed: frozenset[str] = frozenset() if only_add else one.extra
    if not one.missing and not removed:
        return None
    return Line(one.place, one.missing, removed, empties=one.empties and not only_add)


def draft(
    connection: Connection, title: str, lines: Iterable[Line], *, actor: Actor, key: str, now: datetime
) -> InsuranceRun:
    """Write down what would change where, and return it; the same key returns the same draft."""
    with transaction.atomic():
        run, is_new = InsuranceRun.objects.get_or_create(
            key=key,
            defaults={
                "connection": connection, "title": title[:150], "made_at": now, "actor": actor.user,
                "actor_label": actor.label[:150],
            },
        )  # fmt: skip
        if is_new:
            InsuranceRunPlace.objects.bulk_create(
                InsuranceRunPlace(
                    connection=connection, run=run, place=line.place, added=sorted(line.added),
                    removed=sorted(line.removed), empties=line.empties,
                )
                for line in lines
            )  # fmt: skip
    return run


def redraft(run: InsuranceRun, *, actor: Actor, key: str, now: datetime) -> InsuranceRun | None:
    """Return a draft of what an ended run did not do, None when nothing is left."""
    left = run.places.filter(state__in=(RunPlaceState.REFUSED, RunPlaceState.SKIPPED)).select_related("place")
    lines = [Line(one.place, frozenset(one.added), frozenset(one.removed), empties=one.empties) for one in left]
    if not lines or run.state in (InsuranceRunState.DRAFT, InsuranceRunState.RUNNING):
        return None
    return draft(run.connection, f"Again: {run.title.removeprefix('Again: ')}", lines, actor=actor, key=key, now=now)


def start(run: InsuranceRun, chosen: Collection[int], *, now: datetime) -> bool:
    """Start a draft with the chosen places (keys of its rows) and return whether it was one."""
    with transaction.atomic():
        mine = InsuranceRun.objects.filter(pk=run.pk, state=InsuranceRunState.DRAFT)
        if not mine.update(state=InsuranceRunState.RUNNING, started_at=now):
            return False
        run.places.exclude(pk__in=chosen).update(state=RunPlaceState.SKIPPED, sentence="It was not chosen.")
        plan_work(run, now)
    return True


def stop(run: InsuranceRun, *, now: datetime) -> bool:
    """Stop a run: no further place is begun; return whether it was running."""
    mine = InsuranceRun.objects.filter(pk=run.pk, state=InsuranceRunState.RUNNING)
    if not mine.update(state=InsuranceRunState.STOPPED, finished_at=now):
        return False
    run.places.filter(state=RunPlaceState.WAITING).update(state=RunPlaceState.SKIPPED)
    return True


def plan_work(run: InsuranceRun, now: datetime) -> None:
    """Plan the job that goes on with a run."""
    plan("insurance.run", {"run_id": run.pk}, now=now, key=f"insurance_run:{run.pk}", connection=run.connection)


def work(run: InsuranceRun, *, now: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """Change places of a running run for some seconds and return whether there is more to do."""
    clock, until = Clock(now), time.monotonic() + seconds
    while time.monotonic() < until:
        run.refresh_from_db(fields=["state"])
        if run.state != InsuranceRunState.RUNNING:
            return False
        line = run.places.filter(state=RunPlaceState.WAITING).select_related("place__connection").first()
        if line is None:
            _finish(run, clock.now())
            return False
        _settle(line, *_changed(run, line, clock))
    return True


def _changed(run: InsuranceRun, line: InsuranceRunPlace, clock: Clock) -> tuple[RunPlaceState, str]:
    """Change one place, what comes before what goes: it never takes less than both lists say."""
    if run.actor is None:
        return RunPlaceState.REFUSED, GONE
    actor, told = Actor(run.actor, run.actor_label), []
    for way, plan_ids in ((ADD, line.added), (REMOVE, line.removed)):
        if not plan_ids:
            continue
        wish = Wish(line.place, way, frozenset(plan_ids), may_take_none=line.empties)
        try:
            asked = change_plans(wish, actor=actor, now=clock.now(), key=key_of(line, way))
        except NothingToChange:
            continue
        except OperationError as refused:
            return RunPlaceState.REFUSED, refused.sentence
        if not asked.outcome.ok and asked.outcome.state not in UNSETTLED:
            return RunPlaceState.REFUSED, asked.outcome.sentence
        told.append(doing(way, plan_ids))
    return (RunPlaceState.ASKED, ", ".join(told)) if told else (RunPlaceState.SAME, "")


def key_of(line: InsuranceRunPlace, way: str) -> str:
    """Return the key under which a line's change happens once, however often its job is started."""
    return f"insurance_run:{line.run_id}:{line.pk}:{way.lower()}"


def _settle(line: InsuranceRunPlace, state: RunPlaceState, sentence: str) -> None:
    mine = InsuranceRunPlace.objects.filter(pk=line.pk, state=RunPlaceState.WAITING)
    mine.update(state=state, sentence=sentence)


def _finish(run: InsuranceRun, now: datetime) -> None:
    mine = InsuranceRun.objects.filter(pk=run.pk, state=InsuranceRunState.RUNNING)
    mine.update(state=InsuranceRunState.DONE, finished_at=now)
