"""What came of performing an operation, in one sentence for the reader."""

from dataclasses import dataclass, field
from typing import Any

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.enums import OperationState
from zocdoc_sync.errors import NeverSent, RequestRefused, ZocdocError
from zocdoc_sync.models import OperationLog

State = OperationState
HAPPENED = frozenset({State.CONFIRMED, State.RECONCILED})
UNSETTLED = frozenset({State.SENDING, State.UNKNOWN, State.ASKS})

NO_ANSWER = "Zocdoc's answer did not come"
SENTENCES = {
    State.PLANNED: "It waits to be sent.",
    State.SENDING: "It is being sent right now.",
    State.CONFIRMED: "Done.",
    State.REFUSED: "Zocdoc refused it.",
    State.NOT_SENT: "It was not sent and nothing changed: it may be tried again.",
    State.UNKNOWN: f"Unknown: {NO_ANSWER}, so it may or may not have happened. Asking Zocdoc; do not do it again.",
    State.RECONCILED: "It happened: reading back from Zocdoc shows it.",
    State.ASKS: "Nobody can tell whether it happened: a person must look and say.",
}


@dataclass(frozen=True)
class Outcome:
    """What came of it: `ok` when it happened, `request` exactly as it is sent, `error_code` stable ("" when none).

    `request_id` is Zocdoc's name of the request, "" when Zocdoc gave none.
    """

    state: OperationState
    ok: bool
    sentence: str
    log: OperationLog | None = None
    answer: Answer | None = None
    request: dict[str, Any] = field(default_factory=dict)
    error_code: str = ""
    request_id: str = ""


def outcome_of(log: OperationLog, answer: Answer | None = None) -> Outcome:
    """Return what the ledger's row says now."""
    state = State(log.state)
    request = {name: value for name, value in (log.request or {}).items() if name not in ("operation", "parameters")}
    return Outcome(
        state=state,
        ok=state in HAPPENED,
        sentence=log.error_sentence or SENTENCES[state],
        log=log,
        answer=answer,
        request=request,
        error_code=log.error_code,
        request_id=log.request_id,
    )


def state_after(error: ZocdocError) -> OperationState:
    """Return in which state an error leaves a write: the class of the error tells whether it may have happened."""
    if isinstance(error, RequestRefused):
        return State.REFUSED
    if isinstance(error, NeverSent) or error.repeat_write or error.after_pause:
        return State.NOT_SENT
    return State.UNKNOWN
