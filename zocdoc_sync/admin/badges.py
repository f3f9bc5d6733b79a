"""States as badges: a mark and a word carry the meaning, the colour only repeats it."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zocdoc_sync.enums import AppointmentStatus, ConnectionState, JobState, OperationState, SyncState

OK, WAIT, BAD, OFF, ASK = ("ok", "✓"), ("wait", "●"), ("bad", "✕"), ("off", "○"), ("ask", "?")
A, P, J, Y, C = AppointmentStatus, OperationState, JobState, SyncState, ConnectionState

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
TONES: dict[type, Mapping[Any, tuple[str, str]]] = {
    A: APPOINTMENT_TONES,
    P: OPERATION_TONES,
    J: JOB_TONES,
    Y: SYNC_TONES,
    C: CONNECTION_TONES,
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
