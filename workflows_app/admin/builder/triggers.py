"""The trigger in the form: what starts a workflow, in plain words, and its options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows_app.admin.builder.posted import WEEKDAYS, Post, number
from workflows_app.enums import TriggerKind
from workflows_app.exchange.words import CHANGED_FIELDS, STATUSES
from workflows_app.values.tags import tags_in
from zocdoc_sync.enums import ChangeKind

T = TriggerKind
SAYS: Mapping[str, tuple[str, str]] = {
    T.CREATED: ("An appointment is booked", "Once for each new booking, as soon as it is seen."),
    T.UPDATED: (
        "An appointment changes",
        "Confirmed, moved, cancelled, or anything else. Not when it is first booked.",
    ),
    T.STARTED: ("An appointment's start time comes", "Once, at its start; never for cancelled ones. It follows moves."),
    T.TAGGED: ("A tag is put on an appointment", "By a person or by another workflow; once for a tag and a time."),
    T.SCHEDULE: (
        "On a schedule",
        "Every few minutes, or at a time of day: once, or for each appointment of some days.",
    ),
    T.MANUAL: ("Only by hand", "It runs when a person starts it for an appointment."),
}
KINDS = [(kind.value, kind.label) for kind in ChangeKind if kind != ChangeKind.BOOKED]


@dataclass(frozen=True, kw_only=True)
class TriggerForm:
    """The trigger as the form shows it: every kind, and the options of those that have some."""

    kinds: Sequence[tuple[str, str, str, bool]]
    changes: Sequence[tuple[str, str, bool]]
    columns: Sequence[tuple[str, str, bool]]
    skips_late: bool
    tags: str
    every_minutes: Any
    at: str
    weekdays: Sequence[tuple[int, str, bool]]
    goes_through: bool
    from_days: Any
    to_days: Any
    statuses: Sequence[tuple[str, str, bool]]
    options: Mapping[str, Any] = field(default_factory=dict)


def read(post: Post) -> tuple[str, dict[str, Any]]:
    """Return the chosen trigger with its options, without those of the triggers that were not chosen."""
    chosen = str(post.get("trigger", T.CREATED))
    return (chosen, READERS[chosen](post)) if chosen in READERS else (T.CREATED.value, {})


def _updated(post: Post) -> dict[str, Any]:
    kinds = [one for one in post.getlist("trigger.kinds") if one in dict(KINDS)]
    fields = [one for one in post.getlist("trigger.fields") if one in CHANGED_FIELDS]
    return {name: value for name, value in (("kinds", kinds), ("fields", fields)) if value}


def _schedule(post: Post) -> dict[str, Any]:
    return _rhythm(post) | ({"appointments": _span(post)} if post.get("trigger.over") == "each" else {})


def _rhythm(post: Post) -> dict[str, Any]:
    if post.get("trigger.rhythm") == "every":
        return {"every_minutes": number(str(post.get("trigger.every_minutes", "")) or "60")}
    days = [int(day) for day in post.getlist("trigger.weekdays") if day in "0123456"]
    return {"at": str(post.get("trigger.at", "")) or "08:00", "weekdays": days or list(range(7))}


def _span(post: Post) -> dict[str, Any]:
    first, last = (number(str(post.get(f"trigger.{name}", "")) or "0") for name in ("from_days", "to_days"))
    statuses = [one for one in post.getlist("trigger.statuses") if one in dict(STATUSES)]
    return {"from_days": first, "to_days": last, "statuses": statuses}


READERS: Mapping[str, Any] = {
    T.CREATED: lambda _post: {},
    T.UPDATED: _updated,
    T.STARTED: lambda post: {"late": "skip"} if post.get("trigger.late") else {},
    T.TAGGED: lambda post: {"tags": tags_in(post.get("trigger.tags"))},
    T.SCHEDULE: _schedule,
    T.MANUAL: lambda _post: {},
}


def shown(trigger: str, options: Mapping[str, Any]) -> TriggerForm:
    """Return a trigger as the form shows it."""
    kinds, fields = options.get("kinds", []), options.get("fields", [])
    days = options.get("weekdays") or list(range(7))
    asked = options.get("appointments") or {}
    return TriggerForm(
        kinds=[(kind, *SAYS[kind], kind == trigger) for kind in T.values],
        changes=[(kind, label, kind in kinds) for kind, label in KINDS],
        columns=[(name, label, name in fields) for name, label in CHANGED_FIELDS.items()],
        skips_late=options.get("late") == "skip",
        tags=", ".join(str(one) for one in options.get("tags") or []),
        every_minutes=options.get("every_minutes", ""),
        at=str(options.get("at", "08:00")),
        weekdays=[(day, name, day in days) for day, name in enumerate(WEEKDAYS)],
        goes_through=bool(asked),
        from_days=asked.get("from_days", 0),
        to_days=asked.get("to_days", 0),
        statuses=[(status, label, status in (asked.get("statuses") or [])) for status, label in STATUSES],
    )
