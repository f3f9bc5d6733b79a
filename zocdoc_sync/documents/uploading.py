"""Bring a kept file to Zocdoc, once: the ledger's key of each try, and reading back when its answer is lost."""

from datetime import datetime

from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.documents.keeping import UPLOAD
from zocdoc_sync.documents.storing import opened
from zocdoc_sync.enums import DocumentState
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import Appointment, Document, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import Busy, OperationError
from zocdoc_sync.operations.outcomes import HAPPENED, Outcome, State, outcome_of
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.requests import SMALL_FILE
from zocdoc_sync.sync.participants import read_participant

D = DocumentState
SENDABLE = (D.WAITING, D.REFUSED, D.UPLOADING)


def is_small(document: Document) -> bool:
    """Tell whether it is uploaded while the person waits; others are left to the worker."""
    return document.size < SMALL_FILE


def ask(document: Document) -> bool:
    """Mark a document as one that is to be uploaded; return whether it can be."""
    waiting = Document.objects.filter(pk=document.pk, state__in=SENDABLE, removed_at__isnull=True)
    return bool(waiting.update(state=D.UPLOADING, fault=""))


def upload(document: Document, *, now: datetime) -> Document:
    """Upload a document that was asked for, or look again at one whose outcome was not known; return it as it is then.

    Safe to start twice: a try has one key. Raise Busy while another writer holds the appointment; `now` is UTC.
    """
    document.refresh_from_db()
    if document.state == D.UNKNOWN and document.operation is not None:
        document.operation.refresh_from_db()
        _follow(document, outcome_of(document.operation), now)
    elif document.state == D.UPLOADING:
        try:
            _follow(document, _sent(document, now), now)
        except Busy:
            raise
        except (OperationError, DocumentRefused) as refused:
            _settle(document, D.REFUSED, fault=refused.sentence)
    return document


def _sent(document: Document, now: datetime) -> Outcome:
    key = key_of(document)
    if not OperationLog.objects.filter(key=key).exists():
        _count_before(document, now)
    fields = {"appointment_id": document.appointment.zocdoc_id, "attachment_type": document.attachment_type}
    actor = Actor(document.added_by, document.added_by_label)
    with opened(document) as file:
        return perform(UPLOAD.code, document.connection, {**fields, "attachment": file}, actor=actor, now=now, key=key)


def key_of(document: Document) -> str:
    """Return the ledger's key of the present try."""
    return f"document:{document.pk}:{document.attempts}"


def _count_before(document: Document, now: datetime) -> None:
    """Note how many files Zocdoc holds, so that a lost answer can be settled by counting again."""
    try:
        participant = read_participant(document.appointment, now=now, prompt=True)
    except (ZocdocError, ValueError):
        # It can be uploaded without: then a lost answer is asked of a person.
        return
    document.held_before = len(participant.attachments) if participant else None
    Document.objects.filter(pk=document.pk).update(held_before=document.held_before)


def _follow(document: Document, outcome: Outcome, now: datetime) -> None:
    known = {"operation": outcome.log}
    if outcome.state in HAPPENED:
        _settle(document, D.UPLOADED, fault="", uploaded_at=now, **known)
        # Zocdoc's list of files has one more now.
        Appointment.objects.filter(pk=document.appointment_id).update(patient_due_at=now)
    elif outcome.state == State.REFUSED:
        _settle(document, D.REFUSED, fault=outcome.sentence, attempts=document.attempts + 1, **known)
    elif outcome.state == State.NOT_SENT:
        _settle(document, D.WAITING, fault=outcome.sentence, attempts=document.attempts + 1, **known)
    else:
        _settle(document, D.UNKNOWN, fault=outcome.sentence, **known)


def _settle(document: Document, state: DocumentState, **values: object) -> None:
    """Bring the row to a state, unless another process has settled this try already."""
    open_ = Document.objects.filter(pk=document.pk, state__in=[D.UPLOADING, D.UNKNOWN], attempts=document.attempts)
    open_.update(state=state, **values)
    document.refresh_from_db()
