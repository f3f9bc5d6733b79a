"""Starting a run: what is asked for is judged whole before a row is written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from zocdoc_sync.models import Connection, Provider, PublishKind, PublishRun, SlotException, SlotTemplate
from zocdoc_sync.models.publishing import days_text
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError

# Zocdoc offers timeslots this many days ahead.
MOST_DAYS_AHEAD = 150


class OrderRefused(OperationError):
    """A run that makes no sense or was not confirmed."""

    code = "order_refused"


@dataclass(frozen=True)
class Order:
    """What a person asks for; `today` is the clinic's date, `typed` what was typed to close days."""

    connection: Connection
    kind: PublishKind
    providers: tuple[Provider, ...]
    first: date
    last: date
    today: date
    source_first: date | None = None
    source_last: date | None = None
    typed: str = ""


def start(order: Order, *, actor: Actor, now: datetime, key: str) -> PublishRun:
    """Write down a run that the worker then compares, once for a key; raise OrderRefused."""
    fault = fault_of(order)
    if fault:
        raise OrderRefused(fault)
    run = PublishRun(
        connection=order.connection, kind=order.kind, key=key, providers=[one.pk for one in order.providers],
        first=order.first, last=order.last, source_first=order.source_first, source_last=order.source_last,
        actor=actor.user, actor_label=actor.label[:150], started_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        # The same form again.
        return PublishRun.objects.get(key=key, connection=order.connection)
    return run


def fault_of(order: Order) -> str:
    """Return what is wrong with an order, "" when nothing is."""
    return (
        _fault_of_range(order) or _fault_of_providers(order) or _fault_of_source(order) or _fault_of_confirmation(order)
    )


def _fault_of_range(order: Order) -> str:
    latest = order.today + timedelta(days=MOST_DAYS_AHEAD)
    if order.last < order.first:
        return "The range ends before it begins."
    if order.first < order.today:
        return f"The range begins in the past: begin on {order.today} or later."
    if order.last > latest:
        return f"Timeslots are published at most {MOST_DAYS_AHEAD} days ahead: end on {latest} or earlier."
    return ""


def _fault_of_providers(order: Order) -> str:
    if not order.providers:
        return "Choose at least one provider."
    if order.kind == PublishKind.TEMPLATES and not _has_templates(order):
        return "None of these providers has a weekly template or hours of its own: make one first."
    return ""


def _has_templates(order: Order) -> bool:
    return any(
        table.objects.filter(connection=order.connection, provider__in=order.providers).exists()
        for table in (SlotTemplate, SlotException)
    )


def _fault_of_source(order: Order) -> str:
    if order.kind != PublishKind.COPY:
        return ""
    if order.source_first is None or order.source_last is None:
        return "Say which days are to be copied."
    if order.source_last < order.source_first:
        return "The days to copy end before they begin."
    if order.source_first <= order.last and order.first <= order.source_last:
        return "The days to copy and the days to fill overlap."
    return ""


def _fault_of_confirmation(order: Order) -> str:
    wanted = days_text(order.first, order.last)
    if order.kind == PublishKind.CLOSE and order.typed.strip() != wanted:
        return f"Closing deletes all timeslots of these days. Type {wanted} to do it."
    return ""
