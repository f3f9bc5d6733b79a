"""Reading back what an unknown write did: what Zocdoc shows, and whether that tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import AppointmentStatus, DocumentState
from zocdoc_sync.models import Appointment, Change, Document, OperationLog
from zocdoc_sync.operations.rereading import reread
from zocdoc_sync.operations.wishes import brings, holds, in_utc
from zocdoc_sync.sync.participants import read_participant

# Nothing leads back to these: an appointment that is still in one of them was not changed by the operation.
UNTOUCHED = {"confirmAppointment": frozenset({AppointmentStatus.PENDING_BOOKING})}
# Zocdoc's clock and ours differ a little.
CLOCKS = timedelta(minutes=2)


@dataclass(frozen=True)
class Verdict:
    """Whether it happened (None: nobody can tell by reading) and what was seen, without patient data.

    `final` says that looking again will not tell more, `untouched` that only what did not happen leaves it as it is.
    """

    facts: str
    happened: bool | None
    final: bool = False
    untouched: bool = False


def read_back(log: OperationLog, now: datetime) -> Verdict:
    """Ask Zocdoc what became of an unknown write; raise ZocdocError when Zocdoc cannot be asked."""
    reader = READERS.get(log.operation)
    if reader is None:
        return Verdict("Zocdoc offers no way to read this back.", happened=None, final=True)
    return reader(log, now)


def _appointment(log: OperationLog, now: datetime) -> Verdict:
    row = reread(log.connection, log.target, now=now)
    if row is None:
        return Verdict("Zocdoc no longer knows this appointment.", happened=None, final=True)
    changed = row.last_modified_time
    when = f", last changed {changed:%Y-%m-%d %H:%M:%S} UTC" if changed else ""
    side = " (before it was sent)" if changed and log.sending_at and changed < log.sending_at else ""
    start = f", starting {row.start_time:%Y-%m-%d %H:%M} UTC" if row.start_time else ""
    happened = holds(log.wish, row)
    if happened:
        _attribute(log, row)
    seen = f"Zocdoc shows it as {row.status_label}{start}{when}{side}."
    untouched = happened is False and row.status in UNTOUCHED.get(log.operation, ())
    return Verdict(seen, happened=happened, final=happened is None, untouched=untouched)


def _attribute(log: OperationLog, row: Appointment) -> None:
    """Write on the change that fulfilled the wish whose it was, whether a poll saw it first or this reading.

    Other changes since then are somebody else's doing.
    """
    since = row.changes.filter(operation=None, observed_at__gte=log.sending_at or log.planned_at)
    ours = [change.pk for change in since.order_by("version") if brings(log.wish, change.fields)]
    Change.objects.filter(pk__in=ours[:1]).update(operation=log)


def _booking(log: OperationLog, now: datetime) -> Verdict:
    """Look for the booking by the patient's id of ours, made since it was sent, at that place and time."""
    start = datetime.fromisoformat(log.wish["start_time"])
    patient = (log.request["json"]["data"]["patient"]).get("developer_patient_id")
    query: dict[str, Any] = {
        "created_time_utc_min": _since(log),
        "start_time_utc_min": start,
        "start_time_utc_max": start,
        "page_size": 100,
    }
    if patient:
        query["developer_patient_id"] = patient
    answer = client_for(log.connection).sender.send("getAppointments", path={}, query=query, json=None)
    place = log.wish["provider_location_id"]
    found = [row for row in answer.items if isinstance(row, Mapping) and row.get("provider_location_id") == place]
    found = [row for row in found if not _is_another(log, row)]
    if not found:
        return Verdict("Zocdoc shows no such booking made since it was sent.", happened=False)
    if not patient:
        seen = "Zocdoc shows a booking at that time, but nothing tells that it is this patient's."
        return Verdict(seen, happened=None)
    _link(log, reread(log.connection, found[0]["appointment_id"], now=now, operation=log))
    return Verdict("Zocdoc shows the booking.", happened=True)


def _is_another(log: OperationLog, row: Mapping[str, Any]) -> bool:
    """Tell whether a booking belongs to another row of the ledger, such as one that was cancelled and made anew."""
    others = OperationLog.objects.of(log.connection).exclude(pk=log.pk)
    return bool(others.filter(operation=log.operation, appointment__zocdoc_id=row.get("appointment_id")).exists())


