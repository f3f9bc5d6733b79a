"""Read the clinic's directory: who works where, in which zone, and what the visit reasons are called."""

from datetime import datetime

from django.db.models import Q

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Operation, SyncReason, SyncState, SyncWhat
from zocdoc_sync.errors import NotFound, PermissionMissing
from zocdoc_sync.models import Connection, Provider, ProviderLocation, SyncRun
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.facilities import read_facilities
from zocdoc_sync.sync.holding import Holding, holding
from zocdoc_sync.sync.places.entities import Entity, list_entities
from zocdoc_sync.sync.places.keeping import (
    keep_entity,
    keep_place,
    keep_places_of_providers,
    mark_gone,
    mark_without_places,
)
from zocdoc_sync.sync.places.place import place_of
from zocdoc_sync.sync.reference import read_reference
from zocdoc_sync.sync.runs import left_to_another, recorded

NPIS_A_CALL, PLACES_A_RUN = 50, 500


def sync_directory(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read the directory and return the finished run; Zocdoc's errors end in its state, `now` is UTC.

    Places are marked as gone only after a complete listing. Without the scope for the listing, only the places that
    appointments mention are read, and the run says so.
    """
    clock = Clock(now)
    with holding(f"sync:directory:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.DIRECTORY, reason, now)
        with recorded(connection, SyncWhat.DIRECTORY, reason, clock) as run:
            _Directory(connection, run, held).read()
    return run


class _Directory:
    def __init__(self, connection: Connection, run: SyncRun, held: Holding) -> None:
        self.connection, self.run, self.held = connection, run, held
        self.client: ZocdocClient = client_for(connection)

    def read(self) -> None:
        try:
            self._keep_entities(list_entities(self.client, self._before_each))
        except PermissionMissing as missing:
            self.run.state, self.run.error_code, self.run.error_sentence = (
                SyncState.INCOMPLETE,
                missing.code,
                missing.sentence,
            )
        self._read_providers()
        self._read_other_places()
        if self.run.state == SyncState.DONE:
            mark_without_places(self.connection, now=self.held.clock.now())
        for read in (read_facilities, read_reference):
            read(self.connection, self.client, self._before_each, now=self.held.clock.now())

    def _before_each(self) -> None:
        self.held.keep()
        self.run.requests += 1

    def _keep_entities(self, entities: list[Entity]) -> None:
        self.run.rows_seen = len(entities)
        for entity in entities:
            keep_entity(self.connection, entity.zocdoc_id, npi=entity.npi, time_zone=entity.time_zone)
        listed = {entity.zocdoc_id for entity in entities}
        self.run.rows_changed += mark_gone(self.connection, listed, now=self.held.clock.now())

    def _read_providers(self) -> None:
        known = Provider.objects.of(self.connection).exclude(npi="").order_by("npi")
        npis = list(known.values_list("npi", flat=True).distinct())
        for first in range(0, len(npis), NPIS_A_CALL):
            self._before_each()
            asked = {"npis": npis[first : first + NPIS_A_CALL]}
            answer = self.client.call(Operation.GET_PROVIDERS.value, asked)
            keep_places_of_providers(self.connection, answer.items, now=self.held.clock.now())

    def _read_other_places(self) -> None:
        """Read places that appointments mention and the search by NPI did not tell about in this run."""
        old = Q(detailed_at__isnull=True) | Q(detailed_at__lt=self.held.clock.started)
        rows = ProviderLocation.objects.of(self.connection).filter(old, zocdoc_id__contains="|").order_by("pk")
        for zocdoc_id in list(rows.values_list("zocdoc_id", flat=True)[:PLACES_A_RUN]):
            self._before_each()
            try:
                answer = self.client.call(Operation.GET_PROVIDER_LOCATION.value, {"provider_location_id": zocdoc_id})
            except NotFound:
                continue
            if place := place_of(answer.data or {}):
                keep_place(self.connection, place, now=self.held.clock.now())
