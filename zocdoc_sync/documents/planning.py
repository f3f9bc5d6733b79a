"""The job that uploads a document, and when it looks again."""

from datetime import datetime, timedelta

from zocdoc_sync.documents.uploading import ask
from zocdoc_sync.enums import DocumentState, OperationState
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Appointment, Document

KIND = "documents.upload"
TRIES, NOT_SENT_SECONDS = 5, 60
AGAIN_SECONDS, BUSY_SECONDS, ASKS_SECONDS = 20, 15, 600


def plan_upload(document: Document, now: datetime, *, seconds: float = 0) -> None:
    """Plan that the worker uploads a document in so many seconds, or looks after one that somebody else uploads."""
    payload, due = {"document_id": str(document.pk)}, now + timedelta(seconds=seconds)
    plan(KIND, payload, now=now, key=f"document:{document.pk}", due_at=due, connection=document.connection)


def later(document: Document) -> Postpone | None:
    """Return when a document is looked at again, None when it is settled; what was not sent is asked for again."""
    if document.state == DocumentState.WAITING and document.attempts < TRIES and ask(document):
        return Postpone(NOT_SENT_SECONDS, document.fault)
    if document.state != DocumentState.UNKNOWN:
        return None
    asks = document.operation is not None and document.operation.state == OperationState.ASKS
    return Postpone(ASKS_SECONDS if asks else AGAIN_SECONDS, "It is not known yet whether Zocdoc has the file.")


def plan_waiting(appointment: Appointment, now: datetime) -> int:
    """Plan that every document kept for an appointment is uploaded, and return how many."""
    waiting = Document.objects.filter(appointment=appointment, state=DocumentState.WAITING, removed_at__isnull=True)
    asked = [document for document in waiting.select_related("connection") if ask(document)]
    for document in asked:
        plan_upload(document, now)
    return len(asked)
