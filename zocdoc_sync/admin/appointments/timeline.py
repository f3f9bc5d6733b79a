"""One appointment's history as one line of events: what was observed, and what was asked for and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString

from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.enums import AppointmentStatus, OperationState
from zocdoc_sync.insurance.naming import place_name
from zocdoc_sync.models import (
    Appointment,
    Change,
    OperationLog,
    Practice,
    ProviderLocation,
    VisitReason,
)
from zocdoc_sync.models.directory import DirectoryEntry

SHOWN = 50
STAFF, WORKFLOW, CONSOLE, ZOCDOC = "Staff", "Workflow", "Console", "Zocdoc"
# Of these a change keeps nothing but that they differ, or they say nothing to a reader.
UNTOLD = frozenset({"last_modified_time"})
NAMED: dict[str, type[DirectoryEntry]] = {
    "provider_location_id": ProviderLocation,
    "practice_id": Practice,
    "visit_reason_id": VisitReason,
}


@dataclass(frozen=True)
class Event:
    """One line of the history; `differences` are (column, before, after) in the reader's words."""

    at: datetime
    shown_at: str
    title: str
    actor: str
    side: str = ZOCDOC
    badge: SafeString | str = ""
    sentence: str = ""
    request_id: str = ""
    differences: tuple[tuple[str, str, str], ...] = ()
    link: str = ""


def timeline(appointment: Appointment) -> list[Event]:
    """Return the latest SHOWN changes and operations of an appointment, newest first."""
    events = [*_changes(appointment), *_operations(appointment)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _changes(appointment: Appointment) -> Iterable[Event]:
    rows = Change.objects.filter(appointment=appointment).select_related("operation")[:SHOWN]
    for row in rows:
        yield Event(
            at=row.observed_at,
            shown_at=long_time(row.observed_at, zone_of(appointment)),
            title=row.get_kind_display(),
            actor=f"seen by: {row.get_channel_display()}"
            + (f" of {row.operation.actor_label}" if row.operation else ""),
            request_id=row.operation.request_id if row.operation else "",
            differences=tuple(differences(row, appointment)),
        )


def _operations(appointment: Appointment) -> Iterable[Event]:
    rows = OperationLog.objects.filter(appointment=appointment).defer("request", "answer")[:SHOWN]
    for row in rows:
        yield Event(
            at=row.planned_at,
            shown_at=long_time(row.planned_at, zone_of(appointment)),
            title=row.get_operation_display(),
            actor=row.actor_label,
            side=side_of(row),
            badge=badge(OperationState, row.state),
            sentence=row.error_sentence,
            request_id=row.request_id,
            link=reverse("admin:zocdoc_sync_operationlog_change", args=(row.pk,)),
        )


def side_of(row: OperationLog) -> str:
    """Return who asked for an operation: one of the staff, a workflow, or the console by itself."""
    if row.actor_label.startswith("workflow"):
        return WORKFLOW
    return STAFF if row.actor_id else CONSOLE


def differences(change: Change, appointment: Appointment) -> Iterable[tuple[str, str, str]]:
    """Yield what a change changed, in words; of an encrypted column only that it changed is known."""
    for column, pair in (change.fields or {}).items():
        before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if column in UNTOLD:
            continue
        if before is None and after is None:
            yield _title(column), "", "changed"
        else:
            yield _title(column), _word(column, before, appointment), _word(column, after, appointment)


def _title(column: str) -> str:
    known = {field.name: field for field in Appointment._meta.concrete_fields}
    name = column.removesuffix("_id")
    return str(known[name].verbose_name) if name in known else name.replace("_", " ")


def _word(column: str, value: Any, appointment: Appointment) -> str:
    if value in (None, ""):
        return "—"
    if column == "status":
        return str(dict(AppointmentStatus.choices).get(value, value))
    if column in NAMED:
        return _name(NAMED[column], str(value), appointment)
    if column.endswith("_time"):
        return _instant(str(value), appointment)
    return str(value).replace("_", " ")


def _name(model: type[DirectoryEntry], zocdoc_id: str, appointment: Appointment) -> str:
    row = model.objects.filter(connection=appointment.connection_id, zocdoc_id=zocdoc_id).first()
    if isinstance(row, ProviderLocation):
        return place_name(row)
    return str(row or zocdoc_id)


def _instant(text: str, appointment: Appointment) -> str:
    try:
        instant = parse_datetime(text)
    except ValueError:
        return text
    return long_time(instant, zone_of(appointment)) if instant and instant.tzinfo else text
