"""What comes of performing a step; the engine alone turns it into rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows_app.models import Remark
from zocdoc_sync.models import OperationLog

Output = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Done:
    """It happened; later steps read `output` as `steps.<key>.…`. `request` is that of a rehearsed write.

    `remarks` are written by the engine together with the step's own row, each once for its key.
    """

    output: Output = field(default_factory=dict)
    sentence: str = ""
    operation: OperationLog | None = None
    request_id: str = ""
    wrote: bool = False
    request: dict[str, Any] | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """It is not needed or not possible any more, which is no fault: the run goes on."""

    sentence: str


@dataclass(frozen=True)
class Sleep:
    """The run sleeps until an instant (UTC) as a row; the step is done then, with `output`."""

    until: datetime
    sentence: str
    output: Output = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """The run ends here on purpose; `filtered` when a condition did not hold."""

    sentence: str
    filtered: bool = False


@dataclass(frozen=True)
class Each:
    """The steps inside are performed once for each item, one after another."""

    items: Sequence[Any]
    sentence: str = ""


@dataclass(frozen=True)
class TryAgain:
    """It provably did nothing and may help later: the engine tries again with growing pauses, then it has failed.

    `soon` says that what stands in the way is over within minutes: the pauses stay short.
    """

    code: str
    sentence: str
    operation: OperationLog | None = None
    soon: bool = False


@dataclass(frozen=True)
class Settling:
    """A write whose outcome is unknown: the engine looks at its ledger row again until that is settled."""

    operation: OperationLog


@dataclass(frozen=True)
class Asks:
    """Nobody can tell what came of it: a person must look."""

    sentence: str
    operation: OperationLog | None = None


@dataclass(frozen=True)
class Failed:
    """It did not happen and will not; `code` is stable."""

    code: str
    sentence: str
    operation: OperationLog | None = None
    request_id: str = ""


Result = Done | Skipped | Sleep | Stop | Each | TryAgain | Settling | Asks | Failed
