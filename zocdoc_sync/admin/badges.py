"""States as badges: a mark and a word carry the meaning, the colour only repeats it."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.enums import AppointmentStatus, ConnectionState, DocumentState, JobState, OperationState, SyncState
from zocdoc_sync.models import (
    ChangeState,
    DayState,
    DriftState,
    InsuranceRunState,
    PublishDayState,
    PublishState,
    RunPlaceState,
    WebhookState,
)

OK, WAIT, BAD, OFF, ASK = ("ok", "✓"), ("wait", "●"), ("bad", "✕"), ("off", "○"), ("ask", "?")
A, P, J, Y, C, F = AppointmentStatus, OperationState, JobState, SyncState, ConnectionState, DocumentState

APPOINTMENT_TONES = {
    A.PENDING_BOOKING: WAIT,
    A.CONFIRMED: OK,
    A.BOOKING_FAILED: BAD,
    A.CANCELLED: OFF,
    A.NO_SHOW: BAD,
    A.PENDING_RESCHEDULE: WAIT,
    A.RESCHEDULED: OK,
    A.RESCHEDULE_FAILED: BAD,
}
OPERATION_TONES = {
    P.PLANNED: WAIT,
    P.SENDING: WAIT,
    P.CONFIRMED: OK,
    P.RECONCILED: OK,
    P.REFUSED: BAD,
    P.NOT_SENT: OFF,
    P.UNKNOWN: ASK,
    P.ASKS: ASK,
}
JOB_TONES = {J.WAITING: WAIT, J.RUNNING: WAIT, J.DONE: OK, J.PARKED: BAD, J.CANCELLED: OFF}
SYNC_TONES = {Y.RUNNING: WAIT, Y.DONE: OK, Y.INCOMPLETE: BAD, Y.FAILED: BAD}
CONNECTION_TONES = {C.NEW: WAIT, C.READY: OK, C.NEEDS_RECONNECTING: BAD}
G, N, L, D = ChangeState, InsuranceRunState, RunPlaceState, DriftState
CHANGE_TONES = {
    G.PLANNED: WAIT,
    G.ASKED: WAIT,
    G.APPLIED: OK,
    G.NOT_APPLIED: BAD,
    G.REPLACED: OFF,
    G.REFUSED: BAD,
}
RUN_TONES = {N.DRAFT: OFF, N.RUNNING: WAIT, N.DONE: OK, N.STOPPED: OFF}
PLACE_TONES = {L.WAITING: WAIT, L.ASKED: OK, L.SAME: OFF, L.REFUSED: BAD, L.SKIPPED: OFF}
DRIFT_TONES = {D.RUNNING: WAIT, D.DONE: OK, D.STOPPED: OFF}
R, B = PublishState, PublishDayState
PUBLISH_TONES = {R.COMPARING: WAIT, R.READY: ASK, R.PUBLISHING: WAIT, R.ASKS: ASK, R.STOPPED: OFF, R.DONE: OK}
PUBLISH_DAY_TONES = {
    B.PENDING: WAIT,
    B.SAME: OFF,
    B.WAITING: WAIT,
    B.ASKS: ASK,
    B.PUT: WAIT,
    B.VERIFIED: OK,
    B.DIFFERS: BAD,
    B.REFUSED: BAD,
    B.SKIPPED: OFF,
    B.FAILED: BAD,
}
DOCUMENT_TONES = {F.WAITING: OFF, F.UPLOADING: WAIT, F.UPLOADED: OK, F.REFUSED: BAD, F.UNKNOWN: ASK}
DAY_TONES = {
    DayState.READ: OFF,
    DayState.PLANNED: WAIT,
    DayState.NOT_PUT: OFF,
    DayState.PUT: WAIT,
    DayState.VERIFIED: OK,
    DayState.DIFFERS: BAD,
    DayState.REPLACED: OFF,
}
W = WebhookState
WEBHOOK_TONES = {W.WAITING: WAIT, W.DONE: OK, W.PARKED: OFF, W.LEFT: ASK, W.SKIPPED: OFF}
TONES: dict[type, Mapping[Any, tuple[str, str]]] = {
    A: APPOINTMENT_TONES,
    P: OPERATION_TONES,
    J: JOB_TONES,
    Y: SYNC_TONES,
    C: CONNECTION_TONES,
    G: CHANGE_TONES,
    N: RUN_TONES,
    L: PLACE_TONES,
    D: DRIFT_TONES,
    R: PUBLISH_TONES,
    B: PUBLISH_DAY_TONES,
    F: DOCUMENT_TONES,
    DayState: DAY_TONES,
    W: WEBHOOK_TONES,
}


def badge(words: type, value: str) -> SafeString:
    """Return the badge of a stored word of a closed list; a word that is new to us as Zocdoc wrote it."""
    tone, mark = TONES[words].get(value, ASK)
    label = dict(words.choices).get(value, value)  # type: ignore[attr-defined]  # every key of TONES is a TextChoices
    return marked(tone, mark, str(label))


def marked(tone: str, mark: str, label: str) -> SafeString:
    """Return a badge of a tone (ok, wait, bad, off, ask)."""
    return format_html(
        '<span class="sd-badge sd-badge--{}"><span aria-hidden="true">{}</span> {}</span>', tone, mark, label
    )
