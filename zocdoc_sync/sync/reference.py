"""Read what specialties and visit reasons are called."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Operation, SyncReason, SyncWhat
from zocdoc_sync.errors import NotFound
from zocdoc_sync.models import Connection, Provider, Specialty, SyncRun, VisitReason
from zocdoc_sync.models.directory import DirectoryEntry
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import holding
from zocdoc_sync.sync.listing.whole import whole_listing
from zocdoc_sync.sync.places.place import fitting, object_of, text_of
from zocdoc_sync.sync.places.reasons import keep_reasons, keep_specialties
from zocdoc_sync.sync.runs import left_to_another, recorded

NAMES_A_RUN, ROWS_A_PAGE = 500, 500
BeforeEach = Callable[[], None]


def sync_reference(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read specialties and visit reasons and return the finished run; `now` is UTC."""
    clock = Clock(now)
    with holding(f"sync:reference:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.REFERENCE, reason, now)
        with recorded(connection, SyncWhat.REFERENCE, reason, clock) as run:

            def before_each() -> None:
                held.keep()
                run.requests += 1

            run.rows_changed = read_reference(connection, client_for(connection), before_each, now=clock.now())
    return run


def read_reference(connection: Connection, client: ZocdocClient, before_each: BeforeEach, *, now: datetime) -> int:
    """Read all specialties, the visit reasons of the clinic's own, and the names of others that are mentioned.

    Return how many visit reasons got a name; raise ZocdocError. What a complete listing leaves out is marked as gone.
    """
    nameless = VisitReason.objects.of(connection).filter(name="")
    before = nameless.count()
    specialties = _listed(client, Operation.GET_SPECIALTIES, {}, before_each)
    _mark_gone(Specialty, connection, keep_specialties(connection, specialties, now=now), now)
    for row in Specialty.objects.of(connection).filter(zocdoc_id__in=_own_specialties(connection), gone_at=None):
        told = _listed(client, Operation.GET_VISIT_REASONS, {"specialty_id": row.zocdoc_id}, before_each)
        _mark_gone(VisitReason, connection, keep_reasons(connection, told, now=now), now, specialty=row)
    _name_others(connection, client, before_each, now)
    return before - nameless.count()


def _listed(client: ZocdocClient, operation: Operation, asked: dict[str, Any], before_each: BeforeEach) -> list[Any]:
    pages = whole_listing(client, operation, asked, rows_a_page=ROWS_A_PAGE, before_each=before_each)
    return [row for rows in pages for row in rows]


def _own_specialties(connection: Connection) -> set[str]:
    """Return the ids of the specialties that the clinic's providers have."""
    told = Provider.objects.of(connection).filter(payload__isnull=False).values_list("payload", flat=True)
    ids = [object_of(one).get("specialty_ids") for one in told]
    return {zocdoc_id for few in ids if isinstance(few, list) for zocdoc_id in few if isinstance(zocdoc_id, str)}


def _mark_gone(
    model: type[DirectoryEntry], connection: Connection, listed: set[int], now: datetime, **of: DirectoryEntry
) -> None:
    rows = model.objects.of(connection).filter(gone_at__isnull=True, **of)
    gone = [key for key in rows.values_list("pk", flat=True) if key not in listed]
    model.objects.filter(pk__in=gone).update(gone_at=now)


def _name_others(connection: Connection, client: ZocdocClient, before_each: BeforeEach, now: datetime) -> None:
    nameless = VisitReason.objects.of(connection).filter(name="", detailed_at__isnull=True).order_by("pk")
    for row in nameless[:NAMES_A_RUN]:
        before_each()
        try:
            answer = client.call(Operation.GET_VISIT_REASON.value, {"visit_reason_id": row.zocdoc_id})
        except NotFound:
            VisitReason.objects.filter(pk=row.pk).update(gone_at=now, detailed_at=now)
        else:
            told = object_of(answer.data)
            values = fitting(VisitReason, {"name": text_of(told, "name"), "payload": dict(told)})
            VisitReason.objects.filter(pk=row.pk).update(**values, detailed_at=now)