def _link(log: OperationLog, row: Appointment | None) -> None:
    OperationLog.objects.filter(pk=log.pk).update(appointment=row)


def _since(log: OperationLog) -> datetime:
    sent: datetime = log.sending_at or log.planned_at
    return sent - CLOCKS


def _day(log: OperationLog, _now: datetime) -> Verdict:
    wished = {_slot(slot) for slot in log.request["json"]["timeslots"]}
    client = client_for(log.connection)
    query: dict[str, Any] = {"date": log.request["query"]["date"]}
    seen: set[tuple[str, str]] = set()
    while True:
        answer = client.sender.send(
            "getProviderCalendarTimeslots", path=log.request["parameters"], query=query, json=None
        )
        seen |= {_slot(slot) for slot in answer.items if isinstance(slot, Mapping)}
        token = answer.body.get("next_page_token") if isinstance(answer.body, Mapping) else None
        if not token or token == query.get("next_page_token"):
            facts = f"{len(wished)} timeslots were sent, Zocdoc shows {len(seen)}."
            return Verdict(facts, happened=seen == wished)
        query["next_page_token"] = token


def _slot(slot: Mapping[str, Any]) -> tuple[str, str]:
    return str(slot.get("location_id")), str(slot.get("start_time"))[:16]


def _mappings(log: OperationLog, _now: datetime) -> Verdict:
    answer = client_for(log.connection).sender.send(
        "getProviderLocationInsuranceMappings", path=log.request["parameters"], query={}, json=None
    )
    said = answer.data if isinstance(answer.data, Mapping) else {}
    mapped = {row.get("insurance_plan_id") for row in said.get("insurance_plan_mappings") or []}
    asked = set(log.wish["insurance_plan_ids"])
    happened = {"Add": asked <= mapped, "Remove": not asked & mapped, "Replace": asked == mapped}
    facts = f"Of the {len(asked)} plans {len(asked & mapped)} are mapped at Zocdoc."
    return Verdict(facts, happened=happened[log.wish["operation"]])


def _attachment(log: OperationLog, now: datetime) -> Verdict:
    """Count the files that Zocdoc holds now against those that it held right before."""
    document = Document.objects.filter(operation=log).first() or _document_of(log)
    if log.appointment is None or document is None or document.held_before is None:
        return Verdict("Zocdoc does not tell which of its files this was.", happened=None, final=True)
    try:
        participant = read_participant(log.appointment, now=now)
    except ValueError:
        return Verdict("Zocdoc's list of files cannot be read.", happened=None)
    if participant is None:
        return Verdict("Zocdoc no longer knows this appointment.", happened=None, final=True)
    held = len(participant.attachments)
    facts = f"Zocdoc held {document.held_before} files before it was sent, and holds {held} now."
    others = Document.objects.filter(appointment=log.appointment).exclude(pk=document.pk)
    arrived = others.filter(state=DocumentState.UPLOADED, operation__settled_at__gte=log.planned_at).count()
    gained, unknown = held - document.held_before - arrived, others.filter(state=DocumentState.UNKNOWN).count()
    # Between these only a person can tell which of several lost answers it was.
    happened = True if gained > unknown else False if gained <= 0 else None
    return Verdict(facts, happened=happened)


def _document_of(log: OperationLog) -> Document | None:
    """Return the document of a key, for an operation whose process died before its document knew of it."""
    kind, _, rest = log.key.partition(":")
    found: Document | None = None
    if kind == "document":
        found = Document.objects.of(log.connection).filter(pk=rest.partition(":")[0]).first()
    return found


READERS: dict[str, Callable[[OperationLog, datetime], Verdict]] = {
    "confirmAppointment": _appointment,
    "cancelAppointment": _appointment,
    "rescheduleAppointment": _appointment,
    "updateAppointmentStatus": _appointment,
    "createAppointment": _booking,
    "uploadAppointmentAttachment": _attachment,
    "putProviderCalendarTimeslots": _day,
    "updateProviderLocationInsuranceMappings": _mappings,
}


def asked_at(log: OperationLog) -> str:
    """Return the fact on our side: what was asked, and when."""
    return f"{log.get_operation_display()} was sent at {in_utc(log.sending_at or log.planned_at)[:19]} UTC, unanswered."
