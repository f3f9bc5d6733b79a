"""A comparison of the coming days of all providers, worked off by a job, one provider after the other."""

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from zocdoc_sync.drift.judging import Judgement
from zocdoc_sync.drift.looking import Look, NotLooked, look
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import (
    Connection,
    DriftDay,
    DriftProvider,
    DriftRun,
    DriftState,
    Location,
    Provider,
    ProviderLocation,
)
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.forms.availability import EASTERN
from zocdoc_sync.sync.mirror.zones import zone_named

DAYS, SLICE_SECONDS, LOW_PRIORITY = 28, 30, 8
# A run that died with its worker long ago does not keep another from being started.
ABANDONED_AFTER = timedelta(hours=6)
# What is asked for each provider: its days, and free times of a few visits; about as many a second as Zocdoc answers.
REQUESTS_A_PROVIDER, REQUESTS_A_SECOND = DAYS + 8, 8


class AlreadyComparing(Exception):
    """A comparison of this connection is under way; its text is one sentence."""


def start(
    connection: Connection, providers: QuerySet[Provider], reason_ids: Sequence[str], *, actor: Actor, key: str,
    now: datetime,
) -> DriftRun:  # fmt: skip
    """Write down a run over these providers and plan its job; the same key returns the same run.

    Raise AlreadyComparing while another one of the connection is under way. `now` is UTC.
    """
    known: DriftRun | None = DriftRun.objects.filter(key=key).first()
    if known is not None:
        return known
    _close_abandoned(connection, now)
    try:
        with transaction.atomic():
            run: DriftRun = DriftRun.objects.create(
                connection=connection, key=key, first=first_day(connection, now), days=DAYS,
                reason_ids=list(reason_ids), started_at=now, actor=actor.user, actor_label=actor.label[:150],
            )  # fmt: skip
            DriftProvider.objects.bulk_create(
                DriftProvider(connection=connection, run=run, provider=provider) for provider in providers
            )
            _plan_work(run, now)
    except IntegrityError:
        raise AlreadyComparing("A comparison of this connection is under way: look at it, or stop it first.") from None
    return run


def comparable(connection: Connection) -> QuerySet[Provider]:
    """Return the providers of a connection who have a place."""
    places = ProviderLocation.objects.filter(provider=OuterRef("pk"), gone_at__isnull=True)
    rows: QuerySet[Provider] = Provider.objects.of(connection).filter(Exists(places), gone_at__isnull=True)
    return rows.order_by("name", "zocdoc_id", "pk")


def first_day(connection: Connection, now: datetime) -> date:
    """Return today where it is earliest among the connection's locations."""
    names = Location.objects.of(connection).exclude(time_zone="").values_list("time_zone", flat=True).distinct()
    zones = [zone for zone in map(zone_named, names) if zone is not None] or [EASTERN]
    return min(now.astimezone(zone).date() for zone in zones)


def stop(run: DriftRun, *, now: datetime) -> bool:
    """Stop a run: no further provider is begun; return whether it was running."""
    return bool(_running(run).update(state=DriftState.STOPPED, finished_at=now))


def work(run: DriftRun, *, now: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """Compare providers of a running run for some seconds and return whether there is more to do."""
    clock, until = Clock(now), time.monotonic() + seconds
    while time.monotonic() < until:
        run.refresh_from_db(fields=["state"])
        if run.state != DriftState.RUNNING:
            return False
        rows = run.providers.filter(read_at__isnull=True).select_related("provider__connection")
        row = rows.order_by("pk").first()
        if row is None:
            _running(run).update(state=DriftState.DONE, finished_at=clock.now())
            return False
        _compare(run, row, clock)
    return True


def _compare(run: DriftRun, row: DriftProvider, clock: Clock) -> None:
    days = [run.first + timedelta(days=number) for number in range(run.days)]
    read_at = clock.now()
    try:
        found = look(row.provider, days, run.reason_ids, now=clock.now)
    except NotLooked as fault:
        DriftProvider.objects.filter(pk=row.pk).update(read_at=read_at, fault=str(fault))
        return
    with transaction.atomic():
        DriftDay.objects.filter(run=run, provider=row.provider).delete()
        DriftDay.objects.bulk_create(_day(run, row, day, found) for day in days)
        values = {"read_at": read_at, "reason_ids": found.reason_ids, "fault": ""}
        DriftProvider.objects.filter(pk=row.pk).update(**values)


def _day(run: DriftRun, row: DriftProvider, day: date, found: Look) -> DriftDay:
    judged = found.days.get(day, Judgement())
    return DriftDay(
        connection_id=run.connection_id, run=run, provider=row.provider, date=day, published=judged.published,
        bookable=judged.bookable, booked=judged.booked, unjudged=judged.unjudged, **judged.counts,
        findings=[[one.kind, one.location_id, one.wall] for one in judged.findings],
        fault=found.faults.get(day, ""),
    )  # fmt: skip


def _plan_work(run: DriftRun, now: datetime) -> None:
    plan(
        "drift.run", {"run_id": run.pk}, now=now, key=f"drift_run:{run.pk}", connection=run.connection,
        priority=LOW_PRIORITY,
    )  # fmt: skip


def _running(run: DriftRun) -> QuerySet[DriftRun]:
    rows: QuerySet[DriftRun] = DriftRun.objects.filter(pk=run.pk, state=DriftState.RUNNING)
    return rows


def _close_abandoned(connection: Connection, now: datetime) -> None:
    old = DriftRun.objects.of(connection).filter(state=DriftState.RUNNING, started_at__lt=now - ABANDONED_AFTER)
    old.update(state=DriftState.STOPPED, finished_at=now)
