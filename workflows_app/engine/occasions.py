"""What triggers workflows, and the workflows that look at it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from workflows_app.enums import TriggerKind
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from workflows_app.values.conditions import Filter
from workflows_app.values.scope import scope_of
from zocdoc_sync.models import Appointment, Change


@dataclass(frozen=True)
class Told:
    """What a trigger told, and the scope that filters read, made once for all workflows that look at it."""

    data: dict[str, Any]
    now: datetime

    @cached_property
    def scope(self) -> dict[str, Any]:
        """Return what filters read."""
        return scope_of(self.data, workflow="", now=self.now)


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What triggered a workflow; `key` is the same whenever the same thing is seen again."""

    trigger: TriggerKind
    key: str
    told: Told
    appointment: Appointment | None = None
    change: Change | None = None
    late: bool = False
    depth: int = 0
    cause: WorkflowRun | None = None


@dataclass(frozen=True)
class Listener:
    """An active workflow that looks at what happens; what of it does not change is read once for all that happens.

    `judges` is False for a filter that needs the patient: it waits until the run begins, since Zocdoc may be asked.
    """

    workflow: Workflow
    version: WorkflowVersion
    filter: Filter
    judges: bool

    @property
    def trigger(self) -> TriggerKind:
        """Return what it waits for."""
        return TriggerKind(self.version.trigger)


class Filtered(NamedTuple):
    """A run that ended before it began: nothing but its row in the history is made of it."""

    listener: Listener
    occasion: Occasion
    why: str
