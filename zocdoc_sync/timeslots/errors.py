"""Why a provider's day was not read or not put."""

from zocdoc_sync.operations.errors import OperationError, WrongState
from zocdoc_sync.timeslots.guards import Guard


class DayNotRead(OperationError):
    """Zocdoc did not tell the whole day."""

    code = "day_not_read"


class StillSettling(WrongState):
    """The last put is not seen at Zocdoc yet: what Zocdoc shows may be older than it."""

    code = "still_settling"


class GuardsUnmet(OperationError):
    """Something must be acknowledged first; `asked` holds what was not."""

    code = "guards_unmet"

    def __init__(self, asked: tuple[Guard, ...]) -> None:
        super().__init__(" ".join(guard.sentence for guard in asked))
        self.asked = asked
