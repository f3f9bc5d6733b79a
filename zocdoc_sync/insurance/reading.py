"""Reading what a provider location takes, for one place or for all of a connection."""

from datetime import datetime

from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.insurance import keeping
from zocdoc_sync.insurance.errors import ManagedElsewhere, PlaceNotRead
from zocdoc_sync.insurance.told import told_by
from zocdoc_sync.models import Connection, PlaceInsurance, ProviderLocation, SyncRun
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import NotPermitted
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import Holding, holding
from zocdoc_sync.sync.runs import left_to_another, recorded

CODE = "getProviderLocationInsuranceMappings"
READER = Actor.system("insurance reading")
# Zocdoc that cannot be reached is not asked for every place in turn.
FAULTS_IN_A_ROW = 5


def read_place(place: ProviderLocation, *, actor: Actor, now: datetime) -> PlaceInsurance:
    """Read what a place takes, keep it and return its row.

    Raise ManagedElsewhere or PlaceNotRead, which the row tells too, and NotPermitted. `now` is UTC.
    """
    outcome = perform(CODE, place.connection, {"provider_location_id": place.zocdoc_id}, actor=actor, now=now)
    if outcome.error_code == "conflict":
        keeping.note_managed_elsewhere(place, outcome.sentence, now=now)
        raise ManagedElsewhere(outcome.sentence)
    if not outcome.ok or outcome.answer is None:
        raise _not_read(place, outcome.sentence, now)
    try:
        told = told_by(outcome.answer.data)
    except ValueError as strange:
        raise _not_read(place, str(strange), now) from None
    return keeping.keep(place, told, now=now)


def _not_read(place: ProviderLocation, sentence: str, now: datetime) -> PlaceNotRead:
    told = f"The accepted insurance could not be read from Zocdoc. {sentence}"
    keeping.note_fault(place, told, now=now)
    return PlaceNotRead(told)


def read_all(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read the insurance of every place of a connection and return the finished run; it is incomplete when some failed.

    Places that are managed elsewhere are no failure. `now` is UTC.
    """
    clock = Clock(now)
    with holding(f"sync:insurance:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.INSURANCE, reason, now)
        with recorded(connection, SyncWhat.INSURANCE, reason, clock) as run:
            _read_each(connection, run, held)
    return run


def _read_each(connection: Connection, run: SyncRun, held: Holding) -> None:
    faults: list[str] = []
    in_a_row = 0
    for place in places_of(connection):
        held.keep()
        run.requests += 1
        fault = _read_one(place, run, held.clock.now())
        if fault:
            faults.append(fault)
        in_a_row = in_a_row + 1 if fault else 0
        if in_a_row >= FAULTS_IN_A_ROW:
            break
    if faults:
        run.state, run.error_code = SyncState.INCOMPLETE, PlaceNotRead.code
        run.error_sentence = f"{len(faults)} of the places could not be read. {faults[0]}"


def _read_one(place: ProviderLocation, run: SyncRun, now: datetime) -> str:
    """Read a place into a run and return why it could not be read, "" when it was."""
    try:
        run.rows_seen += read_place(place, actor=READER, now=now).accepted_count
    except ManagedElsewhere:
        return ""
    except (PlaceNotRead, NotPermitted) as fault:
        return fault.sentence
    return ""


def places_of(connection: Connection) -> list[ProviderLocation]:
    """Return the places of a connection whose insurance can be asked for."""
    rows = ProviderLocation.objects.of(connection).filter(gone_at__isnull=True, zocdoc_id__contains="|")
    return list(rows.select_related("connection", "provider", "location").order_by("name", "zocdoc_id", "pk"))
