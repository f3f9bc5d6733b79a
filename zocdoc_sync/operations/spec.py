"""What is declared of an operation, once, for pages, commands, steps and the documentation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.sentences import SAYS

Cleaned = Mapping[str, Any]
Rule = Callable[[Appointment, Cleaned, datetime], str]

APPOINTMENT, PROVIDER, PROVIDER_LOCATION, CONNECTION = "appointment", "provider", "provider_location", "connection"


def _wishes_nothing(_cleaned: Cleaned) -> dict[str, Any]:
    return {}


def _no_rule(_appointment: Appointment, _cleaned: Cleaned, _now: datetime) -> str:
    return ""


def _all_in_place(_connection: Connection, _cleaned: Cleaned) -> str:
    return ""


def _empties_nothing(_cleaned: Cleaned) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class OperationSpec:
    """One operation of Zocdoc's API; `code` is its operationId.

    `wish` returns what will be true in the mirror when it has happened. `rule` returns why an appointment does not
    allow it, "" when it does. `empties` returns what the input would delete whole, "" when nothing;
    `misplaced` what of it does not belong together as far as the mirror knows.
    """

    code: str
    label: str
    area: str
    target: str
    form: type[OperationForm]
    verb: str
    icon: str
    writes: bool = False
    destroys: bool = False
    # A write that replaces the whole: the same body may be sent again when no answer came.
    repeatable: bool = False
    shows_patient: bool = False
    # Writers of one target take turns; those of another lane, such as a long upload, do not wait for them.
    lane: str = ""
    allowed_statuses: frozenset[str] | None = None
    wish: Callable[[Cleaned], dict[str, Any]] = _wishes_nothing
    rule: Rule = _no_rule
    empties: Callable[[Cleaned], str] = _empties_nothing
    misplaced: Callable[[Connection, Cleaned], str] = _all_in_place
    # The field whose value a person types to say that emptying is meant.
    typed: str = ""

    @property
    def permission(self) -> str:
        """Return the permission that performing it needs."""
        return f"zocdoc_sync.perform_{self.code.lower()}"

    @property
    def says(self) -> str:
        """Return what it does, in one sentence."""
        return SAYS[self.code]

    @property
    def turn(self) -> str:
        """Return with whom it takes turns on a target."""
        return self.lane or self.target

    @property
    def changes_appointment(self) -> bool:
        """Tell whether it changes an appointment that exists already."""
        return self.writes and self.target == APPOINTMENT
