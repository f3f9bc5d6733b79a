"""Take a file for an appointment: checked as Zocdoc would check it, sealed, and written down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, transaction

from zocdoc_sync.documents import storing
from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.enums import AttachmentType, DocumentState
from zocdoc_sync.models import Appointment, Document
from zocdoc_sync.operations import gates
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.checking import wrong_state
from zocdoc_sync.operations.fields.attachments import Attachment

UPLOAD = spec("uploadAppointmentAttachment")
NAME_MAX = 120


def keep(
    appointment: Appointment,
    file: "File[bytes] | None",
    attachment_type: str,
    *,
    actor: Actor,
    now: datetime,
    pk: UUID,
) -> Document:
    """Keep a file for an appointment and return its row; the same `pk` a second time returns the first row.

    Raise DocumentRefused with the reason, before anything is kept; `now` is UTC.
    """
    first: Document | None = Document.objects.of(appointment.connection).filter(pk=pk).first()
    if first is not None:
        return first
    why = why_not(appointment, actor, now)
    if why:
        raise DocumentRefused(why)
    checked = _checked(file, attachment_type)
    row = Document(
        id=pk,
        connection=appointment.connection,
        appointment=appointment,
        attachment_type=attachment_type,
        name=_short(checked.name),
        content_type=checked.content_type,
        added_by=actor.user,
        added_by_label=actor.label[:150],
        added_at=now,
    )
    row.size = storing.store(row, checked.chunks())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError:
        storing.remove(pk)
        raise
    return row


def why_not(appointment: Appointment, actor: Actor, now: datetime) -> str:
    """Return why this actor cannot add files to an appointment now, "" when that is possible."""
    return gates.why_not_permitted(UPLOAD, actor) or wrong_state(UPLOAD, appointment, {}, now)


def _checked(file: "File[bytes] | None", attachment_type: str) -> Any:
    if attachment_type not in AttachmentType.values:
        raise DocumentRefused("Choose what the file is.")
    try:
        return Attachment().clean(file)
    except ValidationError as wrong:
        raise DocumentRefused(" ".join(wrong.messages)) from None


def _short(name: str | None) -> str:
    """Return a file's name without folders, not longer than anybody reads, its ending kept."""
    plain = (name or "file").replace("\\", "/").rpartition("/")[2] or "file"
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= NAME_MAX else f"{(stem or plain)[: NAME_MAX - 10]}{dot}{ending[:8]}"


def discard(document: Document) -> bool:
    """Remove a document that was never sent; return whether it could be."""
    unsent = Document.objects.filter(pk=document.pk, state__in=[DocumentState.WAITING, DocumentState.REFUSED])
    if not unsent.delete()[0]:
        return False
    storing.remove(document.pk)
    return True
