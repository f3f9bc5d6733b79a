"""The rows of a run: one for each provider and day that it speaks of."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from zocdoc_sync.models import Provider, PublishDay, PublishKind, PublishRun
from zocdoc_sync.timeslots.exceptions import days_between
from zocdoc_sync.timeslots.generating import plans_of
from zocdoc_sync.timeslots.guards import EMPTY
from zocdoc_sync.timeslots.slot import sent_day

WEEK = 7


def prepare(run: PublishRun, now: datetime) -> None:
    """Write the days of a run; a second time nothing is written twice."""
    for provider in Provider.objects.of(run.connection).filter(pk__in=run.providers):
        rows = list(DAYS[PublishKind(run.kind)](run, provider, now))
        PublishDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    left = PublishDay.objects.filter(run=run).count()
    PublishRun.objects.filter(pk=run.pk, prepared_at=None).update(prepared_at=now, pace_at=now, pace_left=left)


def source_of(run: PublishRun, day: date) -> date:
    """Return the day that a day of a copy is taken from: whole weeks keep their weekdays, other ranges their order."""
    first, last = run.source_first, run.source_last
    if first is None or last is None:
        raise ValueError("Only a copy has a source.")
    length = (last - first).days + 1
    begin = first if length % WEEK == 0 else run.first
    return first + timedelta(days=(day - begin).days % length)


def _from_templates(run: PublishRun, provider: Provider, now: datetime) -> Iterator[PublishDay]:
    for one in plans_of(provider, run.first, run.last):
        row = _row(run, provider, one.day, now)
        row.wanted, row.left_out = sent_day(one.slots), [f"{start:%H:%M}" for start in one.skipped]
        yield row


def _copied(run: PublishRun, provider: Provider, now: datetime) -> Iterator[PublishDay]:
    for day in days_between(run.first, run.last):
        row = _row(run, provider, day, now)
        row.source = source_of(run, day)
        yield row


def _closed(run: PublishRun, provider: Provider, now: datetime) -> Iterator[PublishDay]:
    for day in days_between(run.first, run.last):
        row = _row(run, provider, day, now)
        # The range was typed when the run was asked for.
        row.said = EMPTY
        yield row


def _row(run: PublishRun, provider: Provider, day: date, now: datetime) -> PublishDay:
    return PublishDay(connection_id=run.connection_id, run=run, provider=provider, date=day, due_at=now)


DAYS: dict[PublishKind, Callable[[PublishRun, Provider, datetime], Iterator[PublishDay]]] = {
    PublishKind.TEMPLATES: _from_templates,
    PublishKind.COPY: _copied,
    PublishKind.CLOSE: _closed,
}
