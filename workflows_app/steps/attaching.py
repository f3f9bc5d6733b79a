"""The step that brings the files kept for the appointment to Zocdoc: each uploaded once, by a job of its own."""

from django.db import transaction

from workflows_app.steps.results import Done, Failed, Result
from workflows_app.steps.spec import Given, Performing, StepKind
from zocdoc_sync.documents.planning import plan_waiting
from zocdoc_sync.enums import DocumentState
from zocdoc_sync.models import Document
from zocdoc_sync.operations.catalogue import CATALOGUE

UPLOAD = CATALOGUE["uploadAppointmentAttachment"]


def _upload(_given: Given, performing: Performing) -> Result:
    appointment = performing.appointment
    if appointment is None:
        return Failed("no_appointment", "There is no appointment whose files could be uploaded.")
    if not performing.actor.may(UPLOAD.permission):
        return Failed("not_permitted", "Who switched this workflow on may not upload files.")
    if performing.rehearsing:
        waiting = Document.objects.filter(appointment=appointment, state=DocumentState.WAITING, removed_at=None)
        return _told(waiting.count(), "would be")
    with transaction.atomic():  # a file that is marked has its job, whatever dies
        count = plan_waiting(appointment, performing.now)
    return _told(count, "are being")


def _told(count: int, verb: str) -> Done:
    told = f"{count} waiting files {verb} uploaded." if count else "No file was waiting."
    return Done(output={"count": count}, sentence=told)


KINDS = (
    StepKind(
        code="upload_documents",
        label="Upload waiting documents",
        group="On the appointment",
        icon="upload_file",
        summary="Uploads every file that waits for the appointment; goes on while the worker brings them.",
        fields=(),
        run=_upload,
        sample=lambda _config: {"count": 1},
        permission=UPLOAD.permission,
    ),
)
