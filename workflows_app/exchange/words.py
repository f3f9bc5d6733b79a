"""Triggers and filters in the reader's words."""

from collections.abc import Mapping
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.values.conditions import described
from workflows_app.values.fields import FIELDS
from zocdoc_sync.enums import ChangeKind

CHANGED_FIELDS = {
    "status": "Status",
    "start_time": "Start time",
    "provider_location_id": "Provider or location",
    "visit_reason_id": "Visit reason",
    "visit_type": "Visit type",
    "patient_type": "Patient type",
    "confirmation_type": "Confirmation type",
    "notes": "Notes",
    "cancellation_reason": "Reason of the cancellation",
}
STATUSES = FIELDS["trigger.appointment.status"].choices
NEAR_DAYS: Mapping[Any, str] = {-1: "yesterday", 0: "today", 1: "tomorrow"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
JOINING = {"all": " and ", "any": " or "}


def trigger_words(trigger: str, options: Mapping[str, Any]) -> str:
    """Return what starts a workflow, such as "Appointment updated: confirmed or moved"."""
    label = str(dict(TriggerKind.choices).get(trigger, trigger))
    more = DETAILS[trigger](options) if trigger in DETAILS else ""
    return f"{label}: {more}" if more else label


def filter_words(structure: Mapping[str, Any]) -> str:
    """Return conditions as a sentence, "" when there are none."""
    parts = [
        f"({filter_words(one)})" if "conditions" in one else described(one) for one in structure.get("conditions", [])
    ]
    return JOINING.get(str(structure.get("match", "all")), " and ").join(parts)


def _updated(options: Mapping[str, Any]) -> str:
    kinds = [str(ChangeKind(one).label).lower() for one in options.get("kinds", []) if one in ChangeKind.values]
    fields = [CHANGED_FIELDS.get(one, one).lower() for one in options.get("fields", [])]
    return " or ".join([*kinds, *(f"{one} changed" for one in fields)])


def _schedule(options: Mapping[str, Any]) -> str:
    asked = options.get("appointments")
    return f"{_rhythm(options)}{f', for each appointment {_span(asked)}' if asked else ''}"


def _span(asked: Mapping[str, Any]) -> str:
    first, last = _day(asked.get("from_days", 0)), _day(asked.get("to_days", 0))
    statuses = [dict(STATUSES).get(one, one).lower() for one in asked.get("statuses") or []]
    days = f"of {first}" if first == last else f"from {first} to {last}"
    return f"{days}{' that is ' if statuses else ''}{' or '.join(statuses)}"


def _day(number: Any) -> str:
    ahead = f"{number} days ahead" if isinstance(number, int) and number > 0 else f"{str(number).lstrip('-')} days ago"
    return NEAR_DAYS.get(number, ahead)


def _rhythm(options: Mapping[str, Any]) -> str:
    if options.get("every_minutes"):
        return f"every {options['every_minutes']} minutes"
    days = [int(day) for day in options.get("weekdays") or range(7)]
    return f"{options.get('at', '08:00')}, {'every day' if len(days) == 7 else ', '.join(DAYS[day] for day in days)}"


DETAILS: Mapping[str, Any] = {
    TriggerKind.UPDATED: _updated,
    TriggerKind.SCHEDULE: _schedule,
    TriggerKind.TAGGED: lambda options: " or ".join(str(one) for one in options.get("tags") or []),
    TriggerKind.STARTED: lambda options: "not when it is late" if options.get("late") == "skip" else "",
}
