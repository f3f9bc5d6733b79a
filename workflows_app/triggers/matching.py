"""Whether a change is one that a version of a workflow waits for."""

from workflows_app.enums import TriggerKind
from workflows_app.models import WorkflowVersion
from zocdoc_sync.enums import ChangeKind
from zocdoc_sync.models import Change


def matches(version: WorkflowVersion, change: Change) -> bool:
    """Tell whether a change triggers a version; its options name change kinds or fields, none means any."""
    if version.trigger == TriggerKind.CREATED:
        return _is_booking(change)
    if version.trigger == TriggerKind.UPDATED:
        return not _is_booking(change) and _is_wanted(version.trigger_options, change)
    return False


def matches_tag(version: WorkflowVersion, tag: str) -> bool:
    """Tell whether a tag that was put on an appointment triggers a version."""
    return version.trigger == TriggerKind.TAGGED and tag in (version.trigger_options.get("tags") or [])


def _is_booking(change: Change) -> bool:
    return ChangeKind.BOOKED in change.kinds


def _is_wanted(options: dict[str, list[str]], change: Change) -> bool:
    kinds, fields = options.get("kinds") or [], options.get("fields") or []
    if not kinds and not fields:
        return True
    return bool({*kinds} & {*change.kinds} or {*fields} & {*change.fields})
