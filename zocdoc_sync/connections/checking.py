"""Try a connection: a token, its scopes, and one harmless read for each area."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.connections.trouble import is_ready, note_failure
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.errors import CredentialsRejected, PermissionMissing, ZocdocError
from zocdoc_sync.models import Connection, ConnectionToken


@dataclass(frozen=True)
class Area:
    """What one harmless read told; `ok` is None when it cannot be told."""

    name: str
    ok: bool | None
    sentence: str


@dataclass(frozen=True)
class CheckReport:
    """What the credentials can do: by area, and by operationId (None: it cannot be told without trying)."""

    ok: bool
    sentence: str
    areas: list[Area] = field(default_factory=list)
    operations: dict[str, bool | None] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)


Read = Callable[[ZocdocClient], Answer]
AREAS: dict[str, Read] = {
    "Appointments": lambda client: client.appointments.get_appointments(page=0, page_size=1),
    "Directory": lambda client: client.schedulable_entities.get_schedulable_entities(page=0, page_size=1),
    "Provider NPIs": lambda client: client.reference.get_provider_npis(page=0, page_size=1),
    "Reference data": lambda client: client.reference.get_specialties(page=0, page_size=1),
    "Insurance plans": lambda client: client.insurance.get_insurance_plans(page=0, page_size=1),
}
AREA_OF = {
    "getAppointments": "Appointments",
    "getAppointment": "Appointments",
    "getAppointmentParticipants": "Appointments",
    "getSchedulableEntities": "Directory",
    "getProviderNpis": "Provider NPIs",
    "getSpecialties": "Reference data",
    "getSpecialtyById": "Reference data",
    "getVisitReasons": "Reference data",
    "getVisitReasonById": "Reference data",
    "getInsurancePlans": "Insurance plans",
    "getInsurancePlan": "Insurance plans",
    "getProviderCalendarTimeslots": "Timeslots",
    "putProviderCalendarTimeslots": "Timeslots",
}


def check(connection: Connection, *, now: datetime) -> CheckReport:
    """Try a connection and mark it ready or in need of reconnecting; Zocdoc's errors end in the report."""
    _forget_verdict(connection)
    try:
        ConnectionTokens(connection).renew()
        areas = _areas(client_for(connection), now)
    except ZocdocError as error:
        note_failure(connection, error, now=now)
        return CheckReport(ok=False, sentence=error.sentence)
    if not any(area.ok for area in areas):
        return CheckReport(ok=False, sentence=areas[0].sentence, areas=areas)
    is_ready(connection, now=now)
    scopes = ConnectionToken.objects.get(connection=connection).scope.split()
    return CheckReport(
        ok=True, sentence=_summary(areas), areas=areas, operations=_operations(areas, scopes), scopes=scopes
    )


def _forget_verdict(connection: Connection) -> None:
    """Let a connection that was given up try again: a person asked for it."""
    given_up = Connection.objects.filter(pk=connection.pk, state=ConnectionState.NEEDS_RECONNECTING)
    if given_up.update(state=ConnectionState.NEW):
        connection.refresh_from_db(fields=["state"])


def _areas(client: ZocdocClient, now: datetime) -> list[Area]:
    answers: dict[str, Answer] = {}
    areas = [_tried(name, read, client, answers) for name, read in AREAS.items()]
    provider = _a_provider(answers.get("Directory"))
    if provider is None:
        return [*areas, Area("Timeslots", ok=None, sentence="The directory names no provider to try it with.")]
    read: Read = lambda client: client.calendar.get_provider_calendar_timeslots(provider, date=now.date(), limit=1)  # noqa: E731 (like those of the table)
    return [*areas, _tried("Timeslots", read, client, answers)]


def _a_provider(directory: Answer | None) -> str | None:
    """Return a provider of the account: another's timeslots are refused to everyone."""
    ids = [str(entity.get("id") or "") for entity in (directory.items if directory else [])]
    return next((one.partition("|")[0] for one in ids if "|" in one), None)


def _tried(name: str, read: Read, client: ZocdocClient, answers: dict[str, Answer]) -> Area:
    try:
        answers[name] = read(client)
    except CredentialsRejected:
        raise
    except PermissionMissing as error:
        return Area(name, ok=False, sentence=error.sentence)
    except ZocdocError as error:
        return Area(name, ok=None, sentence=error.sentence)
    return Area(name, ok=True, sentence="Open.")


def _summary(areas: list[Area]) -> str:
    closed = [area.name for area in areas if area.ok is False]
    unclear = [area.name for area in areas if area.ok is None]
    parts = ["The account answers."]
    parts += [f"Not open to it: {', '.join(closed)}."] if closed else []
    parts += [f"Could not be tried: {', '.join(unclear)}."] if unclear else []
    return " ".join(parts)


def _operations(areas: list[Area], scopes: list[str]) -> dict[str, bool | None]:
    known = {area.name: area.ok for area in areas}
    return {code: _can(code, known, scopes) for code in sorted(ENDPOINTS)}


def _can(code: str, known: dict[str, bool | None], scopes: list[str]) -> bool | None:
    needed = ENDPOINTS[code].scopes
    if scopes and not set(needed) <= set(scopes):
        return False
    if code in AREA_OF:
        return known[AREA_OF[code]]
    return True if needed and scopes else None
