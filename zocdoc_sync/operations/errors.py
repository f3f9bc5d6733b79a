"""Why an operation was not performed: each error carries one sentence for the reader and no patient data."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zocdoc_sync.models import OperationLog


class OperationError(Exception):
    """Base of what stops an operation before Zocdoc is asked; `code` is stable."""

    code = "operation_error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnknownOperation(OperationError):
    code = "unknown_operation"


class NotPermitted(OperationError):
    code = "not_permitted"


class WrongState(OperationError):
    code = "wrong_state"


class Busy(WrongState):
    """Another writer is at the same target."""

    code = "busy"


class InputRefused(OperationError):
    """Input that Zocdoc would refuse; `fields` maps a field's name to its faults, "" to those of the whole form."""

    code = "input_refused"

    def __init__(self, sentence: str, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(sentence)
        self.fields = {name: list(faults) for name, faults in (fields or {}).items()}


class WouldEmpty(InputRefused):
    """Input that would delete something whole and was not allowed to."""

    code = "would_empty"


class AlreadyDone(OperationError):
    """A key that was performed before; `log` is what came of it."""

    code = "already_done"

    def __init__(self, log: "OperationLog") -> None:
        super().__init__("This was asked before: nothing is sent a second time.")
        self.log = log
